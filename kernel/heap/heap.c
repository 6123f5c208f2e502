// SPDX-License-Identifier: Apache-2.0
// heap: the calls of heap.h, over slab.c (small objects), large.c (whole frames) and type.c (who uses how much).
#include "kernel/heap/heap.h"
#include "kernel/heap/fast.h"
#include "kernel/heap/inside.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"

CELL_STATE(struct heap_state, heap);

CELL_CALLBACK void heap_type_release(uint64_t object) {
  heap_delete((void *)object);
}

CELL_CALLBACK uint64_t heap_type_bytes(uint64_t object) {
  return heap_size((const void *)object);
}

CELL_OPS(struct ledger_type,
         heap_block_type) = {.name = "heap block", .release = heap_type_release, .bytes = heap_type_bytes};

void *heap_frames_take(struct heap_arena *arena, uint32_t order) {
  uint64_t physical = 0;
  if (frames_take(order, &physical) != OK) return NULL;
  arena->frames += UINT64_C(1) << order;
  return frames_direct(physical);
}

void heap_frames_give(struct heap_arena *arena, void *block, uint32_t order) {
  uint64_t physical = (uint64_t)block - (uint64_t)frames_direct(0);
  if (frames_give(physical, order) != OK) {
    heap_defect(arena, "frames could not be given back", block, 0);
    return;
  }
  arena->frames -= UINT64_C(1) << order;
}

void heap_defect(struct heap_arena *arena, const char *what, const void *object, uint32_t type) {
  arena->defects++;
  LOG(LOG_ERROR, "%s at 0x%llx: %s", type_name(type), (unsigned long long)(uint64_t)object, what);
}

// ---- Making ----

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// True when a test wants this allocation refused.
HOLDS(&heap.lock) __attribute__((noinline, cold)) static bool allocation_fails(void) {
  arena_enter_too(&heap.first);
  bool fails = heap.fail_after <= 1;
  if (!fails) heap.fail_after--;
  arena_leave_too(&heap.first);
  return fails;
}

HOLDS(&heap.lock)
static void *make_small(struct heap_arena *arena, uint32_t class_index, size_t size, size_t align, const char *name) {
  struct slab *slab = slab_with_free(arena, class_index);
  if (slab == NULL) slab = slab_elsewhere(arena, class_index);
  if (slab == NULL) return NULL;
  arena = slab->home;
  uint32_t type = type_find(arena, name, size);
  uint64_t *words = slab_words(slab, slab->first_free);
  uint32_t entry = ledger_add(LEDGER_SELF, &heap_block_type, (uint64_t)words);
  if (entry == LEDGER_NONE) return NULL;
  content_open(&slab->blocks[slab->first_free], words, slab->size, (uint32_t)size);
  slab_take(slab, block_word(entry, BLOCK_LIVE, type, (uint32_t)size));
  count_made(type_counts(arena, type), size);
  if (!type_is_known(type_place(arena, name, size), size, align, name))
    type_remember(arena, name, size, align, class_index, type);
  return words;
}

HOLDS(&heap.lock) static void *make_large(size_t size, const char *name) {
  arena_enter_too(&heap.first);
  uint32_t type = type_find(&heap.first, name, size);
  struct large *record = large_new(size, type);
  void *object = record != NULL ? (void *)record->address : NULL;
  if (record != NULL) record->entry = ledger_add(LEDGER_SELF, &heap_block_type, record->address);
  if (record != NULL && record->entry == LEDGER_NONE) {
    large_release(record);
    object = NULL;
  }
  if (object != NULL) count_made(type_counts(&heap.first, type), size);
  arena_leave_too(&heap.first);
  return object;
}

// Whatever is not at hand, and whatever is refused.
HOLDS(&heap.lock)
__attribute__((noinline, cold)) static void *make(struct heap_arena *arena, size_t size, size_t align,
                                                  const char *name) {
  bool is_valid = size - 1 < HEAP_LARGEST && align - 1 < FRAME_SIZE && (align & (align - 1)) == 0;
  void *object = NULL;
  if (is_valid && (heap.fail_after == 0 || !allocation_fails())) {
    uint32_t class_index = slab_class_for(size, align);
    object = class_index < HEAP_CLASSES ? make_small(arena, class_index, size, align, name) : make_large(size, name);
  }
  if (object == NULL) arena->failed++;
  return object;
}

#pragma clang attribute pop

// Small, of a type and a size that are known by the name's address, in a slab that is there.
HOLDS(&heap.lock)
static inline void *make_at_hand(struct heap_arena *arena, size_t size, size_t align, const char *name) {
  const struct type_cached *known = type_place(arena, name, size);
  if (!type_is_known(known, size, align, name) || known->hand == 0) return NULL;
  struct slab *slab = slab_at_hand(arena, known);
  if (slab == NULL || heap.fail_after != 0) return NULL;
  uint64_t *words = slab_words(slab, slab->first_free);
  if (!slab_block_is_closed(words, slab->size)) return NULL;
  uint32_t entry = ledger_add(LEDGER_SELF, &heap_block_type, (uint64_t)words);
  if (entry == LEDGER_NONE) return NULL;
  content_open(&slab->blocks[slab->first_free], words, slab->size, (uint32_t)size);
  count_made(known->counts, size);
  slab_take(slab, (known->word & ~(BLOCK_FRESH | BLOCK_USUAL)) | entry);
  return words;
}

// What a transaction makes first is entered at once: most make one object, which lives on.
TRUSTED_LOCK void *heap_new_otherwise(size_t size, size_t align, const char *name) {
  struct heap_arena *arena = arena_here();
  bool begins = inside_again(arena_lock(arena)) && !arena->fresh.exist;
  arena_enter(arena);
  if (begins && fresh_begin(arena)) {
    arena_leave(arena);
    return heap_new(size, align, name);
  }
  void *object = inside_usual() != NULL ? fresh_new(arena, size, align, name) : NULL;
  if (object == NULL) object = make_at_hand(arena, size, align, name);
  if (object == NULL) object = make(arena, size, align, name);
  arena_leave(arena);
  return object;
}

// ---- Releasing ----

// What is released is open to nobody before the transaction has committed: an object that is made in the same transaction
// would take its content away, which undo could not bring back.
// So what is released here, the records of large objects, waits for a further AFTER too: slabs come first.
TRUSTED_LOCK CELL_CALLBACK void heap_settle(uint64_t number, uint64_t drains, uint64_t) {
  if (drains != 0) arena_drain(number);
  struct heap_arena *arena = arena_enter_number((uint32_t)number);
  if (arena == NULL) return;
  for (struct slab *slab = arena->released; slab != NULL; slab = arena->released) {
    arena->released = slab->next_released;
    slab_settle(slab);
  }
  for (struct large *large; arena == &heap.first && (large = heap.released_large) != NULL;) {
    heap.released_large = large->next;
    large_settle(large);
  }
  for (uint32_t i = 0; arena->emptied != 0; i++) {
    if ((arena->emptied >> i & 1) != 0) slab_trim(arena, i);
    arena->emptied &= ~(UINT64_C(1) << i);
  }
  arena_leave(arena);
}

void heap_settle_later(const struct heap_arena *arena) {
  AFTER(heap_settle, arena->number, 0, 0);
}

void heap_drain_later(const struct heap_arena *arena) {
  AFTER(heap_settle, arena->number, 1, 0);
}

HOLDS(&heap.lock)
__attribute__((noinline, cold)) static void refuse(struct heap_arena *arena, struct slab *slab, const void *object) {
  const union block *block = slab != NULL ? slab_block(slab, object) : NULL;
  if (slab == NULL)
    heap_defect(arena, "released, but nothing of the heap's lies there", object, 0);
  else if (block == NULL)
    heap_defect(arena, "released, but no object starts there", object, 0);
  else
    heap_defect(arena, "released twice", object, block->type);
}

HOLDS(&heap.lock) static void release(struct heap_arena *arena, struct slab *slab, union block *block, void *object) {
  uint32_t size = block->size_or_next, type = block->type;
  bool holds = content_fence_holds(object, slab->size, size);
  ledger_remove(block->entry, (uint64_t)object);
  count_gone(type_counts(arena, type), size);
  if (holds)
    slab_give(slab, block, type);
  else
    slab_spoil(slab, block, object);
}

// What lies in no slab.
HOLDS(&heap.lock) __attribute__((noinline, cold)) static void release_large(struct heap_arena *arena, void *object) {
  struct large *large = large_at(object);
  if (large == NULL) {
    refuse(arena, NULL, object);
    return;
  }
  count_gone(type_counts(arena, large->type), large->size);
  ledger_remove(large->entry, large->address);
  large_release(large);
}

HOLDS(&heap.lock) static void release_from(struct heap_arena *arena, struct slab *slab, void *object) {
  union block *block = live_at(slab, object);
  if (block == NULL)
    refuse(arena, slab, object);
  else if (block->is_fresh)
    fresh_delete(slab, block, object);
  else
    release(arena, slab, block, object);
}

void heap_delete_otherwise(void *object) {
  if (object == NULL) return;
  struct slab *slab;
  struct heap_arena *arena = arena_enter_of(object, &slab);
  if (slab != NULL)
    release_from(arena, slab, object);
  else
    release_large(arena, object);
  arena_leave(arena);
}

status_t heap_give(void *object, uint32_t owner) {
  struct slab *slab;
  struct heap_arena *arena = arena_enter_of(object, &slab);
  union block *block = live_at(slab, object);
  const struct large *large = slab == NULL ? large_at(object) : NULL;
  status_t status = NOT_FOUND;
  if (block != NULL && block->is_fresh)
    status = fresh_give(arena, block, object, owner);
  else if (large != NULL || block != NULL)
    status = ledger_move(large != NULL ? large->entry : block->entry, (uint64_t)object, owner);
  arena_leave(arena);
  return status;
}

void heap_fail_after(uint64_t allocations) {
  heap.fail_after = allocations;
  inside_set_usual(NULL);  // where nobody counts
}
