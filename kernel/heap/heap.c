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

void *heap_frames_take(uint32_t order) {
  uint64_t physical = 0;
  if (frames_take(order, &physical) != OK) return NULL;
  heap.frames += UINT64_C(1) << order;
  return frames_direct(physical);
}

void heap_frames_give(void *block, uint32_t order) {
  uint64_t physical = (uint64_t)block - (uint64_t)frames_direct(0);
  if (frames_give(physical, order) != OK) {
    heap_defect("frames could not be given back", block, 0);
    return;
  }
  heap.frames -= UINT64_C(1) << order;
}

void heap_defect(const char *what, const void *object, uint32_t type) {
  heap.defects++;
  LOG(LOG_ERROR, "%s at 0x%llx: %s", type_row(type)->name, (unsigned long long)(uint64_t)object, what);
}

// ---- Making ----

// True when a test wants this allocation refused.
HOLDS(&heap.lock) __attribute__((noinline, cold)) static bool allocation_fails(void) {
  if (heap.fail_after > 1) {
    heap.fail_after--;
    return false;
  }
  return true;
}

HOLDS(&heap.lock) static void *make_small(uint32_t class_index, uint32_t size, uint32_t type) {
  struct slab *slab = slab_with_free(class_index);
  if (slab == NULL) return NULL;
  uint64_t *words = slab_words(slab, slab->first_free);
  uint32_t entry = ledger_add(LEDGER_SELF, &heap_block_type, (uint64_t)words);
  if (entry == LEDGER_NONE) return NULL;
  content_open(&slab->blocks[slab->first_free], words, slab->size, size);
  slab_take(slab, block_word(entry, BLOCK_LIVE, type, size));
  return words;
}

HOLDS(&heap.lock) static void *make_large(size_t size, uint32_t type) {
  struct large *record = large_new(size, type);
  if (record == NULL) return NULL;
  record->entry = ledger_add(LEDGER_SELF, &heap_block_type, record->address);
  if (record->entry != LEDGER_NONE) return (void *)record->address;
  large_release(record);
  return NULL;
}

// Whatever is not at hand, and whatever is refused.
HOLDS(&heap.lock) __attribute__((noinline, cold)) static void *make(size_t size, size_t align, const char *name) {
  bool is_valid = size - 1 < HEAP_LARGEST && align - 1 < FRAME_SIZE && (align & (align - 1)) == 0;
  void *object = NULL;
  if (is_valid && (heap.fail_after == 0 || !allocation_fails())) {
    uint32_t type = type_find(name, size), class_index = slab_class_for(size, align);
    object = class_index < HEAP_CLASSES ? make_small(class_index, (uint32_t)size, type) : make_large(size, type);
    if (object != NULL) {
      count_made(type_row(type), size);
      if (!type_is_known(type_place(name, size), size, align, name))
        type_remember(name, size, align, class_index, type);
    }
  }
  if (object == NULL) heap.failed++;
  return object;
}

// Small, of a type and a size that are known by the name's address, in a slab that is there.
HOLDS(&heap.lock) static inline void *make_at_hand(size_t size, size_t align, const char *name) {
  const struct type_cached *known = type_place(name, size);
  if (!type_is_known(known, size, align, name) || known->hand == 0) return NULL;
  struct slab *slab = slab_at_hand(known);
  if (slab == NULL || heap.fail_after != 0) return NULL;
  uint64_t *words = slab_words(slab, slab->first_free);
  if (!slab_block_is_closed(words, slab->size)) return NULL;
  uint32_t entry = ledger_add(LEDGER_SELF, &heap_block_type, (uint64_t)words);
  if (entry == LEDGER_NONE) return NULL;
  content_open(&slab->blocks[slab->first_free], words, slab->size, (uint32_t)size);
  count_made(known->row, size);
  slab_take(slab, (known->word & ~(BLOCK_FRESH | BLOCK_USUAL)) | entry);
  return words;
}

// What a transaction makes first is entered at once: most make one object, which lives on.
TRUSTED_LOCK void *heap_new_otherwise(size_t size, size_t align, const char *name) {
  bool begins = inside_again(&heap.lock) && !heap.fresh.exist;
  inside_enter(&heap.lock);
  if (begins && fresh_begin()) {
    inside_leave(&heap.lock);
    return heap_new(size, align, name);
  }
  void *object = heap.fresh.usual != NULL ? fresh_new(size, align, name) : NULL;
  if (object == NULL) object = make_at_hand(size, align, name);
  if (object == NULL) object = make(size, align, name);
  inside_leave(&heap.lock);
  return object;
}

// ---- Releasing ----

// What is released is open to nobody before the transaction has committed: an object that is made in the same transaction
// would take its content away, which undo could not bring back.
// So what is released here, the records of large objects, waits for a further AFTER too: slabs come first.
CELL_CALLBACK void heap_settle(uint64_t, uint64_t, uint64_t) {
  inside_enter(&heap.lock);
  for (struct slab *slab = heap.released; slab != NULL; slab = heap.released) {
    heap.released = slab->next_released;
    slab_settle(slab);
  }
  for (struct large *large = heap.released_large; large != NULL; large = heap.released_large) {
    heap.released_large = large->next;
    large_settle(large);
  }
  for (uint32_t i = 0; heap.emptied != 0; i++) {
    if ((heap.emptied >> i & 1) != 0) slab_trim(i);
    heap.emptied &= ~(UINT64_C(1) << i);
  }
  inside_leave(&heap.lock);
}

void heap_settle_later(void) {
  AFTER(heap_settle, 0, 0, 0);
}

// Objects that start where a frame does may be large ones; no others are.
HOLDS(&heap.lock) static inline struct large *large_at(const void *object) {
  return (uint64_t)object % FRAME_SIZE == 0 ? large_find(object) : NULL;
}

// What lies there, if it is a live small object: its block and slab; null otherwise.
HOLDS(&heap.lock) static inline union block *live_at(const void *object, struct slab **slab) {
  *slab = slab_of(object);
  union block *block = *slab != NULL ? slab_block(*slab, object) : NULL;
  return block != NULL && block->state == BLOCK_LIVE ? block : NULL;
}

HOLDS(&heap.lock) __attribute__((noinline, cold)) static void refuse(const void *object) {
  struct slab *slab = slab_of(object);
  const union block *block = slab != NULL ? slab_block(slab, object) : NULL;
  if (slab == NULL)
    heap_defect("released, but nothing of the heap's lies there", object, 0);
  else if (block == NULL)
    heap_defect("released, but no object starts there", object, 0);
  else
    heap_defect("released twice", object, block->type);
}

void heap_delete_otherwise(void *object) {
  if (object == NULL) return;
  inside_enter(&heap.lock);
  struct slab *slab;
  struct large *large = large_at(object);
  union block *block = large == NULL ? live_at(object, &slab) : NULL;
  if (block != NULL && block->is_fresh) {
    fresh_delete(slab, block, object);
  } else if (block != NULL) {
    uint32_t size = block->size_or_next, type = block->type;
    bool holds = content_fence_holds(object, slab->size, size);
    ledger_remove(block->entry, (uint64_t)object);
    count_gone(type_row(type), size);
    if (holds)
      slab_give(slab, block, type);
    else
      slab_spoil(slab, block, object);
  } else if (large != NULL) {
    count_gone(type_row(large->type), large->size);
    ledger_remove(large->entry, large->address);
    large_release(large);
  } else {
    refuse(object);
  }
  inside_leave(&heap.lock);
}

status_t heap_give(void *object, uint32_t owner) {
  inside_enter(&heap.lock);
  struct slab *slab;
  const struct large *large = large_at(object);
  union block *block = large == NULL ? live_at(object, &slab) : NULL;
  status_t status = NOT_FOUND;
  if (block != NULL && block->is_fresh)
    status = fresh_give(block, object, owner);
  else if (large != NULL || block != NULL)
    status = ledger_move(large != NULL ? large->entry : block->entry, (uint64_t)object, owner);
  inside_leave(&heap.lock);
  return status;
}

void heap_fail_after(uint64_t allocations) {
  heap.fail_after = allocations;
  heap.fresh.usual = NULL;  // where nobody counts
}

// ---- Asking ----

size_t heap_size(const void *object) {
  lock_enter(&heap.lock);
  struct slab *slab;
  const struct large *large = large_at(object);
  const union block *block = large == NULL ? live_at(object, &slab) : NULL;
  size_t size = large != NULL ? large->size : block != NULL ? block->size_or_next : 0;
  lock_leave(&heap.lock);
  return size;
}

void heap_statistics(struct heap_statistics *out) {
  lock_enter(&heap.lock);
  *out = (struct heap_statistics){.frames = heap.frames, .failed = heap.failed, .defects = heap.defects};
  for (uint32_t i = 0; i < heap.type_count; i++) {
    const struct type_row *row = type_row(i);
    out->made += row->made;
    out->deleted += row->gone;
    out->live_bytes += row->live_bytes;
  }
  out->live = out->made - out->deleted;
  lock_leave(&heap.lock);
}

status_t heap_type(uint32_t index, struct heap_type *out) {
  lock_enter(&heap.lock);
  bool exists = index < heap.type_count;
  if (exists) {
    const struct type_row *row = type_row(index);
    *out = (struct heap_type){
        .live = row->made - row->gone, .live_bytes = row->live_bytes, .peak_bytes = row->peak_bytes, .made = row->made};
    __builtin_memcpy(out->name, row->name, sizeof out->name);
  }
  lock_leave(&heap.lock);
  return exists ? OK : OUT_OF_RANGE;
}

HOLDS(&heap.lock) static void count(const struct list_node *list, struct heap_class *out) {
  for (const struct list_node *node = list->next; node != NULL && node != list; node = node->next) {
    const struct slab *slab = LIST_OBJECT(node, const struct slab, in_class);
    out->free += slab->free;
    out->live += slab_live(slab);
  }
}

status_t heap_class(uint32_t index, struct heap_class *out) {
  if (index >= HEAP_CLASSES) return OUT_OF_RANGE;
  lock_enter(&heap.lock);
  const struct heap_slabs *slabs = &heap.classes[index];
  *out = (struct heap_class){.size = slab_class_size(index), .slabs = slabs->slabs};
  count(&slabs->partial, out);
  count(&slabs->full, out);
  lock_leave(&heap.lock);
  return OK;
}

bool heap_check(void) {
  lock_enter(&heap.lock);
  bool holds = slab_check_all() && large_check_all();
  lock_leave(&heap.lock);
  return holds;
}

CELL_CALLBACK bool heap_check_briefly(void) {
  lock_enter(&heap.lock);
  bool holds = slab_check_briefly();
  lock_leave(&heap.lock);
  return holds;
}

CELL_CHECK(heap, heap_check_briefly);
