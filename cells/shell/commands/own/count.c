// SPDX-License-Identifier: Apache-2.0
// count: the tables of `own`: counted by going through the whole ledger once, shown afterwards.
#include "cells/shell/commands/own/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"

enum { ROWS = 96, DEPTH = 16, ATTEMPTS = 8 };

struct row {
  uint32_t entry;  // a node, or the first object of a type
  uint32_t objects;
  uint64_t bytes;
  char type[LEDGER_TYPE_NAME];
};
struct table {
  uint32_t count;
  uint64_t objects, bytes, disowned;  // of all, those without a row included
  struct row rows[ROWS];
};

static struct row *row_of_type(struct table *table, const struct ledger_info *info) {
  for (uint32_t i = 0; i < table->count; i++)
    if (text_equal(table->rows[i].type, info->type)) return &table->rows[i];
  if (table->count == ROWS) return NULL;
  struct row *row = &table->rows[table->count++];
  *row = (struct row){.entry = info->entry};
  text_copy(row->type, sizeof row->type, info->type);
  return row;
}

static struct row *row_of_node(struct table *table, const struct ledger_info *info) {
  if (table->count == ROWS) return NULL;
  struct row *row = &table->rows[table->count++];
  *row = (struct row){.entry = info->entry};
  text_copy(row->type, sizeof row->type, info->type);
  return row;
}

// A node comes before what it owns: the last one of a smaller depth is the owner.
struct path {
  uint32_t length;
  uint32_t depth[DEPTH];
  struct row *row[DEPTH];
};

static struct row *owner_of(struct path *path, struct table *table, const struct ledger_info *info) {
  while (path->length > 0 && path->depth[path->length - 1] >= info->depth)
    path->length--;
  struct row *owner = path->length > 0 ? path->row[path->length - 1] : NULL;
  if (info->is_node && path->length < DEPTH) {
    path->depth[path->length] = info->depth;
    path->row[path->length++] = row_of_node(table, info);
    return NULL;  // a node is no object of its owner's
  }
  return owner;
}

static bool count_once(struct table *table, bool by_type) {
  *table = (struct table){0};
  struct path path = {0};
  struct ledger_info info;
  uint32_t cursor = 0;
  status_t status;
  while ((status = ledger_next(&cursor, &info)) == OK) {
    struct row *row = by_type ? row_of_type(table, &info) : owner_of(&path, table, &info);
    table->objects++;
    table->bytes += info.bytes;
    table->disowned += info.dying;
    if (row == NULL) continue;
    row->objects++;
    row->bytes += info.bytes;
  }
  return status == NOT_FOUND;
}

static bool count(struct table *table, bool by_type) {
  for (uint32_t i = 0; i < ATTEMPTS; i++)
    if (count_once(table, by_type)) return true;
  console_print("what owns changes too fast to be counted; once more, please\n");
  return false;
}

static void sort(struct table *table) {
  for (uint32_t i = 1; i < table->count; i++) {
    struct row row = table->rows[i];
    uint32_t at = i;
    for (; at > 0 && table->rows[at - 1].bytes < row.bytes; at--)
      table->rows[at] = table->rows[at - 1];
    table->rows[at] = row;
  }
}

static void print_row(const char *type, const char *name, uint64_t objects, uint64_t bytes) {
  char size[16], what[96];
  text_bytes(size, sizeof size, bytes);
  text_format(what, sizeof what, "%s %s", type, name);
  console_print("%-48s %8llu %12s\n", what, (unsigned long long)objects, bytes == 0 ? "-" : size);
}

int64_t own_nodes(void) {
  struct table table;
  if (!count(&table, false)) return 1;
  sort(&table);
  console_print("%-48s %8s %12s\n", "WHO", "OBJECTS", "BYTES");
  for (uint32_t i = 0; i < table.count; i++) {
    struct ledger_info info;
    const struct row *row = &table.rows[i];
    if (row->objects == 0) continue;
    print_row(row->type, ledger_look(row->entry, &info) == OK ? info.name : "that ended", row->objects, row->bytes);
  }
  print_row("all", "", table.objects, table.bytes);
  return 0;
}

int64_t own_types(void) {
  struct table table;
  if (!count(&table, true)) return 1;
  sort(&table);
  console_print("%-48s %8s %12s\n", "TYPE", "OBJECTS", "BYTES");
  for (uint32_t i = 0; i < table.count; i++)
    print_row(table.rows[i].type, "", table.rows[i].objects, table.rows[i].bytes);
  print_row("all", "", table.objects, table.bytes);
  return 0;
}

static uint64_t of_type(const struct table *table, const char *type) {
  for (uint32_t i = 0; i < table->count; i++)
    if (text_equal(table->rows[i].type, type)) return table->rows[i].objects;
  return 0;
}

static int64_t leak(uint64_t number, const char *what) {
  if (number == 0) return 0;
  console_print("%8llu %s\n", (unsigned long long)number, what);
  return 1;
}

int64_t own_leaks(void) {
  struct table table;
  if (!count(&table, true)) return 1;
  struct ledger_statistics ledger;
  ledger_statistics(&ledger);
  struct heap_statistics heap;
  heap_statistics(&heap);
  uint64_t blocks = of_type(&table, "heap block");
  int64_t found = leak(table.disowned, "disowned and not yet released");
  found |= leak(ledger.entries > table.objects ? ledger.entries - table.objects : 0, "owned by what was quarantined");
  found |= leak(ledger.quarantined, "quarantined");
  found |= leak(heap.live > blocks ? heap.live - blocks : 0, "heap blocks that nobody owns");
  found |= leak(blocks > heap.live ? blocks - heap.live : 0, "owned heap blocks that the heap does not have");
  if (found == 0) console_print("no leaks: %llu objects, each with an owner\n", (unsigned long long)table.objects);
  return found;
}
