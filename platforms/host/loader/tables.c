// SPDX-License-Identifier: Apache-2.0
// tables: reads the page tables of the system as a processor would. They lie in the direct map; nobody shows them elsewhere.
#include "platforms/host/loader/host.h"

#define PRESENT UINT64_C(1)
#define WRITABLE UINT64_C(2)
#define LARGE UINT64_C(0x80)
#define NO_EXECUTE (UINT64_C(1) << 63)
#define FRAME UINT64_C(0x000ffffffffff000)
enum { TABLE_ENTRIES = 512, TOP = 3 };

static uint64_t bytes_of(uint32_t level) {
  return (uint64_t)PAGE << (9 * level);
}

void tables_look_up(uint64_t page_root, uint64_t frames, uint64_t address, struct memory_leaf *leaf) {
  *leaf = (struct memory_leaf){.start = address & ~(uint64_t)(PAGE - 1), .size = PAGE};
  if (address >> 47 != 0) return;
  uint64_t table = page_root;
  bool writable = true, executable = true;
  for (uint32_t level = TOP;; level--) {
    if (table / PAGE >= frames) return;
    uint64_t entry = ((const uint64_t *)(DIRECT_BASE + table))[address / bytes_of(level) % TABLE_ENTRIES];
    leaf->size = bytes_of(level);
    leaf->start = address & ~(leaf->size - 1);
    if (!(entry & PRESENT)) return;
    writable = writable && (entry & WRITABLE);
    executable = executable && !(entry & NO_EXECUTE);
    table = entry & FRAME;
    if (level != 0 && !(entry & LARGE)) continue;
    leaf->physical = table & ~(leaf->size - 1);
    leaf->prot = REGION_R | (writable ? REGION_W : 0) | (executable ? REGION_X : 0);
    return;
  }
}
