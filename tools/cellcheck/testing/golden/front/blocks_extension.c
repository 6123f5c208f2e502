// SPDX-License-Identifier: Apache-2.0
// blocks_extension: blocks, clang's closures.
// flags: -fblocks
#include "ring.h"
uint32_t closed(uint32_t word) {
  struct ring *ring = ring_create(word);
  // want: front.unseen cellcheck does not understand this (BlockExpr), so its rules are blind here
  uint32_t (^look)(void) = ^{
    return word;
  };
  uint32_t count = look();
  ring_destroy(ring);
  return count;
}
