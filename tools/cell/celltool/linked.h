// SPDX-License-Identifier: Apache-2.0
// linked: sections and imports of a file that the linker wrote.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct section {
  const uint8_t *bytes;
  uint64_t size;
};

// Of size 0 when there is none of that name. Ends the program with a sentence when the file is no linked one.
struct section linked_section(const char *label, const uint8_t *bytes, size_t size, const char *name);
// The names that the file imports, sorted; they point into the file.
const char **linked_imports(const char *label, const uint8_t *bytes, size_t size, size_t *count);
