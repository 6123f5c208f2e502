// SPDX-License-Identifier: Apache-2.0
// slab_check: whether every slab is as slab.c leaves it.
#include "kernel/heap/fast.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

static uint32_t list_length(const struct slab *slab, uint32_t number) {
  uint32_t length = 0;
  for (; number < slab->count && length <= slab->count; number = slab->blocks[number].size_or_next, length++)
    if (slab->blocks[number].state != BLOCK_FREE) return UINT32_MAX;
  return number == BLOCK_NONE ? length : UINT32_MAX;
}

// What is released but not settled has its content still, so then free blocks are not looked into.
HOLDS(&heap.lock) static bool slab_check(struct heap_arena *arena, struct slab *slab, uint32_t class_index) {
  if (slab_of(arena, slab) != slab || slab->home != arena || slab->class_index != class_index ||
      slab->size != slab_class_size(class_index))
    return false;
  uint64_t live = 0;
  for (uint32_t i = 0; i < slab->count; i++) {
    const union block *block = &slab->blocks[i];
    uint64_t *words = slab_words(slab, i);
    bool is_closed = block->state == BLOCK_FREE && !block->is_dirty && slab->released == 0;
    if (is_closed && !slab_block_is_closed(words, slab->size)) return false;
    if (block->is_fresh && (block->state != BLOCK_LIVE || !arena->fresh.exist)) return false;
    if (block->state != BLOCK_LIVE) continue;
    live++;
    if (block->size_or_next >= slab->size || !content_long_fence_holds(words, slab->size, block->size_or_next))
      return false;
  }
  return live == slab_live(slab) && list_length(slab, slab->first_free) == slab->free &&
         list_length(slab, slab->first_released) == slab->released;
}

HOLDS(&heap.lock)
static bool list_check(struct heap_arena *arena, struct list_node *list, uint32_t class_index, bool want_full,
                       uint64_t *slabs) {
  for (struct list_node *node = list->next; node != NULL && node != list; node = node->next, ++*slabs) {
    struct slab *slab = LIST_OBJECT(node, struct slab, in_class);
    if (node->next->previous != node || !slab_check(arena, slab, class_index) || (slab->free == 0) != want_full)
      return false;
  }
  return true;
}

bool slab_check_all(struct heap_arena *arena) {
  for (uint32_t i = 0; i < HEAP_CLASSES; i++) {
    struct heap_slabs *slabs = &arena->classes[i];
    uint64_t seen = 0;
    if (!list_check(arena, &slabs->partial, i, false, &seen) || !list_check(arena, &slabs->full, i, true, &seen))
      return false;
    if (seen != slabs->slabs) return false;
  }
  return true;
}

// ---- After an undo: bounded, however many objects there are ----

HOLDS(&heap.lock) static bool begins_well(struct list_node *list, uint32_t class_index, bool want_full) {
  if (list_is_empty(list)) return true;
  const struct slab *slab = LIST_OBJECT(list->next, struct slab, in_class);
  if (slab_find(slab) != slab || slab->in_class.previous != list || slab->class_index != class_index) return false;
  if ((slab->free == 0) != want_full || slab->free + slab->released + slab->broken > slab->count) return false;
  return want_full || (slab->first_free < slab->count && slab->blocks[slab->first_free].state == BLOCK_FREE);
}

bool slab_check_briefly(struct heap_arena *arena) {
  bool holds = arena->released == NULL || slab_find(arena->released) == arena->released;
  for (uint32_t i = 0; i < HEAP_CLASSES && holds; i++)
    holds = begins_well(&arena->classes[i].partial, i, false) && begins_well(&arena->classes[i].full, i, true);
  return holds;
}

#pragma clang attribute pop
