// SPDX-License-Identifier: Apache-2.0
// Memory of a run, which goes all at once. Without memory the checker ends: a cell that was not read must not pass.
#include <stdlib.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/own/engine.h"

enum : size_t { CHUNK = 1 << 20 };

struct chunk {
  struct chunk *next;
  size_t used, size;
  unsigned char bytes[];
};

struct chunks {
  struct chunk *first;
};

void *engine_take(struct engine *engine, size_t size) {
  if (engine->arena == NULL) engine->arena = ir_whole(calloc(1, sizeof *engine->arena));
  struct chunks *arena = engine->arena;
  size = (size + 15) & ~(size_t)15;
  if (arena->first == NULL || arena->first->size - arena->first->used < size) {
    size_t room = size > CHUNK ? size : CHUNK;
    struct chunk *chunk = ir_whole(malloc(sizeof *chunk + room));
    *chunk = (struct chunk){.next = arena->first, .size = room};
    arena->first = chunk;
  }
  void *memory = arena->first->bytes + arena->first->used;
  arena->first->used += size;
  return memory;
}

// Keeps one chunk for the next function.
void engine_reset(struct engine *engine) {
  struct chunks *arena = engine->arena;
  if (arena == NULL || arena->first == NULL) return;
  while (arena->first->next != NULL) {
    struct chunk *next = arena->first->next;
    free(arena->first);
    arena->first = next;
  }
  arena->first->used = 0;
}

void engine_end(struct engine *engine) {
  engine_reset(engine);
  if (engine->arena != NULL) free(engine->arena->first);
  free(engine->arena);
  engine->arena = NULL;
}

bool engine_grow(void **array, uint32_t *space, uint32_t count, size_t size) {
  if (count < *space) return true;
  uint32_t more = *space < 64 ? 64 : *space * 2;
  *array = ir_whole(realloc(*array, more * size));
  *space = more;
  return true;
}
