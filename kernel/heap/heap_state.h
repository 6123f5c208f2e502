// SPDX-License-Identifier: Apache-2.0
// heap_state: slabs, large objects, types and the calls between the files of kernel/heap; private to that cell.
#pragma once
#include "kernel/base/list.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"

enum { KEPT_EMPTY = 2, TYPE_CACHE = 64, KNOWN_SLABS = 64, FRESH_PLACES = LEDGER_RESERVE };

// A type, by its name.
struct type_row {
  char name[HEAP_TYPE_NAME];
  uint64_t hash;
};

// What an arena knows of a type. Objects that live are those made less those gone.
struct type_counts {
  uint64_t made, live_bytes, gone, peak_bytes;
};

enum {
  SLAB_ORDER = 2,
  SLAB_BYTES = FRAME_SIZE << SLAB_ORDER,
  HEAP_CLASSES = 24,
  SLAB_LARGEST = 2047,  // of objects: a block has at least one byte of fence
  LARGE_BUCKETS = 128,
  TYPES_PER_FRAME = FRAME_SIZE / sizeof(struct type_row),
  TYPE_FRAMES = (HEAP_TYPES + TYPES_PER_FRAME - 1) / TYPES_PER_FRAME,
  COUNTS_PER_FRAME = FRAME_SIZE / sizeof(struct type_counts),
  COUNT_FRAMES = HEAP_TYPES / COUNTS_PER_FRAME,
  HEAP_CPUS = CELL_CPUS_MAX,
};

// The first 16 bytes of a free block, which has 0 in all others, and what lies between an object's end and its block's.
#define POISON UINT64_C(0xdddddddddddddddd)
#define FENCE UINT64_C(0xfdfdfdfdfdfdfdfd)

enum { BLOCK_NONE = 0xffff };
enum block_state { BLOCK_FREE, BLOCK_LIVE, BLOCK_BROKEN };

// What the heap knows of a block. Kept apart from the blocks, so that a write past an object's end cannot reach it
// easily. Written as a word: a record of the journal reads one, and what was just stored in parts is slow to read whole.
union block {
  struct {
    uint32_t entry;         // live: in the ledger; fresh: its place
    uint32_t state : 2;     // enum block_state
    uint32_t type : 8;      // of what lies, or lay last, in it
    uint32_t is_fresh : 1;  // live: since this transaction; not in the ledger, nor counted
    uint32_t is_usual : 1;  // fresh, with 8 to 16 bytes between its end and its block's
    uint32_t is_dirty : 1;  // free: may not be closed, as it was opened for an object that was undone
    uint32_t unused : 3;
    uint32_t size_or_next : 16;  // live: bytes asked for; free: the next block's number, BLOCK_NONE: the last
  };
  uint64_t word;
};
enum { BLOCK_STATE_AT = 32, BLOCK_TYPE_AT = 34, BLOCK_SIZE_AT = 48 };
#define BLOCK_FRESH (UINT64_C(1) << 42)
#define BLOCK_USUAL (UINT64_C(1) << 43)
#define BLOCK_DIRTY (UINT64_C(1) << 44)
#define BLOCK_TYPE (UINT64_C(0xff) << BLOCK_TYPE_AT)
static_assert(sizeof(union block) == 8, "a block of 16 bytes carries 8 bytes of bookkeeping");

// At the start of SLAB_BYTES of frames, aligned to its size; blocks follow at `first`. Two lists of free blocks: those that
// can be taken, and those that were released in this transaction, whose content undo would want back.
struct slab {
  uint64_t magic;  // tied to the address, so that stale memory does not pass for a slab
  struct list_node in_class;
  struct slab *next_released;  // in its arena's `released`, while there are released blocks
  union {
    struct {
      uint16_t first_free, free;
      uint32_t unused;
    };
    uint64_t free_word;  // a record of the journal reads one
  };
  union {
    struct {
      uint16_t first_released, released;
    };
    uint32_t released_word;
  };
  uint16_t class_index, count;
  uint16_t broken, size;  // size: bytes of a block
  uint32_t first;         // byte offset of block 0
  uint32_t inverse;       // 2^32 / size, rounded up
  uint64_t ample;         // count - 2, where free_word has what is free
  uint64_t last;          // byte offset of a block's last word
  // Else the first blocks' words lie at the offsets into a page at which struct nucleus_cpu has what is stored to all the
  // time: a load waits for stores to other pages at the same offset.
  uint64_t apart[6];
  struct heap_arena *home;
  union block blocks[];
};

struct large {
  struct large *next;  // in its bucket, or in heap.released_large
  uint64_t address;
  uint64_t size;  // as asked for
  uint32_t type;
  uint32_t entry;  // in the ledger
};

struct heap_slabs {
  struct list_node partial;  // slabs with a free block; the one to take from is first
  struct list_node full;
  struct slab *empty[KEPT_EMPTY];  // were found empty, and may be so still
  uint64_t slabs;
};

// What was asked for by a name in the constants of a cell: such a name is known by its address, which is never used again.
struct type_cached {
  const char *name;
  size_t size, align;
  uint64_t word;        // of such an object's block, when it is fresh
  uint32_t hand, type;  // where in `hand`; 0: it is large
  struct type_counts *counts;
  uint64_t unused[2];
};
static_assert(sizeof(struct type_cached) == 64, "a place is found by shifting its number");

// Objects that were made in this transaction and are not entered in the ledger yet: fresh.c. Whether it may make more in the usual way stands with the
// processor (inside_usual).
struct heap_fresh {
  bool exist;
  uint64_t used;                      // this and place are stored to without a journal
  uint64_t *place[1 + FRESH_PLACES];  // from 1: objects, of which some have gone since; [0]: null
};

// What a processor makes its objects from, and what is known of them: under its lock, from whichever processor one is released.
struct heap_arena {
  struct type_cached cached[TYPE_CACHE];
  uint64_t number;  // of the processor
  struct heap_slabs classes[HEAP_CLASSES];
  struct slab *released;                      // slabs with blocks to settle when the transaction has committed
  struct type_counts *counts[COUNT_FRAMES];   // in frames of their own; types without count as "other"
  struct type_counts other;                   // of number 0
  uint8_t type_at[2 * HEAP_TYPES];            // open hash table of the numbers of types that were used here; 0: empty
  struct slab *hand[1 + HEAP_CLASSES];        // of each class the one that was last taken from, or no_slab, as [0] is
  uint64_t no_slab[sizeof(struct slab) / 8];  // zero: has no free block
  struct heap_fresh fresh;
  uint64_t emptied;                 // bits of classes that may have more empty slabs than are kept
  uint64_t drains;                  // 1: what all keep empty goes back when the transaction has committed
  struct slab *known[KNOWN_SLABS];  // by address; of two at one place the later
  uint64_t frames, failed, defects;
};

struct __attribute__((aligned(64))) heap_lock {
  struct lock lock;
};

struct heap_state {
  union {
    struct lock lock;  // by this name clang knows whichever of them is needed
    struct heap_lock of[HEAP_CPUS];
  };
  struct heap_arena *arena[HEAP_CPUS];  // null: that processor has none
  struct heap_arena first;  // of the first processor; of others too, as long as there is no memory for theirs
  // Under the first processor's lock:
  uint64_t fail_after;           // 0: never
  struct large *released_large;  // to settle
  struct large *buckets[LARGE_BUCKETS];
  struct type_row *types[TYPE_FRAMES];  // in frames of their own; before the first of them all names are "other"
  uint64_t type_count;                  // rows in use, "other", which has none, included; 0 before the first object
};
extern struct heap_state heap;
extern const struct ledger_type heap_block_type;

// All below with the lock held.

// type.c
uint32_t type_find_by_name(struct heap_arena *arena, const char *name)
    HOLDS(&heap.lock);  // 0, "other", when there is no room
// So that it is known by the name's address from now on, if that is a constant's. class_index: HEAP_CLASSES: it is large.
void type_remember(struct heap_arena *arena, const char *name, size_t size, size_t align, uint32_t class_index,
                   uint32_t type) HOLDS(&heap.lock);
const char *type_name(uint32_t type);  // of one that has been found

// slab.c
uint32_t slab_class_size(uint32_t class_index);
uint32_t slab_class_for_wide(uint32_t class_index, size_t align);  // the first from there on with blocks aligned so
// A slab of the class with a free block, which is closed or clear, first in its list. Null: no memory.
struct slab *slab_with_free(struct heap_arena *arena, uint32_t class_index) HOLDS(&heap.lock);
bool slab_block_is_closed(uint64_t *words, uint32_t block_size);  // a free one
// Its first free block is gone, and it has no other.
void slab_is_full(struct slab *slab) HOLDS(&heap.lock);
// It has a first released block: to be settled later.
void slab_has_released(struct slab *slab) HOLDS(&heap.lock);
void *slab_new(struct heap_arena *arena, uint32_t class_index, uint32_t size)
    HOLDS(&heap.lock);                        // of type 0, without an entry in the ledger
struct slab *slab_find(const void *address);  // null: no slab lies there
void slab_spoil(struct slab *slab, union block *block, const void *object)
    HOLDS(&heap.lock);  // a live block: written past its end
void slab_release(struct slab *slab, union block *block, void *object) HOLDS(&heap.lock);
void slab_settle(struct slab *slab) HOLDS(&heap.lock);
// It has a free block again, its only one; or no other blocks than free ones.
void slab_has_free(struct slab *slab) HOLDS(&heap.lock);
void slab_is_empty(struct slab *slab) HOLDS(&heap.lock);
void slab_trim(struct heap_arena *arena, uint32_t class_index)
    HOLDS(&heap.lock);  // gives back empty slabs that are not kept
void slab_trim_all(struct heap_arena *arena, uint32_t class_index) HOLDS(&heap.lock);  // gives back all empty slabs
struct slab *slab_elsewhere(struct heap_arena *arena, uint32_t class_index) HOLDS(
    &heap.lock);  // with a free block, of another processor; what all keep empty is given back. Null: there is none
uint64_t slab_live(const struct slab *slab);

// slab_check.c
bool slab_check_all(struct heap_arena *arena) HOLDS(&heap.lock);
bool slab_check_briefly(struct heap_arena *arena) HOLDS(&heap.lock);  // the first slab of each list

// large.c
struct large *large_new(size_t size, uint32_t type) HOLDS(&heap.lock);
struct large *large_find(const void *object) HOLDS(&heap.lock);
void large_release(struct large *large) HOLDS(&heap.lock);
void large_settle(struct large *large) HOLDS(&heap.lock);
bool large_check_all(void) HOLDS(&heap.lock);

// content.c: what lies in blocks. Without a journal, so only what undo need not bring back.
// Makes a free block, closed or cleared, ready for an object: zero, with a fence behind it.
RAW_PRIVATE void content_open(union block *block, uint64_t *words, uint32_t block_size, uint32_t size);
// The same for a fresh object; returns its place.
RAW_PRIVATE uint64_t content_open_fresh(struct heap_arena *arena, union block *block, uint64_t *words,
                                        uint32_t block_size, uint32_t size);
// Of every object; in the usual way of those that are not BLOCK_USUAL. preserve_most: the usual way shall not have to save anything for it.
__attribute__((preserve_most)) RAW_PRIVATE void content_long_fence(uint64_t *words, uint32_t block_size, uint32_t size);
__attribute__((preserve_most)) RAW_PRIVATE bool content_long_fence_holds(const uint64_t *words, uint32_t block_size,
                                                                         uint32_t size);
// Makes its block poison again, and its place free if it is the last.
RAW_PRIVATE void content_close_fresh(struct heap_arena *arena, uint64_t *words, uint32_t block_size);
// A free one that was opened for an object that was undone.
RAW_PRIVATE void content_close_undone(uint64_t *words, uint32_t block_size);
// Makes all released blocks of a slab poison; returns the last of them in their list, BLOCK_NONE: the list is broken.
RAW_PRIVATE uint32_t content_close(struct slab *slab);
RAW_PRIVATE void content_fill(void *bytes, uint8_t value, size_t size);

// fresh.c
bool fresh_begin(struct heap_arena *arena)
    HOLDS(&heap.lock);  // from here on what this transaction makes is fresh. False: it cannot be
void *fresh_new(struct heap_arena *arena, size_t size, size_t align, const char *name)
    HOLDS(&heap.lock);  // null: not as a fresh one
void fresh_delete(struct slab *slab, union block *block, void *object) HOLDS(&heap.lock);
status_t fresh_give(struct heap_arena *arena, union block *block, const void *object, uint32_t owner) HOLDS(&heap.lock);

// heap.c
// What is not as usual: of heap_new and heap_delete all that usual.c does not do.
void *heap_new_otherwise(size_t size, size_t align, const char *name);
void heap_delete_otherwise(void *object);
// Takes or gives frames through the direct map; counted.
void *heap_frames_take(struct heap_arena *arena, uint32_t order) HOLDS(&heap.lock);
void heap_frames_give(struct heap_arena *arena, void *block, uint32_t order) HOLDS(&heap.lock);
void heap_defect(struct heap_arena *arena, const char *what, const void *object, uint32_t type) HOLDS(&heap.lock);
// Has released memory settled when the transaction has committed.
void heap_settle_later(const struct heap_arena *arena);
void heap_drain_later(const struct heap_arena *arena);  // besides, what all processors keep empty is given back

// arena.c
struct heap_arena *arena_make(void);  // this processor's, which has none yet; the first one's if there is no memory
void arena_drain(uint64_t number);    // as that one's arena has asked for
// Enters that processor's lock. Null, and nothing is entered: it has no arena.
struct heap_arena *arena_enter_number(uint32_t number);
// Enters the lock of the arena that the object belongs to, and says which slab it lies in; null: none: then it is the first one, which has the large ones.
struct heap_arena *arena_enter_of(const void *object, struct slab **slab) ACQUIRES(&heap.lock);
