// SPDX-License-Identifier: Apache-2.0
// heap_state: slabs, large objects, types and the calls between the files of kernel/heap; private to that cell.
#pragma once
#include "kernel/base/list.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"

enum {
  SLAB_ORDER = 2,
  SLAB_BYTES = FRAME_SIZE << SLAB_ORDER,
  HEAP_CLASSES = 24,
  LARGE_BUCKETS = 128,
  TYPES_PER_FRAME = FRAME_SIZE / sizeof(struct heap_type),
  TYPE_FRAMES = (HEAP_TYPES + TYPES_PER_FRAME - 1) / TYPES_PER_FRAME,
};

// Released memory, and what lies between an object's end and its block's. Both are odd and no plausible count or text.
enum { POISON = 0xdd, FENCE = 0xfd };

enum { BLOCK_NONE = 0xffff };
enum block_state { BLOCK_FREE, BLOCK_LIVE, BLOCK_BROKEN };

// What the heap knows of a block. Kept apart from the blocks, so that a write past an object's end cannot reach it
// easily.
struct block {
  uint32_t state : 2;          // enum block_state
  uint32_t type : 8;           // of what lies, or lay last, in it
  uint32_t size_or_next : 22;  // live: bytes asked for; free: the next free block's number, BLOCK_NONE: the last
};
static_assert(sizeof(struct block) == 4, "a block of 16 bytes carries 4 bytes of bookkeeping");

// At the start of SLAB_BYTES of frames, aligned to its size; blocks follow at `first`.
struct slab {
  uint64_t magic;  // tied to the address, so that stale memory does not pass for a slab
  struct list_node in_class;
  uint16_t class_index, count, free, first_free;
  uint32_t first;  // byte offset of block 0
  struct block blocks[];
};

struct large {
  struct large *next;  // in its bucket
  uint64_t address;
  uint64_t size;  // as asked for
  uint32_t type;
};

struct heap_slabs {
  struct list_node partial;  // slabs with a free block; the one to take from is first
  struct list_node full;
  uint64_t slabs, live, free;
};

struct heap_state {
  struct heap_slabs classes[HEAP_CLASSES];
  struct large *buckets[LARGE_BUCKETS];
  struct heap_type *types[TYPE_FRAMES];  // in frames of their own
  struct heap_type other;
  uint32_t type_count;              // rows in use, "other" included; 0 before the first object
  uint8_t type_at[2 * HEAP_TYPES];  // open hash table of row numbers; 0: empty
  struct heap_statistics statistics;
  uint64_t fail_after;  // 0: never
};
extern struct heap_state heap;

// type.c
uint32_t type_find(const char *name);  // 0, "other", when there is no room
struct heap_type *type_row(uint32_t index);
void type_made(uint32_t index, uint64_t size);
void type_gone(uint32_t index, uint64_t size);

// slab.c; all with interrupts off
uint32_t slab_class_size(uint32_t class_index);
uint32_t slab_class_for(size_t size, size_t align);  // HEAP_CLASSES: none
void *slab_new(uint32_t class_index, uint32_t size, uint32_t type);
struct slab *slab_of(const void *address);                        // null: no slab lies there
struct block *slab_block(struct slab *slab, const void *object);  // null: no block starts there
void slab_delete(struct slab *slab, struct block *block, void *object);
bool slab_check_all(void);

// large.c; all with interrupts off
struct large *large_new(size_t size, uint32_t type);
struct large *large_find(const void *object);
void large_delete(struct large *large);
bool large_check_all(void);

// heap.c
// Takes or gives frames through the direct map; counted.
void *heap_frames_take(uint32_t order);
void heap_frames_give(void *block, uint32_t order);
void heap_defect(const char *what, const void *object, uint32_t type);
bool heap_bytes_are(const uint8_t *bytes, size_t count, uint8_t value);
