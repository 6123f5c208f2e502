// SPDX-License-Identifier: Apache-2.0
// ask: the READ calls of heap.h, over the arenas of all processors.
#include "kernel/base/text.h"
#include "kernel/heap/fast.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

size_t heap_size(const void *object) {
  struct slab *slab;
  const struct heap_arena *arena = arena_enter_of(object, &slab);
  const union block *block = live_at(slab, object);
  const struct large *large = slab == NULL ? large_at(object) : NULL;
  size_t size = large != NULL ? large->size : block != NULL ? block->size_or_next : 0;
  arena_leave(arena);
  return size;
}

// Each arena by itself, one after another: what is told of all is exact where nobody changes anything meanwhile.
#define EACH_ARENA(arena)                                                                                              \
  for (uint32_t i_ = 0; i_ < HEAP_CPUS; i_++)                                                                          \
    for (struct heap_arena *arena = arena_enter_number(i_); arena != NULL; arena_leave_too(arena), arena = NULL)

static uint32_t types(void) {
  lock_enter(&heap.lock);
  uint32_t count = heap.type_count != 0 ? (uint32_t)heap.type_count : 1;
  lock_leave(&heap.lock);
  return count;
}

HOLDS(&heap.lock) static bool has_counted(const struct heap_arena *arena, uint32_t type) {
  return type == 0 || arena->counts[type / COUNTS_PER_FRAME] != NULL;
}

TRUSTED_LOCK void heap_statistics(struct heap_statistics *out) {
  uint32_t count = types();
  *out = (struct heap_statistics){0};
  EACH_ARENA(arena) {
    out->frames += arena->frames;
    out->failed += arena->failed;
    out->defects += arena->defects;
    for (uint32_t i = 0; i < count; i++) {
      if (!has_counted(arena, i)) continue;
      const struct type_counts *counts = type_counts(arena, i);
      out->made += counts->made;
      out->deleted += counts->gone;
      out->live_bytes += counts->live_bytes;
    }
  }
  out->live = out->made - out->deleted;
}

TRUSTED_LOCK status_t heap_type(uint32_t index, struct heap_type *out) {
  if (index >= types()) return OUT_OF_RANGE;
  *out = (struct heap_type){0};
  text_copy(out->name, sizeof out->name, type_name(index));
  EACH_ARENA(arena) {
    if (has_counted(arena, index)) {
      const struct type_counts *counts = type_counts(arena, index);
      out->live += counts->made - counts->gone;
      out->live_bytes += counts->live_bytes;
      out->peak_bytes += counts->peak_bytes;
      out->made += counts->made;
    }
  }
  return OK;
}

HOLDS(&heap.lock) static void count(const struct list_node *list, struct heap_class *out) {
  for (const struct list_node *node = list->next; node != NULL && node != list; node = node->next) {
    const struct slab *slab = LIST_OBJECT(node, const struct slab, in_class);
    out->free += slab->free;
    out->live += slab_live(slab);
  }
}

TRUSTED_LOCK status_t heap_class(uint32_t index, struct heap_class *out) {
  if (index >= HEAP_CLASSES) return OUT_OF_RANGE;
  *out = (struct heap_class){.size = slab_class_size(index)};
  EACH_ARENA(arena) {
    const struct heap_slabs *slabs = &arena->classes[index];
    out->slabs += slabs->slabs;
    count(&slabs->partial, out);
    count(&slabs->full, out);
  }
  return OK;
}

TRUSTED_LOCK bool heap_check(void) {
  bool holds = true;
  EACH_ARENA(arena) {
    holds = holds && slab_check_all(arena) && (arena != &heap.first || large_check_all());
  }
  return holds;
}

TRUSTED_LOCK CELL_CALLBACK bool heap_check_briefly(void) {
  bool holds = true;
  EACH_ARENA(arena) {
    holds = holds && slab_check_briefly(arena);
  }
  return holds;
}

CELL_CHECK(heap, heap_check_briefly);

#pragma clang attribute pop
