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

HOLDS(&heap.lock) static uint32_t row_new(const char *name, uint8_t *place) {
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

uint32_t type_find_by_name(const char *name) {
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

#ifdef __DELIAS__
static bool is_constant(const char *name) {
  struct region_span cells = region_span(REGION_CELL);
  return (uint64_t)name - (REGION_BASE + cells.offset) < cells.size;
}
#else
extern const char __executable_start[], etext[];  // of the linker: constants and code lie between

static bool is_constant(const char *name) {
  return name >= __executable_start && name < etext;
}
#endif

void type_remember(const char *name, size_t size, size_t align, uint32_t class_index, uint32_t type) {
  if (type == 0 || !is_constant(name)) return;
  *type_place(name, size) = (struct type_cached){
      .name = name,
      .size = size,
      .align = align,
      .word = class_index < HEAP_CLASSES ? block_word_fresh(class_index, type, (uint32_t)size) : 0,
      .hand = class_index < HEAP_CLASSES ? 1 + class_index : 0,
      .type = type,
      .row = type_row(type),
  };
}
