// SPDX-License-Identifier: Apache-2.0
// tell: prints with the console, in the order of floors and labels.
#include "cells/shell/commands/graph/tell/tell.h"

#include "cells/shell/commands/graph/names/names.h"
#include "cells/shell/commands/graph/wrap/wrap.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

enum { INDENT = 34 };  // of functions behind labels

bool tell_start(struct walk *walk) {
  if (walk_start(graph_running(), walk) == OK) return true;
  console_print("more than %d cells are live; this command counts no further\n", WALK_CELLS);
  return false;
}

uint32_t tell_find(const struct walk *walk, const char *name) {
  uint32_t node = names_find(walk, name), cursor = 0, other;
  if (node == GRAPH_NONE) {
    uint32_t nearest = names_nearest(walk, name);
    if (nearest == GRAPH_NONE)
      console_print("no cell is called '%s'; `cells` lists all\n", name);
    else
      console_print("no cell is called '%s'; did you mean %s?\n", name, walk_label(walk, nearest));
    return GRAPH_NONE;
  }
  while ((other = names_also(walk, name, node, &cursor)) != GRAPH_NONE)
    console_print("(%s is called so too)\n", walk_label(walk, other));
  return node;
}

static void add(struct wrap *wrap, const char *word) {
  if (wrap_add(wrap, word)) return;
  console_print("%s\n", wrap->line);
  wrap_next(wrap, word);
}

// How `user` names `provider` among its dependencies; null: the provider's own label, or not at all.
static const char *interface_of(const struct walk *walk, uint32_t user, uint32_t provider) {
  uint32_t cursor = 0, found;
  const char *declared;
  while (walk_dep(walk, user, &cursor, &found, &declared))
    if (found == provider && !text_equal(declared, walk_label(walk, provider))) return declared;
  return NULL;
}

void tell_functions(const struct walk *walk, uint32_t other, uint32_t user, uint32_t provider, bool as) {
  char heading[WRAP_WIDTH];
  struct wrap wrap;
  uint32_t cursor = 0;
  const char *interface = as ? interface_of(walk, user, provider) : NULL;
  if (interface == NULL)
    text_format(heading, sizeof heading, "  %s", walk_label(walk, other));
  else
    text_format(heading, sizeof heading, "  %s, as %s", walk_label(walk, other), interface);
  wrap_start(&wrap, heading, INDENT);
  for (const char *name; (name = walk_import(walk, user, provider, &cursor)) != NULL;)
    add(&wrap, name);
  if (wrap.words == 0) add(&wrap, "(no function of it)");
  console_print("%s\n", wrap.line);
}

void tell_labels(const struct walk *walk, const struct walk_set *set) {
  struct wrap wrap;
  wrap_start(&wrap, "", 2);
  for (uint32_t i = 0; i < walk->count; i++)
    if (walk_has(set, walk->order[i])) add(&wrap, walk_label(walk, walk->order[i]));
  console_print("%s\n", wrap.line);
}

void tell_end(const struct walk *walk) {
  if (walk_is_old(walk)) console_print("(a swap changed the graph meanwhile: ask again)\n");
}
