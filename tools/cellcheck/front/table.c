// SPDX-License-Identifier: Apache-2.0
// table: open addressing, at most half full.
#include "tools/cellcheck/front/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t slot_of(const void *key, uint32_t size) {
  uint64_t mixed = (uint64_t)(uintptr_t)key * 0x9e3779b97f4a7c15ull;
  return (uint32_t)(mixed >> 32) & (size - 1);
}

static struct table_slot *find(const struct table *table, const void *key) {
  uint32_t slot = slot_of(key, table->size);
  while (table->slots[slot].key != NULL && table->slots[slot].key != key)
    slot = (slot + 1) & (table->size - 1);
  return &table->slots[slot];
}

void *table_get(const struct table *table, const void *key) {
  return table->size != 0 ? find(table, key)->value : NULL;
}

static void grow(struct table *table) {
  struct table bigger = {.size = table->size != 0 ? table->size * 2 : 64};
  bigger.slots = ir_grow(NULL, bigger.size * sizeof *bigger.slots);
  memset(bigger.slots, 0, bigger.size * sizeof *bigger.slots);
  for (uint32_t i = 0; i < table->size; i++)
    if (table->slots[i].key != NULL) table_set(&bigger, table->slots[i].key, table->slots[i].value);
  free(table->slots);
  *table = bigger;
}

void table_set(struct table *table, const void *key, void *value) {
  if (table->count * 2 >= table->size) grow(table);
  struct table_slot *slot = find(table, key);
  if (slot->key == NULL) table->count++;
  *slot = (struct table_slot){key, value};
}

void table_free(struct table *table) {
  free(table->slots);
  *table = (struct table){};
}

static uint64_t hash_of(const char *text, size_t length) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (uint8_t)text[i]) * 0x100000001b3ull;
  return hash ^ hash >> 29;
}

static const char **find_text(const struct strings *strings, const char *text, size_t length) {
  uint32_t slot = (uint32_t)hash_of(text, length) & (strings->size - 1);
  while (strings->slots[slot] != NULL &&
         (strncmp(strings->slots[slot], text, length) != 0 || strings->slots[slot][length] != 0))
    slot = (slot + 1) & (strings->size - 1);
  return &strings->slots[slot];
}

static void grow_strings(struct strings *strings) {
  struct strings bigger = {.arena = strings->arena, .count = strings->count};
  bigger.size = strings->size != 0 ? strings->size * 2 : 1024;
  bigger.slots = ir_grow(NULL, bigger.size * sizeof *bigger.slots);
  memset(bigger.slots, 0, bigger.size * sizeof *bigger.slots);
  for (uint32_t i = 0; i < strings->size; i++)
    if (strings->slots[i] != NULL)
      *find_text(&bigger, strings->slots[i], strlen(strings->slots[i])) = strings->slots[i];
  free(strings->slots);
  *strings = bigger;
}

const char *strings_take(struct strings *strings, const char *text, size_t length) {
  const char *end = memchr(text, 0, length);
  if (end != NULL) length = (size_t)(end - text);
  if (strings->count * 2 >= strings->size) grow_strings(strings);
  const char **slot = find_text(strings, text, length);
  if (*slot == NULL) {
    *slot = ir_text(strings->arena, text, length);
    strings->count++;
  }
  return *slot;
}

const char *strings_format(struct strings *strings, const char *format, ...) {
  char *text;
  va_list arguments;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0) ir_grow(NULL, SIZE_MAX);
  const char *taken = strings_take(strings, text, (size_t)length);
  free(text);
  return taken;
}

void strings_free(struct strings *strings) {
  free(strings->slots);
  *strings = (struct strings){};
}
