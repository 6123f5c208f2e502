// SPDX-License-Identifier: Apache-2.0
// listing: the instructions of an object's sections, as llvm-objdump shows them.
#pragma once
#include "tools/journal/check/instruction.h"

struct listing_section {
  const char *name;
  struct instruction *instructions;
  uint32_t count;
};

struct listing {
  char *text;  // what the rest points into
  struct listing_section *sections;
  uint32_t count;
};

// Runs objdump on the object at path. False: why says what went wrong.
bool listing_read(struct listing *listing, const char *objdump, const char *path, const char **why);

// The same from text, which the listing owns from now on; it is changed.
bool listing_parse(struct listing *listing, char *text, const char **why);
void listing_free(struct listing *listing);
