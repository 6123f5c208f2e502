// SPDX-License-Identifier: Apache-2.0
// order: the order in which the blocks of a function are looked at, so that a loop has settled before what follows it
// is looked at.
#pragma once
#include <stdint.h>

enum { ORDER_NONE = -1 };

// A block, or a loop: its first block and, behind `inside`, the rest of it.
struct order_element {
  uint32_t block;
  bool loop;
  int32_t inside, next;
};

struct order {
  struct order_element *elements;
  uint32_t count, room;
  int32_t first;
};

// `next` gives the blocks that follow each of `count` blocks, two at most; UINT32_MAX: none. False: no memory.
bool order_blocks(struct order *order, const uint32_t (*next)[2], uint32_t count);
void order_free(struct order *order);
