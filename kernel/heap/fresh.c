// SPDX-License-Identifier: Apache-2.0
// fresh: objects that were made in this transaction. One that is born and dies in it needs neither an entry in the ledger nor to
// be counted, and its block can be used again at once: what lay in it before the transaction was nobody's, so undo does not
// want it back. What is left when the transaction ends is entered then, by BEFORE, out of a reserve of the ledger's, so
// that nothing can fail there.
#include "kernel/heap/fast.h"
#include "kernel/heap/inside.h"
#include "kernel/nucleus/nucleus.h"

// When all places are taken, so many must be of objects that have gone: else to go through them is not worth it.
enum { STALE_LEAST = FRESH_PLACES / 4 };

static union block *block_at(const uint64_t *object) {
  struct slab *slab = (struct slab *)((uint64_t)object & ~(uint64_t)(SLAB_BYTES - 1));
  return slab_block(slab, object);
}

HOLDS(&heap.lock)
__attribute__((noinline)) static void enter(struct heap_arena *arena, union block *block, uint32_t entry) {
  uint32_t type = block->type, size = block->size_or_next;
  block->word = block_word(entry, BLOCK_LIVE, type, size);
  count_made(type_counts(arena, type), size);
}

// Whether that place's object is there yet, and did not get a later place.
static bool is_there(const union block *block, uint64_t place) {
  return block->is_fresh && block->entry == place;
}

// Cannot fail.
CELL_CALLBACK void heap_enter_fresh(void) {
  struct heap_arena *arena = arena_here();
  arena_enter(arena);
  for (uint64_t i = 1; arena->fresh.exist && i <= arena->fresh.used; i++) {
    uint64_t object = (uint64_t)arena->fresh.place[i];
    union block *block = block_at(arena->fresh.place[i]);
    if (is_there(block, i)) enter(arena, block, ledger_add_reserved(LEDGER_SELF, &heap_block_type, object));
  }
  arena->fresh.exist = false;
  inside_set_usual(NULL);
  arena_leave(arena);
}

bool fresh_begin(struct heap_arena *arena) {
  if (arena != inside_arena() || heap.fail_after != 0 || !ledger_reserve()) return false;
  BEFORE(heap_enter_fresh);
  if (arena->hand[0] == NULL) arena->hand[0] = slab_none(arena);
  arena->fresh.used = 0;
  arena->fresh.exist = true;
  inside_set_usual(inside_which());
  return true;
}

// Without memory: heap_new tries again in the ordinary way, and that shall not be so each time.
HOLDS(&heap.lock) __attribute__((noinline)) static void end(void) {
  inside_set_usual(NULL);
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// Where too many are alive, objects are entered at once from here on.
HOLDS(&heap.lock) __attribute__((noinline)) static bool find_room(struct heap_arena *arena) {
  uint64_t left = 0;
  for (uint64_t i = 1; i <= arena->fresh.used; i++) {
    union block *block = block_at(arena->fresh.place[i]);
    if (!is_there(block, i)) continue;
    arena->fresh.place[++left] = arena->fresh.place[i];
    if (left != i) block->word = block->word - i + left;
  }
  arena->fresh.used = left;
  if (left + STALE_LEAST > FRESH_PLACES) inside_set_usual(NULL);
  return inside_usual() != NULL;
}

#pragma clang attribute pop

__attribute__((cold)) void *fresh_new(struct heap_arena *arena, size_t size, size_t align, const char *name) {
  bool is_usual = size - 1 < SLAB_LARGEST && align - 1 < FRAME_SIZE && (align & (align - 1)) == 0;
  uint32_t class_index = is_usual ? slab_class_for(size, align) : HEAP_CLASSES;
  if (class_index == HEAP_CLASSES) return NULL;
  if (arena->fresh.used == FRESH_PLACES && !find_room(arena)) return NULL;
  inside_set_usual(inside_which());
  uint32_t type = type_find(arena, name, size);
  struct slab *slab = slab_with_free(arena, class_index);
  if (slab == NULL) {
    end();
    return NULL;
  }
  uint32_t number = slab->first_free;
  uint64_t *words = slab_words(slab, number);
  uint64_t place = content_open_fresh(arena, &slab->blocks[number], words, slab->size, (uint32_t)size);
  slab_take(slab, block_word_fresh(class_index, type, (uint32_t)size) | place);
  if (!type_is_known(type_place(arena, name, size), size, align, name))
    type_remember(arena, name, size, align, class_index, type);
  return words;
}

__attribute__((cold)) void fresh_delete(struct slab *slab, union block *block, void *object) {
  uint32_t number = (uint32_t)(block - slab->blocks);
  if (!content_long_fence_holds(object, slab->size, block->size_or_next)) {
    slab_spoil(slab, block, object);
    return;
  }
  uint64_t free_word = slab->free_word;
  block->word = block_word(LEDGER_NONE, BLOCK_FREE, block->type, slab->first_free);
  slab->free_word = (free_word & ~UINT64_C(0xffff)) + (1 << 16) + number;
  if (slab->free == 1) slab_has_free(slab);
  if (slab->free == slab->count) slab_is_empty(slab);
  content_close_fresh(slab->home, object, slab->size);
}

status_t fresh_give(struct heap_arena *arena, union block *block, const void *object, uint32_t owner) {
  uint32_t entry = ledger_add_reserved(owner, &heap_block_type, (uint64_t)object);
  if (entry == LEDGER_NONE) return NOT_FOUND;
  enter(arena, block, entry);
  if (!ledger_reserve()) inside_set_usual(NULL);  // what is fresh still has its place in the reserve
  return OK;
}
