// SPDX-License-Identifier: Apache-2.0
// slab: blocks of one size in SLAB_BYTES of frames (Bonwick, "The slab allocator", USENIX 1994).
//
// Free blocks are linked by number in the slab's header, not in the blocks: what is written to a released block cannot
// lead the allocator astray, and what lies in it is checked before the block is used again (content.c).
#include "kernel/heap/fast.h"
#include "kernel/heap/inside.h"

#define SLAB_MAGIC UINT64_C(0x62616c5370616548)  // "HeapSlab"

// 16, 32, .. 128, then four steps to each doubling: 160, 192, 224, 256, 320 .. 2048. So at most a fifth of a block
// above 64 bytes is unused, and at most 15 bytes of a smaller one.
uint32_t slab_class_size(uint32_t class_index) {
  if (class_index < 8) return 16 * (class_index + 1);
  uint32_t above = class_index - 8;
  return (5 + above % 4) << (5 + above / 4);
}

static uint32_t align_of(uint32_t block_size) {
  return block_size & -block_size;
}

uint32_t slab_class_for_wide(uint32_t class_index, size_t align) {
  while (class_index < HEAP_CLASSES && align_of(slab_class_size(class_index)) < align)
    class_index++;
  return class_index;
}

static uint64_t magic_of(const struct slab *slab) {
  return SLAB_MAGIC ^ (uint64_t)slab;
}

// Nobody else sees the slab yet, so without a journal: every byte of it.
RAW_STATIC void fill(struct heap_arena *arena, struct slab *slab, uint32_t class_index) {
  uint32_t size = slab_class_size(class_index), align = align_of(size);
  uint32_t count = (SLAB_BYTES - sizeof(struct slab)) / (size + sizeof(union block));
  uint32_t first = 0;
  for (;; count--) {
    first = (uint32_t)(sizeof(struct slab) + count * sizeof(union block) + align - 1) & -align;
    if (first + count * size <= SLAB_BYTES) break;
  }
  __builtin_memset(slab, 0, SLAB_BYTES);
  slab->first_released = BLOCK_NONE;
  slab->home = arena;
  slab->class_index = (uint16_t)class_index;
  slab->count = slab->free = (uint16_t)count;
  slab->size = (uint16_t)size;
  slab->first = first;
  slab->inverse = UINT32_MAX / size + 1;
  slab->ample = (count - 2) << 16;
  slab->last = size - 8;
  for (uint32_t i = 0; i < count; i++) {
    slab->blocks[i] = (union block){.state = BLOCK_FREE, .size_or_next = i + 1 < count ? i + 1 : BLOCK_NONE};
    uint64_t *words = (uint64_t *)((uint8_t *)slab + first + (size_t)i * size);
    words[0] = words[1] = POISON;
  }
}

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

HOLDS(&heap.lock)
__attribute__((noinline, cold)) static struct slab *slab_make(struct heap_arena *arena, uint32_t class_index) {
  // What a settling that was given up has left. What this transaction releases has an AFTER of its own.
  bool is_left = arena->released != NULL || (arena == &heap.first && heap.released_large != NULL);
  if (is_left && !inside_has_afters()) heap_settle_later(arena);
  struct slab *slab = heap_frames_take(arena, SLAB_ORDER);
  if (slab == NULL) return NULL;
  fill(arena, slab, class_index);
  slab->magic = magic_of(slab);
  struct heap_slabs *slabs = &arena->classes[class_index];
  if (slabs->partial.next == NULL) {
    list_init(&slabs->partial);
    list_init(&slabs->full);
  }
  list_push_front(&slabs->partial, &slab->in_class);
  slabs->slabs++;
  *slab_known_place(arena, slab) = slab;
  return slab;
}

HOLDS(&heap.lock) __attribute__((noinline)) static void slab_destroy(struct slab *slab) {
  struct heap_arena *arena = slab->home;
  list_remove(&slab->in_class);
  arena->classes[slab->class_index].slabs--;
  if (*slab_known_place(arena, slab) == slab) *slab_known_place(arena, slab) = NULL;
  if (arena->hand[1 + slab->class_index] == slab) arena->hand[1 + slab->class_index] = slab_none(arena);
  slab->magic = 0;
  heap_frames_give(arena, slab, SLAB_ORDER);
}

HOLDS(&heap.lock) __attribute__((noinline, cold)) static void move_to(struct list_node *list, struct slab *slab) {
  list_remove(&slab->in_class);
  list_push_front(list, &slab->in_class);
}

// Takes the first free block out of the list for good.
HOLDS(&heap.lock)
__attribute__((noinline, cold)) static void lose(struct slab *slab, uint32_t number, const void *object) {
  union block *block = &slab->blocks[number];
  slab->first_free = (uint16_t)block->size_or_next;
  slab->free--;
  slab->broken++;
  block->state = BLOCK_BROKEN;
  if (slab->free == 0) move_to(&slab->home->classes[slab->class_index].full, slab);
  heap_defect(slab->home, "written after release", object, block->type);
}

#pragma clang attribute pop

bool slab_block_is_closed(uint64_t *words, uint32_t block_size) {
  return content_is_closed(words, block_size);
}

struct slab *slab_with_free(struct heap_arena *arena, uint32_t class_index) {
  struct heap_slabs *slabs = &arena->classes[class_index];
  for (;;) {
    struct slab *slab = list_is_empty(&slabs->partial) ? slab_make(arena, class_index)
                                                       : LIST_OBJECT(slabs->partial.next, struct slab, in_class);
    if (slab == NULL) return NULL;
    uint64_t *words = slab_words(slab, slab->first_free);
    if (!slab_block_is_closed(words, slab->size)) {
      if (!slab->blocks[slab->first_free].is_dirty) {
        lose(slab, slab->first_free, words);
        continue;
      }
      content_close_undone(words, slab->size);
    }
    if (arena->hand[1 + class_index] != slab) arena->hand[1 + class_index] = slab;
    return slab;
  }
}

void slab_is_full(struct slab *slab) {
  move_to(&slab->home->classes[slab->class_index].full, slab);
}

void *slab_new(struct heap_arena *arena, uint32_t class_index, uint32_t size) {
  struct slab *slab = slab_with_free(arena, class_index);
  if (slab == NULL) return NULL;
  uint64_t *words = slab_words(slab, slab->first_free);
  content_open(&slab->blocks[slab->first_free], words, slab->size, size);
  slab_take(slab, block_word(LEDGER_NONE, BLOCK_LIVE, 0, size));
  return words;
}

struct slab *slab_find(const void *address) {
  struct slab *slab = (struct slab *)((uint64_t)address & ~(uint64_t)(SLAB_BYTES - 1));
  uint32_t order = 0;
  // Asking kernel/frames first makes it safe to look: a taken block is RAM that the direct map shows.
  if (frames_block((uint64_t)slab - (uint64_t)frames_direct(0), &order) != OK || order != SLAB_ORDER) return NULL;
  return slab->magic == magic_of(slab) ? slab : NULL;
}

void slab_spoil(struct slab *slab, union block *block, const void *object) {
  block->word = block_word(LEDGER_NONE, BLOCK_BROKEN, block->type, 0);
  slab->broken++;
  heap_defect(slab->home, "written past its end", object, block->type);
}

void slab_release(struct slab *slab, union block *block, void *object) {
  if (content_long_fence_holds(object, slab->size, block->size_or_next))
    slab_give(slab, block, block->type);
  else
    slab_spoil(slab, block, object);
}

void slab_has_released(struct slab *slab) {
  struct heap_arena *arena = slab->home;
  slab->next_released = arena->released;
  arena->released = slab;
  if (slab->next_released == NULL) heap_settle_later(arena);  // outside a transaction at once
}

// Two empty slabs of a class are kept, so that few objects made and released in turn do not cost a slab each time.
__attribute__((noinline)) static bool is_kept_empty(struct heap_slabs *slabs, struct slab *slab) {
  for (uint32_t i = 0; i < KEPT_EMPTY; i++)
    if (slabs->empty[i] == slab) return true;
  for (uint32_t i = 0; i < KEPT_EMPTY; i++) {
    if (slabs->empty[i] != NULL && slabs->empty[i]->free == slabs->empty[i]->count) continue;
    slabs->empty[i] = slab;
    return true;
  }
  return false;
}

void slab_has_free(struct slab *slab) {
  move_to(&slab->home->classes[slab->class_index].partial, slab);
}

void slab_is_empty(struct slab *slab) {
  struct heap_arena *arena = slab->home;
  if (is_kept_empty(&arena->classes[slab->class_index], slab)) return;
  if (arena->emptied == 0) heap_settle_later(arena);
  arena->emptied |= UINT64_C(1) << slab->class_index;
}

void slab_trim(struct heap_arena *arena, uint32_t class_index) {
  struct heap_slabs *slabs = &arena->classes[class_index];
  for (struct list_node *node = slabs->partial.next, *next; node != &slabs->partial; node = next) {
    struct slab *slab = LIST_OBJECT(node, struct slab, in_class);
    next = node->next;
    if (slab->free == slab->count && !is_kept_empty(slabs, slab)) slab_destroy(slab);
  }
}

void slab_trim_all(struct heap_arena *arena, uint32_t class_index) {
  struct heap_slabs *slabs = &arena->classes[class_index];
  for (struct list_node *node = slabs->partial.next, *next; node != &slabs->partial; node = next) {
    struct slab *slab = LIST_OBJECT(node, struct slab, in_class);
    next = node->next;
    if (slab->free == slab->count) slab_destroy(slab);
  }
}

void slab_settle(struct slab *slab) {
  struct heap_slabs *slabs = &slab->home->classes[slab->class_index];
  uint32_t last = content_close(slab);
  if (last == BLOCK_NONE) {
    heap_defect(slab->home, "the list of released blocks is broken", slab, 0);
    slab->broken += slab->released;
  } else {
    slab->blocks[last].size_or_next = slab->first_free;
    uint32_t free = (uint32_t)slab->free + slab->released;
    if (slab->free == 0) move_to(&slabs->partial, slab);
    slab->free_word = slab->first_released | free << 16;
  }
  slab->released_word = BLOCK_NONE;
  if (slab->free == slab->count && !is_kept_empty(slabs, slab)) slab_destroy(slab);
}

uint64_t slab_live(const struct slab *slab) {
  return (uint64_t)slab->count - slab->free - slab->released - slab->broken;
}
