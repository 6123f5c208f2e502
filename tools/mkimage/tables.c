// SPDX-License-Identifier: Apache-2.0
// Page tables (Intel SDM vol. 3, 4.5): the region page by page, the boot stub at its physical address, and the first part of the
// direct map. Frames that are read-only or executable in the region are read-only in the direct map, the tables themselves too.
#include <stdlib.h>
#include <string.h>

#include "tools/mkimage/mkimage.h"

#define PRESENT UINT64_C(1)
#define WRITABLE UINT64_C(2)
#define LARGE UINT64_C(0x80)
#define GLOBAL UINT64_C(0x100)
#define NO_EXECUTE (UINT64_C(1) << 63)
#define FRAME UINT64_C(0x000ffffffffff000)

static uint64_t *table_at(struct image *image, uint64_t physical) {
  return (uint64_t *)(image->tables + (physical - image->tables_physical));
}

static uint64_t new_table(struct image *image) {
  image->tables = realloc(image->tables, (image->table_count + 1) * PAGE);
  if (image->tables == NULL) image_fail(image, "no memory");
  memset(image->tables + image->table_count * PAGE, 0, PAGE);
  return image->tables_physical + image->table_count++ * PAGE;
}

// level 0: a 4 KiB page; 1: a 2 MiB page.
static void map(struct image *image, uint64_t address, uint64_t physical, uint32_t prot, int level) {
  uint64_t table = image->tables_physical;
  for (int depth = 3; depth > level; depth--) {
    uint64_t index = address >> (12 + 9 * depth) & 511;
    uint64_t entry = table_at(image, table)[index];
    if (!(entry & PRESENT)) {
      entry = new_table(image) | PRESENT | WRITABLE;
      table_at(image, table)[index] = entry;
    }
    table = entry & FRAME;
  }
  uint64_t entry = physical | PRESENT | GLOBAL | (level == 1 ? LARGE : 0);
  if (prot & REGION_W) entry |= WRITABLE;
  if (!(prot & REGION_X)) entry |= NO_EXECUTE;
  table_at(image, table)[address >> (12 + 9 * level) & 511] = entry;
}

static uint64_t round_up(uint64_t value, uint64_t to) {
  return (value + to - 1) / to * to;
}

static void map_all(struct image *image, uint64_t end) {
  image->table_count = 0;
  new_table(image);
  map(image, STUB_PHYSICAL, STUB_PHYSICAL, REGION_R | REGION_X, 0);
  uint64_t small = round_up(end, LARGE_PAGE);
  for (uint64_t at = 0; at < small; at += PAGE) {
    bool own_table = at >= image->tables_physical && at < end;
    map(image, DIRECT_BASE + at, at, own_table || at == STUB_PHYSICAL ? REGION_R : REGION_R | REGION_W, 0);
  }
  for (uint64_t at = small; at < DIRECT_MAPPED; at += LARGE_PAGE)
    map(image, DIRECT_BASE + at, at, REGION_R | REGION_W, 1);
  for (size_t i = 0; i < image->page_count; i++) {
    const struct image_page *page = &image->pages[i];
    map(image, page->address, page->physical, page->prot, 0);
    map(image, DIRECT_BASE + page->physical, page->physical, page->prot & ~(uint32_t)REGION_X, 0);
  }
}

uint64_t image_table_root(const struct image *image) {
  return image->tables_physical;
}

void image_make_tables(struct image *image) {
  map_all(image, image->tables_physical);  // how many tables there are ...
  uint64_t end = 0;
  size_t counted = 0;
  while (counted !=
         image->table_count) {  // ... decides what part of the direct map is in small pages, so until it settles
    counted = image->table_count;
    end = image->tables_physical + counted * PAGE;
    map_all(image, end);
  }
  image->end = end;
  if (image->end > DIRECT_MAPPED)
    image_fail(image, "it takes %llu KiB of memory, more than the %llu KiB that its tables map; choose fewer cells",
               (unsigned long long)image->end / 1024, (unsigned long long)DIRECT_MAPPED / 1024);
  struct graph_header *header = (struct graph_header *)image->region;
  header->image_physical = STUB_PHYSICAL;
  header->image_end = image->end;
}
