// SPDX-License-Identifier: Apache-2.0
// Who depends on whom, and by what.
#include <string.h>

#include "cells/shell/commands/graph/wrap/wrap.h"
#include "tools/graph/tool.h"

enum { INDENT = 34 };  // of lists behind labels

static void add(struct wrap *wrap, const char *word) {
  if (wrap_add(wrap, word)) return;
  puts(wrap->line);
  wrap_next(wrap, word);
}

// How `user` names `provider` in its dependencies: the interface's label, or the provider's own.
static const char *declared_as(const struct walk *walk, uint32_t user, uint32_t provider) {
  uint32_t cursor = 0, found;
  const char *declared;
  while (walk_dep(walk, user, &cursor, &found, &declared))
    if (found == provider) return declared;
  return NULL;
}

// heading, and the functions of `provider` that `user` imports.
static void print_functions(const struct walk *walk, const char *heading, uint32_t user, uint32_t provider) {
  struct wrap wrap;
  uint32_t cursor = 0;
  wrap_start(&wrap, heading, INDENT);
  for (const char *name; (name = walk_import(walk, user, provider, &cursor)) != NULL;)
    add(&wrap, name);
  if (wrap.words == 0) add(&wrap, "(no function of it)");
  puts(wrap.line);
}

static void print_step(const struct walk *walk, uint32_t user, uint32_t provider) {
  char heading[WRAP_WIDTH];
  const char *label = walk_label(walk, provider), *declared = declared_as(walk, user, provider);
  if (declared == NULL || strcmp(declared, label) == 0)
    snprintf(heading, sizeof heading, "  %s", label);
  else
    snprintf(heading, sizeof heading, "  %s, as %s", label, declared);
  print_functions(walk, heading, user, provider);
}

static void print_labels(const struct walk *walk, const char *heading, const struct walk_set *set) {
  struct wrap wrap;
  puts(heading);
  wrap_start(&wrap, "", 2);
  for (uint32_t i = 0; i < walk->count; i++)
    if (walk_has(set, walk->order[i])) add(&wrap, walk_label(walk, walk->order[i]));
  puts(wrap.line);
}

// The direct dependencies by which `from` gets to `to`.
static void print_ways(const struct walk *walk, uint32_t from, uint32_t to) {
  struct walk_set above = {}, direct = {}, ways = {};
  uint32_t cursor = 0, provider;
  const char *declared;
  walk_put(&above, to);
  walk_reach(walk, &above, true);
  while (walk_dep(walk, from, &cursor, &provider, &declared)) {
    walk_put(&direct, provider);
    if (walk_has(&above, provider)) walk_put(&ways, provider);
  }
  char heading[WRAP_WIDTH];
  snprintf(heading, sizeof heading, "%u of its %u dependencies lead there:", walk_size(&ways), walk_size(&direct));
  print_labels(walk, heading, &ways);
}

int tool_why(const struct image *image, const char *from_name, const char *to_name) {
  const struct walk *walk = &image->walk;
  uint32_t from = image_cell(image, from_name), to = image_cell(image, to_name), path[WALK_STEPS + 1];
  if (from == to) {
    printf("%s is one cell\n", walk_label(walk, from));
    return TOOL_YES;
  }
  uint32_t steps = walk_path(walk, from, to, path);
  if (steps == 0 && walk_depends(walk, from, to)) {
    printf("%s depends on %s in more than %d steps\n", walk_label(walk, from), walk_label(walk, to), WALK_STEPS);
    return TOOL_YES;
  }
  if (steps == 0) {
    printf("%s does not depend on %s\n", walk_label(walk, from), walk_label(walk, to));
    return TOOL_NO;
  }
  puts(walk_label(walk, from));
  for (uint32_t i = 0; i < steps; i++)
    print_step(walk, path[i], path[i + 1]);
  print_ways(walk, from, to);
  return TOOL_YES;
}

int tool_dependents(const struct image *image, const char *name) {
  const struct walk *walk = &image->walk;
  uint32_t cell = image_cell(image, name), direct = 0;
  struct walk_set gone = {}, others = {}, left;
  char heading[WRAP_WIDTH];
  walk_put(&gone, cell);
  walk_reach(walk, &gone, true);
  printf("%s%s\n", walk_label(walk, cell), walk_size(&gone) == 1 ? ": nobody depends on it" : " is used by");
  for (uint32_t i = 0; i < walk->count; i++) {
    uint32_t user = walk->order[i];
    if (user == cell || !walk_has(&gone, user)) continue;
    if (declared_as(walk, user, cell) == NULL) {
      walk_put(&others, user);
      continue;
    }
    snprintf(heading, sizeof heading, "  %s", walk_label(walk, user));
    print_functions(walk, heading, user, cell);
    direct++;
  }
  if (walk_size(&others) > 0) print_labels(walk, "and, through these, by", &others);
  printf("%u directly, %u in all, of %u cells\n", direct, walk_size(&gone) - 1, walk->count);
  walk_left_behind(walk, &gone, &left);
  if (walk_size(&left) > 0)
    print_labels(walk, walk_size(&gone) == 1 ? "without it nobody would need" : "without it and them nobody would need",
                 &left);
  return TOOL_YES;
}
