// SPDX-License-Identifier: Apache-2.0
// fast: the steps that every allocation and release takes, inline; private to kernel/heap. With the lock held.
#pragma once
#include "kernel/base/profile.h"
#include "kernel/heap/heap_state.h"
#include "kernel/heap/inside.h"

// Into RAW and CELL_UNSAFE functions too.
#define ALWAYS_INLINE __attribute__((always_inline)) static inline

// Of a type that was found in this arena.
HOLDS(&heap.lock) static inline struct type_counts *type_counts(struct heap_arena *arena, uint32_t type) {
  return type != 0 ? &arena->counts[type / COUNTS_PER_FRAME][type % COUNTS_PER_FRAME] : &arena->other;
}

ALWAYS_INLINE struct type_cached *type_place(struct heap_arena *arena, const char *name, size_t size) {
  return &arena->cached[((uint32_t)(uint64_t)name + (uint32_t)size) % TYPE_CACHE];
}

// Whether that is what was asked for.
ALWAYS_INLINE bool type_is_known(const struct type_cached *known, size_t size, size_t align, const char *name) {
  return known->name == name && known->size == size && known->align == align;
}

// 0, "other", when there is no room.
HOLDS(&heap.lock) static inline uint32_t type_find(struct heap_arena *arena, const char *name, size_t size) {
  const struct type_cached *known = type_place(arena, name, size);
  return known->name == name && name != NULL ? known->type : type_find_by_name(arena, name);
}

// HEAP_CLASSES: none.
static inline uint32_t slab_class_for(size_t size, size_t align) {
  if (size >= 2048) return HEAP_CLASSES;  // a block also has at least one byte of fence
  uint32_t class_index = (uint32_t)size / 16;
  if (size >= 128) {
    uint32_t doubling = 31 - (uint32_t)__builtin_clz((uint32_t)size);
    class_index = 8 + (doubling - 7) * 4 + ((uint32_t)size >> (doubling - 2)) - 4;
  }
  return align <= 16 ? class_index : slab_class_for_wide(class_index, align);
}

ALWAYS_INLINE struct slab **slab_known_place(struct heap_arena *arena, const struct slab *slab) {
  return &arena->known[(uint64_t)slab / SLAB_BYTES % KNOWN_SLABS];
}

HOLDS(&heap.lock) static inline struct slab *slab_of(struct heap_arena *arena, const void *address) {
  struct slab *slab = (struct slab *)((uint64_t)address & ~(uint64_t)(SLAB_BYTES - 1));
  return *slab_known_place(arena, slab) == slab && slab != NULL ? slab : slab_find(address);
}

// Which block starts there, an address in the slab; no block's number: none does. With a factor rounded up, the lower half of the
// product tells whether the division has a remainder (Lemire, Kaser, Kurz, "Faster remainder by direct computation", 2019);
// exact below SLAB_BYTES, and what is below the first block has a number that no block has.
ALWAYS_INLINE uint64_t slab_number(const struct slab *slab, const void *object) {
  uint64_t product = (uint64_t)((uint32_t)((uint64_t)object % SLAB_BYTES) - slab->first) * slab->inverse;
  return (uint32_t)product < slab->inverse ? product >> 32 : BLOCK_NONE;
}
// Null: no block starts there.
static inline union block *slab_block(struct slab *slab, const void *object) {
  uint64_t number = slab_number(slab, object);
  return number < slab->count ? &slab->blocks[number] : NULL;
}

ALWAYS_INLINE uint64_t *slab_words(const struct slab *slab, uint64_t number) {
  return (uint64_t *)((uint8_t *)slab + slab->first + number * slab->size);
}

typedef uint64_t word_anywhere [[gnu::aligned(1), gnu::may_alias]];

// Stores to what lies in a block, without a journal: in RAW and CELL_UNSAFE functions, in this order.
ALWAYS_INLINE void content_put(word_anywhere *word, uint64_t value) {
  *(volatile word_anywhere *)word = value;
}

ALWAYS_INLINE word_anywhere *content_word(const uint64_t *words, uint64_t offset) {
  return (word_anywhere *)((uint64_t)words + offset);
}

// Before the first such store when a block is opened, and before its word is changed, so that undo restores the mark.
ALWAYS_INLINE void content_mark(union block *block) {
  if (!PROFILE_LOOKS) return;
  *(volatile uint64_t *)&block->word = block->word | BLOCK_DIRTY;
}

// A block's words behind the first two: 8 at a time if there are so many, the last of them perhaps twice.
#define CONTENT_EACH(words, block_size, statement)                                                                     \
  do {                                                                                                                 \
    word_anywhere *at_ = content_word(words, 16), *end_ = content_word(words, block_size);                             \
    if (__builtin_expect((block_size) >= 80, 1)) {                                                                     \
      end_ -= 8;                                                                                                       \
      while (__builtin_expect(at_ < end_, 0)) {                                                                        \
        CONTENT_EIGHT(at_, statement);                                                                                 \
        at_ += 8;                                                                                                      \
      }                                                                                                                \
      CONTENT_EIGHT(end_, statement);                                                                                  \
    } else {                                                                                                           \
      while (at_ < end_) {                                                                                             \
        statement(at_);                                                                                                \
        statement(at_ + 1);                                                                                            \
        at_ += 2;                                                                                                      \
      }                                                                                                                \
    }                                                                                                                  \
  } while (false)
#define CONTENT_EIGHT(at, statement)                                                                                   \
  do {                                                                                                                 \
    statement(at);                                                                                                     \
    statement((at) + 1);                                                                                               \
    statement((at) + 2);                                                                                               \
    statement((at) + 3);                                                                                               \
    statement((at) + 4);                                                                                               \
    statement((at) + 5);                                                                                               \
    statement((at) + 6);                                                                                               \
    statement((at) + 7);                                                                                               \
  } while (false)

// Whether a free block is as content_close_block leaves it.
ALWAYS_INLINE bool content_is_closed(uint64_t *words, uint32_t block_size) {
  if (!PROFILE_LOOKS) return true;
  uint64_t differs = (words[0] ^ POISON) | (words[1] ^ POISON);
#define CONTENT_COMPARE(word) differs |= *(word)
  CONTENT_EACH(words, block_size, CONTENT_COMPARE);
#undef CONTENT_COMPARE
  return differs == 0;
}

ALWAYS_INLINE void content_clear_rest(uint64_t *words, uint32_t block_size) {
#define CONTENT_CLEAR(word) content_put(word, 0)
  CONTENT_EACH(words, block_size, CONTENT_CLEAR);
#undef CONTENT_CLEAR
}

// Makes a block poison and 0. Where nobody looks at free blocks they stay as they are, and are cleared when they are opened.
ALWAYS_INLINE void content_close_block(uint64_t *words, uint32_t block_size) {
  if (!PROFILE_LOOKS) return;
  content_put(words, POISON);
  content_put(words + 1, POISON);
  content_clear_rest(words, block_size);
}

// The content of an object that begins in a closed block.
ALWAYS_INLINE void content_clear(uint64_t *words, uint32_t block_size) {
  content_put(words, 0);
  content_put(words + 1, 0);
  if (!PROFILE_LOOKS) content_clear_rest(words, block_size);
}

// Fills what lies between an object's end and its block's.
ALWAYS_INLINE void content_put_fence(uint64_t *words, uint32_t block_size, uint32_t size) {
  if (!PROFILE_LOOKS) return;
  word_anywhere *first = content_word(words, size), *at = content_word(words, block_size);
  if (size + 8 > block_size) {
    for (uint8_t *byte = (uint8_t *)first; byte < (uint8_t *)at; byte++)
      *(volatile uint8_t *)byte = (uint8_t)FENCE;
    return;
  }
#pragma clang loop unroll(disable)
  for (at--; at > first; at--)
    content_put(at, FENCE);
  content_put(first, FENCE);
}

// Places of fresh objects are no part of what undo restores: they mean something as long as such exist.
ALWAYS_INLINE uint64_t fresh_put(struct heap_arena *arena, uint64_t *words) {
  uint64_t used = arena->fresh.used + 1;
  *(uint64_t *volatile *)&arena->fresh.place[used] = words;
  *(volatile uint64_t *)&arena->fresh.used = used;
  return used;
}
// True: it had the last place, which can be used again.
ALWAYS_INLINE bool fresh_drop(struct heap_arena *arena, const void *object) {
  uint64_t used = arena->fresh.used;
  if (arena->fresh.place[used] != object) return false;
  *(volatile uint64_t *)&arena->fresh.used = used - 1;
  return true;
}

// Whether what lies between an object's end and its block's is as content_open left it.
ALWAYS_INLINE bool content_fence_holds(const uint64_t *words, uint32_t block_size, uint32_t size) {
  if (!PROFILE_LOOKS) return true;
  uint32_t at = size / 8, bits = size % 8 * 8;
  uint64_t differs = (words[at] >> bits) ^ (FENCE >> bits);
#pragma clang loop unroll(disable)
  while (++at < block_size / 8)
    differs |= words[at] ^ FENCE;
  return differs == 0;
}

// What lies between an object's end and its block's is 8 to 16 bytes.
static inline bool content_fence_is_short(uint32_t block_size, uint32_t size) {
  return block_size - size - 8 <= 8;
}

static inline struct slab *slab_none(struct heap_arena *arena) {
  return (struct slab *)arena->no_slab;
}

// The slab to take from, if it is at hand and has another free block behind its first. Of what is known.
ALWAYS_INLINE struct slab *slab_at_hand(struct heap_arena *arena, const struct type_cached *known) {
  struct slab *slab = arena->hand[known->hand];
  return slab->free_word >= 2 << 16 ? slab : NULL;
}

static inline uint64_t block_word_fresh(uint32_t class_index, uint32_t type, uint32_t size) {
  bool is_usual = content_fence_is_short(slab_class_size(class_index), size);
  return (uint64_t)BLOCK_LIVE << BLOCK_STATE_AT | (uint64_t)type << BLOCK_TYPE_AT | (uint64_t)size << BLOCK_SIZE_AT |
         BLOCK_FRESH | (is_usual ? BLOCK_USUAL : 0);
}

static inline uint64_t block_word(uint32_t entry, enum block_state state, uint32_t type, uint32_t size_or_next) {
  return entry | (uint64_t)state << BLOCK_STATE_AT | (uint64_t)type << BLOCK_TYPE_AT |
         (uint64_t)size_or_next << BLOCK_SIZE_AT;
}

// Makes an object of the slab's first free block, which is open.
HOLDS(&heap.lock) static inline void slab_take(struct slab *slab, uint64_t word) {
  union block *block = &slab->blocks[slab->first_free];
  uint32_t left = slab->free - 1u;
  slab->free_word = block->size_or_next | left << 16;
  block->word = word;
  if (left == 0) slab_is_full(slab);
}

static inline void count_made(struct type_counts *row, uint64_t size) {
  uint64_t live_bytes = row->live_bytes + size;
  if (live_bytes > row->peak_bytes) row->peak_bytes = live_bytes;
  row->made++;
  row->live_bytes = live_bytes;
}

static inline void count_gone(struct type_counts *row, uint64_t size) {
  row->live_bytes -= size;
  row->gone++;
}

// Puts a live block on the slab's list of released ones.
HOLDS(&heap.lock) static inline void slab_give(struct slab *slab, union block *block, uint32_t type) {
  uint32_t before = slab->released;
  block->word = block_word(LEDGER_NONE, BLOCK_FREE, type, slab->first_released);
  slab->released_word = (uint32_t)(block - slab->blocks) | (before + 1) << 16;
  if (before == 0) slab_has_released(slab);
}

// The arena of this processor, which inside a transaction stays the same.
static inline struct heap_arena *arena_here(void) {
  struct heap_arena *arena = inside_arena();
  return arena != NULL ? arena : arena_make();
}
static inline struct lock *arena_lock(const struct heap_arena *arena) {
  return &heap.of[arena->number].lock;
}
static inline void arena_enter(const struct heap_arena *arena) ACQUIRES(&heap.lock);
TRUSTED_LOCK static inline void arena_enter(const struct heap_arena *arena) {
  inside_enter(arena_lock(arena));
}
static inline void arena_leave(const struct heap_arena *arena) RELEASES(&heap.lock);
TRUSTED_LOCK static inline void arena_leave(const struct heap_arena *arena) {
  inside_leave(arena_lock(arena));
}
// The same for who holds another one's.
TRUSTED_LOCK static inline void arena_enter_too(const struct heap_arena *arena) {
  inside_enter(arena_lock(arena));
}
TRUSTED_LOCK static inline void arena_leave_too(const struct heap_arena *arena) {
  inside_leave(arena_lock(arena));
}

// Objects that start where a frame does may be large ones; no others are.
HOLDS(&heap.lock) static inline struct large *large_at(const void *object) {
  return (uint64_t)object % FRAME_SIZE == 0 ? large_find(object) : NULL;
}

// What lies there, if it is a live small object: its block; null otherwise.
static inline union block *live_at(struct slab *slab, const void *object) {
  union block *block = slab != NULL ? slab_block(slab, object) : NULL;
  return block != NULL && block->state == BLOCK_LIVE ? block : NULL;
}
