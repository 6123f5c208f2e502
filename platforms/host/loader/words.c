// SPDX-License-Identifier: Apache-2.0
// The command line of a loader. words.h.
#include "platforms/host/loader/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/host/loader/host.h"

enum { USAGE = 2 };

[[noreturn]] void words_fail(const struct host_words *words, const char *what, const char *word) {
  fprintf(stderr, "error: %s: %s%s\n%s", host_name, what, word, words->usage);
  exit(USAGE);
}

uint64_t words_number(const struct host_words *words, const char *option, const char *text) {
  char *end;
  if (text == NULL || *text < '0' || *text > '9') words_fail(words, "a number is wanted after ", option);
  uint64_t value = strtoull(text, &end, 0);
  if (*end != 0) words_fail(words, "a number is wanted after ", option);
  return value;
}

static uint32_t cpus_of(const struct host_words *words, const char *text) {
  uint64_t cpus = words_number(words, "--cpus", text);
  if (cpus == 0 || cpus > MACHINE_CPUS)
    words_fail(words, "from 1 to 16 processors are wanted after --cpus, not ", text);
  return (uint32_t)cpus;
}

bool words_take(struct host_words *words, char ***word) {
  const char *option = **word;
  if (strcmp(option, "--memory") == 0)
    words->ram_mib = words_number(words, "--memory", *++*word);
  else if (strcmp(option, "--cpus") == 0)
    words->cpus = cpus_of(words, *++*word);
  else if (strcmp(option, "--command") == 0 && (*word)[1] != NULL)
    words->command_line = *++*word;
  else if (strcmp(option, "--socket") == 0 && (*word)[1] != NULL)
    words->socket = *++*word;
  else if (strcmp(option, "--time") == 0)
    words->tell_time = true;
  else if (strcmp(option, "--no-restart") == 0)
    words->no_restart = true;
  else if (*option != '-' && words->image == NULL)
    words->image = option;
  else
    return false;
  return true;
}

void words_end(const struct host_words *words) {
  if (words->image == NULL) words_fail(words, "no image was given", "");
}
