// SPDX-License-Identifier: Apache-2.0
// type: a number for each type's name, and in each arena what it knows of that type. Names are copied: the caller's string goes when its cell does.
// Numbers are for all processors, and never dropped; each arena finds those that it has met by an open hash table of its own (Knuth vol. 3, 6.4, linear
// probing), so only the first time that it meets one takes the first processor's lock. A name that finds no room counts under "other".
//
// Most names are constants of cells. The addresses of those are never used for anything else, so such an address is looked
// up once.
#include "kernel/base/region.h"
#include "kernel/base/text.h"
#include "kernel/heap/fast.h"

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

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

static struct type_row *row_at(uint32_t type) {
  return &heap.types[type / TYPES_PER_FRAME][type % TYPES_PER_FRAME];
}

static bool is_named(const struct type_row *row, uint64_t value, const char *name, size_t length) {
  return row->hash == value && row->name[length] == 0 && __builtin_memcmp(row->name, name, length) == 0;
}

// Where a name that is new to an arena is looked for, and entered.
HOLDS(&heap.lock) static uint32_t row_find(const char *name, uint64_t value, size_t length) {
  for (uint32_t i = 1; i < heap.type_count; i++)
    if (is_named(row_at(i), value, name, length)) return i;
  return 0;
}

HOLDS(&heap.lock) static uint32_t row_new(const char *name, uint64_t value) {
  if (heap.type_count == HEAP_TYPES) return 0;
  if (heap.type_count == 0) heap.type_count = 1;
  uint32_t type = (uint32_t)heap.type_count;
  struct type_row **rows = &heap.types[type / TYPES_PER_FRAME];
  if (*rows == NULL) *rows = heap_frames_take(&heap.first, 0);
  if (*rows == NULL) return 0;
  struct type_row *row = row_at(type);
  *row = (struct type_row){.hash = value};
  text_copy(row->name, sizeof row->name, name);
  heap.type_count++;
  return type;
}

HOLDS(&heap.lock) static bool has_counts(struct heap_arena *arena, uint32_t type) {
  struct type_counts **counts = &arena->counts[type / COUNTS_PER_FRAME];
  if (*counts != NULL) return true;
  *counts = heap_frames_take(arena, 0);
  if (*counts == NULL) return false;
  content_fill(*counts, 0, FRAME_SIZE);  // without a journal: nobody else sees it
  return true;
}

HOLDS(&heap.lock)
__attribute__((noinline, cold)) static uint32_t meet(struct heap_arena *arena, const char *name, uint64_t value,
                                                     size_t length) {
  arena_enter_too(&heap.first);
  uint32_t type = row_find(name, value, length);
  if (type == 0) type = row_new(name, value);
  arena_leave_too(&heap.first);
  return type != 0 && has_counts(arena, type) ? type : 0;
}

#pragma clang attribute pop

uint32_t type_find_by_name(struct heap_arena *arena, const char *name) {
  if (name == NULL) return 0;
  size_t length = 0;
  uint32_t value = hash(name, &length);
  for (uint32_t at = value;; at++) {
    uint8_t *place = &arena->type_at[at % sizeof arena->type_at];
    if (*place == 0) {  // there is always an empty place: half of them are
      uint32_t type = meet(arena, name, value, length);
      if (type != 0) *place = (uint8_t)type;
      return type;
    }
    if (is_named(row_at(*place), value, name, length)) return *place;
  }
}

const char *type_name(uint32_t type) {
  return type != 0 ? row_at(type)->name : "other";
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

void type_remember(struct heap_arena *arena, const char *name, size_t size, size_t align, uint32_t class_index,
                   uint32_t type) {
  if (type == 0 || !is_constant(name)) return;
  *type_place(arena, name, size) = (struct type_cached){
      .name = name,
      .size = size,
      .align = align,
      .word = class_index < HEAP_CLASSES ? block_word_fresh(class_index, type, (uint32_t)size) : 0,
      .hand = class_index < HEAP_CLASSES ? 1 + class_index : 0,
      .type = type,
      .counts = type_counts(arena, type),
  };
}
