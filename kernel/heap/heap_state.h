// SPDX-License-Identifier: Apache-2.0
// heap_state: slabs, large objects, types and the calls between the files of kernel/heap; private to that cell.
#pragma once
#include "kernel/base/list.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"

enum { KEPT_EMPTY = 2, TYPE_CACHE_SHIFT = 6, TYPE_CACHE = 1 << TYPE_CACHE_SHIFT, KNOWN_SLABS = 64 };

// What is known of a type, by its name. Objects that live are those made less those gone.
struct type_row {
  char name[HEAP_TYPE_NAME];
  uint64_t made, live_bytes, gone, peak_bytes;
  uint64_t unused[7];
};
static_assert(sizeof(struct type_row) == 128, "a row is found by shifting its number");

enum {
  SLAB_ORDER = 2,
  SLAB_BYTES = FRAME_SIZE << SLAB_ORDER,
  HEAP_CLASSES = 24,
  LARGE_BUCKETS = 128,
  TYPES_PER_FRAME = FRAME_SIZE / sizeof(struct type_row),
  TYPE_FRAMES = HEAP_TYPES / TYPES_PER_FRAME,
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
    uint32_t entry;              // live: in the ledger
    uint32_t state : 2;          // enum block_state
    uint32_t type : 8;           // of what lies, or lay last, in it
    uint32_t size_or_next : 21;  // live: bytes asked for; free: the next block's number, BLOCK_NONE: the last
    uint32_t is_dirty : 1;  // free: may be neither poison nor 0, as it was made ready for an object that was undone
  };
  uint64_t word;
};
#define BLOCK_DIRTY (UINT64_C(1) << 63)
static_assert(sizeof(union block) == 8, "a block of 16 bytes carries 8 bytes of bookkeeping");

// At the start of SLAB_BYTES of frames, aligned to its size; blocks follow at `first`. Two lists of free blocks: those that
// can be taken, and those that were released in this transaction, whose content undo would want back.
struct slab {
  uint64_t magic;  // tied to the address, so that stale memory does not pass for a slab
  struct list_node in_class;
  struct slab *next_released;  // in heap.released, while there are released blocks
  union {
    struct {
      uint16_t first_free, free;
    };
    uint32_t free_word;
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

// A name in the constants of a cell, whose addresses are never used again, is known by its address.
struct type_cached {
  const char *name;
  struct type_row *row;
  uint64_t index, unused;
};

struct heap_state {
  struct lock lock;
  uint64_t fail_after;  // 0: never
  struct heap_slabs classes[HEAP_CLASSES];
  struct slab *released;         // slabs with blocks to settle when the transaction has committed
  struct large *released_large;  // and large objects
  struct large *buckets[LARGE_BUCKETS];
  struct type_row *types[TYPE_FRAMES];  // in frames of their own; before the first of them all names are "other"
  struct type_row other;
  uint64_t type_count;              // rows in use, "other" included; 0 before the first object
  uint8_t type_at[2 * HEAP_TYPES];  // open hash table of row numbers; 0: empty
  struct type_cached cached[TYPE_CACHE];
  struct slab *known[KNOWN_SLABS];  // by address; of two at one place the later
  uint64_t frames, failed, defects;
};
extern struct heap_state heap;

// All below with the lock held.

// type.c
uint32_t type_find_by_name(const char *name, struct type_row **row);  // 0, "other", when there is no room

// slab.c
uint32_t slab_class_size(uint32_t class_index);
uint32_t slab_class_for_wide(uint32_t class_index, size_t align);  // the first from there on with blocks aligned so
// A slab of the class with a free block, which is closed or clear, first in its list. Null: no memory.
struct slab *slab_with_free(uint32_t class_index);
// Its first free block is gone, and it has no other.
void slab_is_full(struct slab *slab);
// It has a first released block: to be settled later.
void slab_has_released(struct slab *slab);
void *slab_new(uint32_t class_index, uint32_t size);  // of type 0, without an entry in the ledger
struct slab *slab_find(const void *address);          // null: no slab lies there
void slab_spoil(struct slab *slab, union block *block, const void *object);  // a live block: written past its end
void slab_release(struct slab *slab, union block *block, void *object);
void slab_settle(struct slab *slab);
uint64_t slab_live(const struct slab *slab);

// slab_check.c
bool slab_check_all(void);
bool slab_check_briefly(void);  // the first slab of each list

// large.c
struct large *large_new(size_t size, uint32_t type);
struct large *large_find(const void *object);
void large_release(struct large *large);
void large_settle(struct large *large);
bool large_check_all(void);

// content.c: what lies in blocks. Without a journal, so only what undo need not bring back.
// Makes a free block, closed or cleared, ready for an object: zero, with a fence behind it.
RAW_PRIVATE void content_open(union block *block, uint64_t *words, const uint64_t *end, uint32_t size);
// Makes a free block zero that was opened for an object that was undone.
RAW_PRIVATE void content_clear(union block *block, uint64_t *words, uint32_t block_size);
// Makes all released blocks of a slab poison; returns the last of them in their list, BLOCK_NONE: the list is broken.
RAW_PRIVATE uint32_t content_close(struct slab *slab);
RAW_PRIVATE void content_fill(void *bytes, uint8_t value, size_t size);

// heap.c
// Takes or gives frames through the direct map; counted.
void *heap_frames_take(uint32_t order);
void heap_frames_give(void *block, uint32_t order);
void heap_defect(const char *what, const void *object, uint32_t type);
// Has released memory settled when the transaction has committed.
void heap_settle_later(void);
