// SPDX-License-Identifier: Apache-2.0
// subject: operations on a small world, compiled as a cell's code is, that the tests abort wherever they can be.
#pragma once
#include "kernel/base/cell.h"

enum { SUBJECT_ITEMS = 24, SUBJECT_NAME = 40, SUBJECT_BUCKETS = 8, SUBJECT_QUEUES = 32, SUBJECT_BYTES = 512 };

struct subject_item {
  struct subject_item *next, *previous;
  struct subject_item *left, *right;
  uint64_t key;
  uint32_t uses;
  uint16_t rank;
  uint8_t state, priority;
};

struct subject_message {  // 56 bytes: copied by range
  uint64_t id, words[4];
  uint32_t length;
  uint16_t kind;
  uint8_t text[10];
};

struct subject_odd {
  uint64_t a : 3, b : 17, c : 44;
  unsigned __int128 wide;
  uint16_t halves[5];
  uint8_t last;
};

struct subject_world {
  struct subject_item items[SUBJECT_ITEMS];
  struct subject_item *free, *root;
  struct subject_item *bucket[SUBJECT_BUCKETS];
  struct {
    struct subject_item *head, *tail;
  } queue[SUBJECT_QUEUES];
  uint32_t ready, ready_count;
  struct subject_message ring[8];
  uint64_t ring_put, ring_taken;
  uint64_t counters[8];
  uint8_t bytes[SUBJECT_BYTES];
  struct subject_odd odd[2];
  uint16_t shorts[6];
};

typedef uint64_t subject_operation(struct subject_world *world, uint64_t a, uint64_t b);

ATOMIC uint64_t subject_allocate(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_release(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_wake(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_choose(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_insert(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_put(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_take(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_mix(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_count(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_move(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_assembly(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_follow(struct subject_world *world, uint64_t a, uint64_t b);
ATOMIC uint64_t subject_loop(struct subject_world *world, uint64_t a, uint64_t b);
