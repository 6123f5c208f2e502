// SPDX-License-Identifier: Apache-2.0
// usual: the usual way of heap_new and heap_delete: of a transaction that has made objects already (fresh.c), of a type and a size
// that are known, from a slab that is neither full nor empty afterwards. Everything else goes on in heap.c.
//
// Content is stored to without a journal, as content.c says: by volatile stores, which CELL_UNSAFE excuses. All else is logged as
// everywhere.
#include "kernel/heap/fast.h"
#include "kernel/heap/inside.h"

#define CONTENT_IS_NOBODYS CELL_UNSAFE("what lies in a block is nobody's before and after the transaction: content.c")

// The two calls take the place of their caller's frame, so that the usual way needs none.
#define ELSE_GO_ON [[clang::musttail]] return

// Here nothing but a few addresses is kept in registers: to load again is cheaper than to save more of them.
#define FORGET_VALUES() __asm__ volatile("" : : : "memory")

CONTENT_IS_NOBODYS void *heap_new(size_t size, size_t align, const char *name) {
  if (inside_usual() != inside_which()) ELSE_GO_ON heap_new_otherwise(size, align, name);
  struct heap_arena *arena = inside_arena();
  const struct type_cached *known = type_place(arena, name, size);
  if ((arena->fresh.used & FRESH_PLACES) != 0 || !type_is_known(known, size, align, name))
    ELSE_GO_ON heap_new_otherwise(size, align, name);
  FORGET_VALUES();
  struct slab *slab = arena->hand[known->hand];
  if (slab->free_word < 2 << 16) ELSE_GO_ON heap_new_otherwise(known->size, known->align, known->name);
  uint64_t *words = slab_words(slab, slab->first_free);
  if (!content_is_closed(words, slab->size)) ELSE_GO_ON heap_new_otherwise(known->size, known->align, known->name);
  (void)fresh_put(arena, words);
  content_mark(&slab->blocks[slab->first_free]);
  content_clear(words, slab->size);
  if (!PROFILE_LOOKS) {
    // No fence.
  } else if ((known->word & BLOCK_USUAL) != 0) {
    content_put(content_word(words, known->word >> BLOCK_SIZE_AT), FENCE);
    content_put(content_word(words, slab->last), FENCE);
  } else {
    content_long_fence(words, slab->size, (uint32_t)(known->word >> BLOCK_SIZE_AT));
  }
  FORGET_VALUES();
  arena = inside_arena();
  uint64_t free_word = slab->free_word, number = (uint16_t)free_word;
  uint64_t next = slab->blocks[number].word >> BLOCK_SIZE_AT;
  slab->blocks[number].word = known->word | arena->fresh.used;
  slab->free_word = (free_word & ~UINT64_C(0xffff)) - (1 << 16) + next;
  return words;
}

CONTENT_IS_NOBODYS void heap_delete(void *object) {
  struct slab *slab = (struct slab *)((uint64_t)object & ~(uint64_t)(SLAB_BYTES - 1));
  if (slab == NULL || inside_usual() != inside_which()) ELSE_GO_ON heap_delete_otherwise(object);
  struct heap_arena *arena = inside_arena();
  if (!fresh_drop(arena, object) &&
      (*slab_known_place(arena, slab) != slab || slab_number(slab, object) >= slab->count))
    ELSE_GO_ON heap_delete_otherwise(object);
  uint64_t number = ((uint64_t)object % SLAB_BYTES - slab->first) * slab->inverse >> 32;
  union block *block = &slab->blocks[number];
  if ((block->word & BLOCK_FRESH) == 0 || slab->free_word - (1 << 16) >= slab->ample)
    ELSE_GO_ON heap_delete_otherwise(object);
  uint32_t size = (uint32_t)(block->word >> BLOCK_SIZE_AT);
  bool holds = !PROFILE_LOOKS ? true
               : (block->word & BLOCK_USUAL) != 0
                   ? *content_word(object, size) == FENCE && *content_word(object, slab->last) == FENCE
                   : content_long_fence_holds(object, slab->size, size);
  if (!holds) ELSE_GO_ON heap_delete_otherwise(object);
  uint64_t *words = object;
  __asm__("" : "+r"(words));  // not the register that the call above wants
  content_close_block(words, slab->size);
  uint64_t free_word = slab->free_word;
  // Logged already, when this transaction made the object: undo ends with what the two were before.
  *(volatile uint64_t *)&block->word = (block->word & BLOCK_TYPE) | free_word << BLOCK_SIZE_AT;
  *(volatile uint64_t *)&slab->free_word = (free_word & ~UINT64_C(0xffff)) + (1 << 16) + number;
}
