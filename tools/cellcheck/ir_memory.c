// SPDX-License-Identifier: Apache-2.0
// ir_memory: chunks, the latest of which is filled.
#include "tools/cellcheck/ir_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 256 * 1024 };

struct ir_chunk {
  alignas(16) struct ir_chunk *next;
  alignas(16) char bytes[];
};

void *ir_whole(void *memory) {
  if (memory != NULL) return memory;
  fputs("error: cellcheck: no memory is left; check the cell's sources in smaller parts, or on a larger machine\n",
        stderr);
  exit(2);
}

void *ir_grow(void *memory, size_t size) {
  return ir_whole(realloc(memory, size));
}

static void *take_chunk(struct ir_memory *arena, size_t size) {
  struct ir_chunk *chunk = ir_grow(NULL, sizeof *chunk + size);
  memset(chunk->bytes, 0, size);
  chunk->next = arena->chunks;
  arena->chunks = chunk;
  return chunk->bytes;
}

void *ir_take(struct ir_memory *arena, size_t size) {
  size = (size + 15) & ~(size_t)15;
  if (size > CHUNK / 4) return take_chunk(arena, size);
  if (size > arena->left) {
    arena->next = take_chunk(arena, CHUNK);
    arena->left = CHUNK;
  }
  void *taken = arena->next;
  arena->next += size;
  arena->left -= size;
  return taken;
}

char *ir_text(struct ir_memory *arena, const char *text, size_t length) {
  char *copy = ir_take(arena, length + 1);
  memcpy(copy, text, length);
  return copy;
}

void ir_free(struct ir_memory *arena) {
  for (struct ir_chunk *chunk = arena->chunks; chunk != NULL;) {
    struct ir_chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  *arena = (struct ir_memory){};
}
