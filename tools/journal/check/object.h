// SPDX-License-Identifier: Apache-2.0
// object: what a compiled file says of itself: where its functions lie, and what the journal's pass did to them.
#pragma once
#include <stdint.h>

struct object_function {
  const char *name;
  uint32_t section;
  uint64_t start, end;
};

enum object_kind {
  OBJECT_ASSEMBLED,   // RAW by nature
  OBJECT_COMPILED,    // without the pass
  OBJECT_JOURNALLED,  // with it
};

struct object {
  const char *path, *source;  // the source's name as the compiler wrote it down
  enum object_kind kind;
  const char *mode;  // what the pass wrote down, with a newline in front
  uint8_t *bytes;
  uint64_t size;
  struct object_section {
    const char *name;
    uint64_t size;
  } *code;  // sections that hold instructions, in the file's order
  uint32_t code_count;
  struct object_function *functions;  // by section and start
  uint32_t function_count;
};

// Reads the file at path. False: why says what is wrong with it.
bool object_read(struct object *object, const char *path, const char **why);
void object_free(struct object *object);

// The defect that the pass was told to have, such as "defect=skip2", which a newline may follow; null if it had none.
const char *object_defect(const struct object *object);

// Whether the pass wrote down `word name`, such as `raw slab_entry`.
bool object_says(const struct object *object, const char *word, const char *name);
