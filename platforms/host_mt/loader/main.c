// SPDX-License-Identifier: Apache-2.0
// host_mt: runs an image of //platforms:host_mt in this process. Started by `bazel run` and by os_test.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platforms/host_mt/loader/mt.h"

enum { USAGE = 2 };

static const char usage[] = "usage: host_mt IMAGE [option ...]\n"
                            "  --memory MIB    RAM (64)\n"
                            "  --cpus N        that many processors, 1 to 16, each a thread (1)\n"
                            "  --command TEXT  the command line of the system\n"
                            "  --socket PATH   where the control line listens\n"
                            "  --time          says when the system first waits, at a prompt\n"
                            "  --no-restart    a restart ends the process with status 200\n"
                            "The exit status is what the system powers off with; 124: the processors stopped; 125: the "
                            "machine itself cannot go "
                            "on.\n";

[[noreturn]] static void fail_usage(const char *what, const char *word) {
  fprintf(stderr, "error: host_mt: %s%s\n%s", what, word, usage);
  exit(USAGE);
}

static uint64_t number(const char *option, const char *text) {
  char *end;
  if (text == NULL || *text < '0' || *text > '9') fail_usage("a number is wanted after ", option);
  uint64_t value = strtoull(text, &end, 0);
  if (*end != 0) fail_usage("a number is wanted after ", option);
  return value;
}

static uint32_t cpus_of(const char *text) {
  uint64_t cpus = number("--cpus", text);
  if (cpus == 0 || cpus > MACHINE_CPUS) fail_usage("from 1 to 16 processors are wanted after --cpus, not ", text);
  return (uint32_t)cpus;
}

int main(int, char **words) {
  struct mt_options options = {.restart = words};
  for (char **word = words + 1; *word != NULL; word++) {
    if (strcmp(*word, "--memory") == 0)
      options.ram_mib = number("--memory", *++word);
    else if (strcmp(*word, "--cpus") == 0)
      options.cpus = cpus_of(*++word);
    else if (strcmp(*word, "--command") == 0 && word[1] != NULL)
      options.command_line = *++word;
    else if (strcmp(*word, "--socket") == 0 && word[1] != NULL)
      options.socket = *++word;
    else if (strcmp(*word, "--time") == 0)
      options.tell_time = true;
    else if (strcmp(*word, "--no-restart") == 0)
      options.restart = NULL;
    else if (**word != '-' && options.image == NULL)
      options.image = *word;
    else
      fail_usage("no such option: ", *word);
  }
  if (options.image == NULL) fail_usage("no image was given", "");
  mt_boot(&options);
}
