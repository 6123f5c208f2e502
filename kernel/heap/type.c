// SPDX-License-Identifier: Apache-2.0
// type: a row of statistics for each type name, found by an open hash table (Knuth vol. 3, 6.4, linear probing). Names
// are copied: the caller's string goes when its cell does. Rows are never dropped; a name that finds no room counts
// under "other".
//
// Most names are constants of cells. The addresses of those are never used for anything else, so such an address is looked
// up once.
#include "kernel/base/region.h"
#include "kernel/base/text.h"
#include "kernel/heap/fast.h"

static_assert(HEAP_TYPES <= 256, "row numbers are bytes");

// FNV-1a over what fits a row, whose length is counted on the way.
static uint32_t hash(const char *name, size_t *length) {
  uint32_t value = 2166136261;
  size_t i = 0;
  for (; i < HEAP_TYPE_NAME - 1 && name[i] != 0; i++)
    value = (value ^ (uint8_t)name[i]) * 16777619;
  *length = i;
  return value;
}

static bool is_named(const struct type_row *row, const char *name, size_t length) {
  return row->name[length] == 0 && __builtin_memcmp(row->name, name, length) == 0;
}

static uint32_t row_new(const char *name, uint8_t *place) {
  if (heap.type_count == HEAP_TYPES) return 0;
  uint32_t index = (uint32_t)heap.type_count;
  struct type_row **rows = &heap.types[index / TYPES_PER_FRAME];
  if (*rows == NULL) *rows = heap_frames_take(0);
  if (*rows == NULL) return 0;
  struct type_row *row = type_row(index);
  *row = (struct type_row){0};
  text_copy(row->name, sizeof row->name, name);
  heap.type_count++;
  *place = (uint8_t)index;
  return index;
}

static uint32_t find(const char *name) {
  if (heap.type_count == 0) {
    text_copy(heap.other.name, sizeof heap.other.name, "other");
    heap.type_count = 1;
  }
  if (name == NULL) return 0;
  size_t length = 0;
  for (uint32_t at = hash(name, &length);; at++) {
    uint8_t *place = &heap.type_at[at % sizeof heap.type_at];
    if (*place == 0) return row_new(name, place);  // there is always an empty place: half of them are
    if (is_named(type_row(*place), name, length)) return *place;
  }
}

static bool is_constant(const char *name) {
  struct region_span cells = region_span(REGION_CELL);
  return (uint64_t)name - (REGION_BASE + cells.offset) < cells.size;
}

uint32_t type_find_by_name(const char *name, struct type_row **row) {
  uint32_t index = find(name);
  *row = type_row(index);
  if (index != 0 && is_constant(name))
    *type_place(name) = (struct type_cached){.name = name, .row = *row, .index = index};
  return index;
}
