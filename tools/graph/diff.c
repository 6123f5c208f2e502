// SPDX-License-Identifier: Apache-2.0
// What one image has and the other has not, cell by cell: rows are compared by name, and by the text that tells the rest of them.
#include <stdlib.h>
#include <string.h>

#include "tools/graph/tool.h"

struct item {
  const char *name;
  char rest[200];
  uint64_t hash;  // of what it means: a declaration, the types of a state
};

struct items {
  struct item *items;
  uint32_t count;
};

enum table { EXPORT, IMPORT, DEPENDENCY, PROVIDES, STATE, OPS, TABLES };
static const char *const table_names[TABLES] = {"export", "import", "dependency", "interface", "state", "table"};

static struct graph_range range_of(const struct graph_cell *cell, enum table table) {
  switch (table) {
  case EXPORT: return cell->exports;
  case IMPORT: return cell->imports;
  case DEPENDENCY: return cell->deps;
  case PROVIDES: return cell->provides;
  case STATE: return cell->states;
  case OPS: return cell->opses;
  case TABLES: break;
  }
  return (struct graph_range){};
}

static const char *label_of(const uint8_t *region, uint32_t row) {
  return graph_string(region, graph_cell(region, row)->label);
}

// graph_check has seen each of these rows.
static void read_item(const uint8_t *region, enum table table, uint32_t index, struct item *item) {
  uint32_t name = 0;
  char *rest = item->rest;
  size_t size = sizeof item->rest;
  if (table == EXPORT) {
    const struct graph_export *export = graph_export(region, index);
    name = export->name;
    snprintf(rest, size, "%s", graph_kind_name(export->kind));
    item->hash = export->abi;
  } else if (table == IMPORT) {
    const struct graph_import *import = graph_import(region, index);
    name = import->name;
    snprintf(rest, size, "from %s", label_of(region, graph_export(region, import->export_index)->cell));
    item->hash = import->abi;
  } else if (table == DEPENDENCY) {
    const struct graph_dep *dep = graph_dep(region, index);
    name = dep->label;
    if (strcmp(label_of(region, dep->provider), graph_string(region, name)) != 0)
      snprintf(rest, size, "which is %s", label_of(region, dep->provider));
  } else if (table == PROVIDES) {
    name = graph_provides(region, index)->label;
  } else if (table == STATE) {
    const struct graph_state *state = graph_state(region, index);
    name = state->name;
    snprintf(rest, size, "%s, %llu bytes%s", graph_string(region, state->type), (unsigned long long)state->size,
             state->cpu ? ", one for each CPU" : "");
    item->hash = state->schema;
  } else {
    const struct graph_ops *ops = graph_ops(region, index);
    name = ops->name;
    snprintf(rest, size, "%s, %u bytes", graph_string(region, ops->type), ops->size);
    item->hash = ops->schema;
  }
  item->name = graph_string(region, name);
}

static int compare(const void *a, const void *b) {
  const struct item *left = a, *right = b;
  int names = strcmp(left->name, right->name);
  if (names != 0) return names;
  int rests = strcmp(left->rest, right->rest);
  return rests != 0 ? rests : (left->hash > right->hash) - (left->hash < right->hash);
}

// Sorted, each once: a function may be imported by two slots.
static struct items read_items(const struct image *image, uint32_t node, enum table table) {
  struct graph_range range = range_of(walk_cell(&image->walk, node), table);
  struct items items = {calloc(range.count + 1, sizeof(struct item)), 0};
  if (items.items == NULL) tool_fail("no memory");
  for (uint32_t i = 0; i < range.count; i++)
    read_item(image->region, table, range.first + i, &items.items[i]);
  qsort(items.items, range.count, sizeof(struct item), compare);
  for (uint32_t i = 0; i < range.count; i++)
    if (i == 0 || compare(&items.items[i], &items.items[items.count - 1]) != 0)
      items.items[items.count++] = items.items[i];
  return items;
}

static void print_item(char sign, enum table table, const struct item *item) {
  printf("    %c %s %s%s%s\n", sign, table_names[table], item->name, *item->rest == 0 ? "" : ", ", item->rest);
}

static void print_change(enum table table, const struct item *was, const struct item *is) {
  const char *what = table == STATE || table == OPS ? "its type" : "its declaration";
  if (strcmp(was->rest, is->rest) != 0)
    printf("    ~ %s %s, %s -> %s\n", table_names[table], was->name, *was->rest == 0 ? "itself" : was->rest,
           *is->rest == 0 ? "itself" : is->rest);
  else if (was->hash != is->hash)
    printf("    ~ %s %s, %s changed\n", table_names[table], was->name, what);
}

static void diff_table(const struct image *old, uint32_t old_node, const struct image *new, uint32_t new_node,
                       enum table table) {
  struct items before = read_items(old, old_node, table), after = read_items(new, new_node, table);
  uint32_t b = 0, a = 0;
  while (b < before.count || a < after.count) {
    const struct item *was = &before.items[b], *is = &after.items[a];
    int order = b == before.count ? 1 : a == after.count ? -1 : strcmp(was->name, is->name);
    if (order < 0)
      print_item('-', table, was), b++;
    else if (order > 0)
      print_item('+', table, is), a++;
    else
      print_change(table, was, is), b++, a++;
  }
  free(before.items);
  free(after.items);
}

static void diff_size(const char *what, uint64_t was, uint64_t is) {
  if (was != is) printf("    ~ %s %llu -> %llu bytes\n", what, (unsigned long long)was, (unsigned long long)is);
}

static void diff_cell(const struct image *old, uint32_t old_node, const struct image *new, uint32_t new_node) {
  const struct graph_cell *was = walk_cell(&old->walk, old_node), *is = walk_cell(&new->walk, new_node);
  printf("~ %s %s", walk_label(&old->walk, old_node), image_version(old, old_node));
  if (was->version == is->version)
    puts(", itself the same");
  else
    printf(" -> %s\n", image_version(new, new_node));
  if (was->revision != is->revision) printf("    ~ revision %u -> %u\n", was->revision, is->revision);
  diff_size("text", was->text_size, is->text_size);
  diff_size("read-only", was->read_size, is->read_size);
  diff_size("state", was->state_size, is->state_size);
  for (enum table table = 0; table < TABLES; table++)
    diff_table(old, old_node, new, new_node, table);
}

static uint32_t find(const struct image *image, const char *label) {
  for (uint32_t node = 0; node < image->walk.count; node++)
    if (strcmp(walk_label(&image->walk, node), label) == 0) return node;
  return GRAPH_NONE;
}

// The content is the same, and so is what it was linked against.
static bool is_same(const struct image *old, uint32_t old_node, const struct image *new, uint32_t new_node) {
  if (walk_cell(&old->walk, old_node)->version != walk_cell(&new->walk, new_node)->version) return false;
  struct items before = read_items(old, old_node, DEPENDENCY), after = read_items(new, new_node, DEPENDENCY);
  bool same = before.count == after.count;
  for (uint32_t i = 0; same && i < before.count; i++)
    same = compare(&before.items[i], &after.items[i]) == 0;
  free(before.items);
  free(after.items);
  return same;
}

static void diff_header(const struct image *old, const struct image *new) {
  const struct graph_header *was = graph_header(old->region), *is = graph_header(new->region);
  const char *old_platform = graph_string(old->region, was->platform),
             *new_platform = graph_string(new->region, is->platform);
  if (strcmp(image_name(old), image_name(new)) != 0) printf("~ image %s -> %s\n", image_name(old), image_name(new));
  if (strcmp(old_platform, new_platform) != 0) printf("~ platform %s -> %s\n", old_platform, new_platform);
}

static const struct graph_spare *find_spare(const struct image *image, const char *name) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(image->region, i)) != NULL; i++)
    if (strcmp(graph_string(image->region, spare->name), name) == 0) return spare;
  return NULL;
}

// Spares of `image` that `other` has not, or has in another version; changed: tell the latter too.
static uint32_t diff_spares(const struct image *image, const struct image *other, char sign, bool changed) {
  const struct graph_spare *spare;
  uint32_t count = 0;
  for (uint32_t i = 0; (spare = graph_spare(image->region, i)) != NULL; i++) {
    const char *name = graph_string(image->region, spare->name);
    const struct graph_spare *twin = find_spare(other, name);
    if (twin != NULL && (!changed || twin->version == spare->version)) continue;
    if (twin == NULL)
      printf("%c spare %s %08x\n", sign, name, (unsigned)(spare->version >> 32));
    else
      printf("~ spare %s %08x -> %08x\n", name, (unsigned)(twin->version >> 32), (unsigned)(spare->version >> 32));
    count++;
  }
  return count;
}

int tool_diff(const struct image *old, const struct image *new) {
  uint32_t added = 0, removed = 0, changed = 0, same = 0;
  diff_header(old, new);
  for (uint32_t i = 0; i < old->walk.count; i++) {
    uint32_t node = old->walk.order[i];
    if (find(new, walk_label(&old->walk, node)) != GRAPH_NONE) continue;
    printf("- %s %s\n", walk_label(&old->walk, node), image_version(old, node));
    removed++;
  }
  for (uint32_t i = 0; i < new->walk.count; i++) {
    uint32_t node = new->walk.order[i], was = find(old, walk_label(&new->walk, node));
    if (was == GRAPH_NONE) {
      printf("+ %s %s\n", walk_label(&new->walk, node), image_version(new, node));
      added++;
    } else if (is_same(old, was, new, node)) {
      same++;
    } else {
      diff_cell(old, was, new, node);
      changed++;
    }
  }
  uint32_t spares = diff_spares(old, new, '-', false) + diff_spares(new, old, '+', true);
  printf("%u added, %u removed, %u changed, %u the same\n", added, removed, changed, same);
  return added + removed + changed + spares == 0 ? TOOL_YES : TOOL_NO;
}
