// SPDX-License-Identifier: Apache-2.0
// arena: what each processor makes its objects from, made when it makes its first. An object belongs to the arena that it was made from; who
// releases it elsewhere takes that one's lock.
#include "kernel/heap/fast.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

enum { ARENA_ORDER = 1 };
static_assert(sizeof(struct heap_arena) <= FRAME_SIZE << ARENA_ORDER);

static void set_here(struct heap_arena *arena) {
  heap.arena[arena->number] = arena;
#ifdef __DELIAS__
  nucleus_cpu()->heap = arena;
#else
  heap_host.arena[arena->number] = arena;
#endif
}

__attribute__((cold)) struct heap_arena *arena_make(void) {
  uint64_t number = inside_number();
  struct heap_arena *arena = &heap.first;
  arena_enter(&heap.first);
  if (number > 0 && number < HEAP_CPUS) {
    struct heap_arena *own = heap_frames_take(&heap.first, ARENA_ORDER);
    if (own != NULL) {
      content_fill(own, 0, sizeof *own);  // without a journal: nobody else sees it
      own->number = number;
      arena = own;
    }
  }
  if (arena->number == number) {
    if (number > 0) arena_enter_too(arena);  // so nobody looks into it before this is known to last
    set_here(arena);
    if (number > 0) arena_leave_too(arena);
  }
  arena_leave(&heap.first);
  return arena;
}

TRUSTED_LOCK struct heap_arena *arena_enter_number(uint32_t number) {
  if (number > 0 && heap.arena[number] == NULL) return NULL;
  inside_enter(&heap.of[number].lock);
  struct heap_arena *arena = number > 0 ? heap.arena[number] : &heap.first;
  if (arena == NULL) inside_leave(&heap.of[number].lock);
  return arena;
}

static bool knows(uint32_t number, struct slab *slab) {
  struct heap_arena *arena = heap.arena[number];
  return arena != NULL && *slab_known_place(arena, slab) == slab;
}

// Whose arena an object belongs to, without a lock: who is told has to look again with that one's.
static uint32_t guess(const void *object) {
  struct slab *slab = (struct slab *)((uint64_t)object & ~(uint64_t)(SLAB_BYTES - 1));
  if (slab == NULL) return 0;
  for (uint32_t i = 0; i < HEAP_CPUS; i++)
    if (knows(i, slab)) return i;
  slab = slab_find(object);
  for (uint32_t i = 1; slab != NULL && i < HEAP_CPUS; i++)
    if (slab->home == heap.arena[i]) return i;
  return 0;
}

__attribute__((noinline, cold)) TRUSTED_LOCK static struct heap_arena *enter_guessed(const void *object,
                                                                                     struct slab **slab) {
  for (;;) {
    struct heap_arena *arena = arena_enter_number(guess(object));
    if (arena == NULL) continue;
    *slab = slab_of(arena, object);
    if (*slab == NULL ? arena == &heap.first : (*slab)->home == arena) return arena;
    arena_leave(arena);
  }
}

// Most objects are released where they were made.
TRUSTED_LOCK struct heap_arena *arena_enter_of(const void *object, struct slab **slab) {
  struct heap_arena *here = inside_arena();
  *slab = (struct slab *)((uint64_t)object & ~(uint64_t)(SLAB_BYTES - 1));
  if (here == NULL || *slab == NULL || *slab_known_place(here, *slab) != *slab) return enter_guessed(object, slab);
  arena_enter(here);
  if (*slab_known_place(here, *slab) == *slab) return here;
  arena_leave(here);
  return enter_guessed(object, slab);
}

HOLDS(&heap.lock) static void trim_all(struct heap_arena *arena) {
  for (uint32_t i = 0; i < HEAP_CLASSES; i++) {
    struct heap_slabs *slabs = &arena->classes[i];
    for (uint32_t k = 0; k < KEPT_EMPTY; k++)
      if (slabs->empty[k] != NULL) slabs->empty[k] = NULL;
    if (slabs->partial.next != NULL) slab_trim_all(arena, i);
  }
}

// Memory has run out: what all processors keep empty goes back, when the transaction has committed, for what is released in it could not be
// made as it was.
TRUSTED_LOCK void arena_drain(uint64_t number) {
  struct heap_arena *asked = arena_enter_number((uint32_t)number);
  if (asked != NULL) {
    asked->drains = false;
    arena_leave(asked);
  }
  for (uint32_t i = 0; i < HEAP_CPUS; i++) {
    struct heap_arena *arena = arena_enter_number(i);
    if (arena == NULL) continue;
    trim_all(arena);
    arena_leave(arena);
  }
}

TRUSTED_LOCK struct slab *slab_elsewhere(struct heap_arena *arena, uint32_t class_index) {
  struct slab *slab = NULL;
  for (uint32_t i = 0; i < HEAP_CPUS && slab == NULL; i++) {
    struct heap_arena *other = i != arena->number ? arena_enter_number(i) : NULL;
    if (other == NULL) continue;
    if (other->classes[class_index].partial.next != NULL && !list_is_empty(&other->classes[class_index].partial))
      slab = slab_with_free(other, class_index);
    arena_leave_too(other);
  }
  if (slab == NULL &&
      (!arena->drains || !inside_has_afters())) {  // once a transaction, also where such an AFTER was given up
    arena->drains = true;
    heap_drain_later(arena);
  }
  return slab;
}

#pragma clang attribute pop
