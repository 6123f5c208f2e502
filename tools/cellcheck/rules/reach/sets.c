// SPDX-License-Identifier: Apache-2.0
// Interned sets: two that hold the same are one, so that a fixpoint compares addresses.
#include "tools/cellcheck/rules/reach/sets.h"

#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/ir_memory.h"

enum { CHUNK_BYTES = 1 << 16 };

struct chunk {
  struct chunk *next;
  size_t used, size;
  alignas(16) char bytes[];
};

void *arena_take(struct arena *arena, size_t size) {
  size = (size + 15) & ~(size_t)15;
  if (arena->chunks == NULL || arena->chunks->size - arena->chunks->used < size) {
    size_t room = size > CHUNK_BYTES ? size : CHUNK_BYTES;
    struct chunk *chunk = ir_whole(calloc(1, sizeof *chunk + room));
    chunk->next = arena->chunks;
    chunk->size = room;
    arena->chunks = chunk;
  }
  void *taken = arena->chunks->bytes + arena->chunks->used;
  arena->chunks->used += size;
  return taken;
}

void arena_empty(struct arena *arena) {
  while (arena->chunks != NULL) {
    struct chunk *next = arena->chunks->next;
    free(arena->chunks);
    arena->chunks = next;
  }
}

static uint32_t mix(uint32_t hash, uint64_t word) {
  word = (word ^ hash) * UINT64_C(0x9e3779b97f4a7c15);
  return (uint32_t)(word ^ word >> 32);
}

static uint32_t hash_of(const struct origin *origin) {
  return mix(mix(mix(origin->kind, origin->number), (uint64_t)origin->offset), (uintptr_t)origin->what);
}

static bool is_same(const struct origin *a, const struct origin *b) {
  return a->kind == b->kind && a->number == b->number && a->offset == b->offset && a->what == b->what;
}

void sets_init(struct sets *sets, struct arena *arena) {
  *sets = (struct sets){.arena = arena, .origin_room = 1024, .set_room = 1024};
  sets->origins = ir_whole(calloc(sets->origin_room, sizeof *sets->origins));
  sets->sets = ir_whole(calloc(sets->set_room, sizeof *sets->sets));
  sets->unknown = set_of(sets, (struct origin){.kind = ORIGIN_UNKNOWN});
  sets->too_many = set_of(sets, (struct origin){.kind = ORIGIN_UNKNOWN, .number = REACH_TOO_MANY});
}

void sets_free(struct sets *sets) {
  free(sets->origins);
  free(sets->sets);
}

static void grow_origins(struct sets *sets) {
  uint32_t room = sets->origin_room * 2;
  const struct origin **wider = ir_whole(calloc(room, sizeof *wider));
  for (uint32_t i = 0; i < sets->origin_room; i++) {
    if (sets->origins[i] == NULL) continue;
    uint32_t at = hash_of(sets->origins[i]) & (room - 1);
    while (wider[at] != NULL)
      at = (at + 1) & (room - 1);
    wider[at] = sets->origins[i];
  }
  free(sets->origins);
  sets->origins = wider;
  sets->origin_room = room;
}

static const struct origin *intern(struct sets *sets, const struct origin *origin) {
  if (sets->origin_count * 2 >= sets->origin_room) grow_origins(sets);
  uint32_t at = hash_of(origin) & (sets->origin_room - 1);
  while (sets->origins[at] != NULL && !is_same(sets->origins[at], origin))
    at = (at + 1) & (sets->origin_room - 1);
  if (sets->origins[at] == NULL) {
    struct origin *kept = arena_take(sets->arena, sizeof *kept);
    *kept = *origin;
    kept->id = ++sets->origin_count;
    sets->origins[at] = kept;
  }
  return sets->origins[at];
}

static void grow_sets(struct sets *sets) {
  uint32_t room = sets->set_room * 2;
  const struct origins **wider = ir_whole(calloc(room, sizeof *wider));
  for (uint32_t i = 0; i < sets->set_room; i++) {
    if (sets->sets[i] == NULL) continue;
    uint32_t at = sets->sets[i]->hash & (room - 1);
    while (wider[at] != NULL)
      at = (at + 1) & (room - 1);
    wider[at] = sets->sets[i];
  }
  free(sets->sets);
  sets->sets = wider;
  sets->set_room = room;
}

static const struct origins *intern_set(struct sets *sets, const struct origin *const *of, uint32_t count) {
  if (sets->set_count * 2 >= sets->set_room) grow_sets(sets);
  uint32_t hash = count;
  for (uint32_t i = 0; i < count; i++)
    hash = mix(hash, (uintptr_t)of[i]);
  uint32_t at = hash & (sets->set_room - 1);
  for (; sets->sets[at] != NULL; at = (at + 1) & (sets->set_room - 1)) {
    const struct origins *set = sets->sets[at];
    if (set->hash == hash && set->count == count && memcmp(set->of, of, count * sizeof *of) == 0) return set;
  }
  struct origins *set = arena_take(sets->arena, sizeof *set + count * sizeof *of);
  set->count = count;
  set->hash = hash;
  memcpy(set->of, of, count * sizeof *of);
  sets->sets[at] = set;
  sets->set_count++;
  return set;
}

const struct origins *set_of(struct sets *sets, struct origin origin) {
  const struct origin *one = intern(sets, &origin);
  return intern_set(sets, &one, 1);
}

static bool holds(const struct origins *set, const struct origin *origin) {
  for (uint32_t i = 0; i < set->count; i++)
    if (set->of[i] == origin) return true;
  return false;
}

// A set that would become too large holds a mark of that instead of what came late.
static const struct origins *bounded(struct sets *sets, const struct origins *set) {
  const struct origin *mark = sets->too_many->of[0];
  if (holds(set, mark)) return set;
  if (set->count < REACH_SET_MOST) return set_union(sets, set, sets->too_many);
  return set_union(sets, intern_set(sets, set->of, REACH_SET_MOST - 1), sets->too_many);
}

const struct origins *set_union(struct sets *sets, const struct origins *a, const struct origins *b) {
  if (a == b || b == NULL) return a;
  if (a == NULL) return b;
  const struct origin *both[2 * REACH_SET_MOST];
  uint32_t count = 0, i = 0, j = 0;
  while (i < a->count && j < b->count) {
    const struct origin *left = a->of[i], *right = b->of[j];
    both[count++] = left->id <= right->id ? left : right;
    i += left->id <= right->id;
    j += right->id <= left->id;
  }
  while (i < a->count)
    both[count++] = a->of[i++];
  while (j < b->count)
    both[count++] = b->of[j++];
  return count > REACH_SET_MOST ? bounded(sets, a) : intern_set(sets, both, count);
}

bool content_add(struct sets *sets, struct content **content, int64_t offset, const struct origins *value) {
  if (value == NULL) return false;
  struct content *at = *content;
  while (at != NULL && at->offset != offset)
    at = at->next;
  if (at == NULL) {
    at = arena_take(sets->arena, sizeof *at);
    *at = (struct content){.next = *content, .offset = offset};
    *content = at;
  }
  const struct origins *both = set_union(sets, at->value, value);
  if (both == at->value) return false;
  at->value = both;
  return true;
}

const struct origins *content_at(struct sets *sets, const struct content *content, int64_t offset) {
  if (offset == REACH_ANYWHERE) return content_all(sets, content);
  const struct origins *found = NULL;
  for (; content != NULL; content = content->next)
    if (content->offset == offset || content->offset == REACH_ANYWHERE) found = set_union(sets, found, content->value);
  return found;
}

const struct origins *content_all(struct sets *sets, const struct content *content) {
  const struct origins *found = NULL;
  for (; content != NULL; content = content->next)
    found = set_union(sets, found, content->value);
  return found;
}
