// SPDX-License-Identifier: Apache-2.0
// header: the functions that a public header declares with a kind, each with its text and hash. The header is parsed alone.
#pragma once
#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/cellcheck/abi/book.h"

struct header_flags {
  const char *const *words;
  int count;
};

// Headers that come together: a cell's own, or those of an interface. Constants of each count for the functions of those that include it.
struct header_group {
  const char *const *headers;
  uint32_t count;
};

// Adds an entry for each function to the book, under `word`. False: the header does not compile alone; a sentence was printed.
bool header_read(struct book *book, const char *word, const char *label, CXIndex index,
                 const struct header_flags *flags, const struct header_group *group, uint32_t which);
