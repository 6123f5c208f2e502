// SPDX-License-Identifier: Apache-2.0
// ok_cwe772_array_taken: a function that takes the address of pointers takes all that lie there.
#include "kernel/heap/heap.h"

void blocks_release(uint32_t count, OWN void **blocks);

bool blocks_make(uint32_t count, OWN_RET void **blocks) {
  bool is_whole = true;
  for (uint32_t i = 0; i < count; i++) {
    blocks[i] = heap_new(64, 8, "block");
    is_whole = blocks[i] != NULL && is_whole;
  }
  if (!is_whole) blocks_release(count, blocks);
  return is_whole;
}
