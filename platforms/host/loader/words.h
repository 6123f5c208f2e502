// SPDX-License-Identifier: Apache-2.0
// words: the command line of a loader, as far as all loaders have the same options.
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct host_words {
  const char *usage;  // said behind what is wrong
  const char *image, *command_line, *socket;
  uint64_t ram_mib;  // 0: nobody said
  uint32_t cpus;
  bool tell_time, no_restart;
};

// Takes an option that all loaders have, or the image; *word is the last that was taken then. False: it is none of them.
bool words_take(struct host_words *words, char ***word);
uint64_t words_number(const struct host_words *words, const char *option, const char *text);
void words_end(const struct host_words *words);  // all are taken: an image must be among them
[[noreturn]] void words_fail(const struct host_words *words, const char *what, const char *word);
