// SPDX-License-Identifier: Apache-2.0
// names: compares what was typed with labels.
#include "cells/shell/commands/graph/names/names.h"

#include "cells/shell/words/words.h"
#include "kernel/base/text.h"

enum { SLIPS = 2 };  // of a finger, that still make a name near
enum match { LABEL, INTERFACE, LABEL_END, INTERFACE_END, MATCHES };

static bool fits(const char *name, const char *label, bool whole) {
  if (text_equal(label, name)) return true;
  size_t length = text_length(name), all = text_length(label);
  if (whole || length == 0 || length >= all || !text_ends(label, name)) return false;
  char before = label[all - length - 1];
  return before == '/' || before == ':';
}

static bool matches(const struct walk *walk, uint32_t node, const char *name, enum match match) {
  bool whole = match == LABEL || match == INTERFACE;
  if (match == LABEL || match == LABEL_END) return fits(name, walk_label(walk, node), whole);
  const struct graph_cell *cell = walk_cell(walk, node);
  for (uint32_t i = 0; cell != NULL && i < cell->provides.count; i++) {
    const struct graph_provides *provided = graph_provides(walk->region, cell->provides.first + i);
    if (provided != NULL && fits(name, graph_string(walk->region, provided->label), whole)) return true;
  }
  return false;
}

uint32_t names_find(const struct walk *walk, const char *name) {
  for (enum match match = LABEL; match < MATCHES; match++)
    for (uint32_t i = 0; i < walk->count; i++)
      if (matches(walk, walk->order[i], name, match)) return walk->order[i];
  return GRAPH_NONE;
}

uint32_t names_also(const struct walk *walk, const char *name, uint32_t node, uint32_t *cursor) {
  if (text_equal(walk_label(walk, node), name)) return GRAPH_NONE;
  while (*cursor < walk->count) {
    uint32_t other = walk->order[(*cursor)++];
    if (other != node && matches(walk, other, name, LABEL_END)) return other;
  }
  return GRAPH_NONE;
}

uint32_t names_nearest(const struct walk *walk, const char *name) {
  uint32_t nearest = GRAPH_NONE, best = SLIPS + 1;
  const char *typed = graph_short_label(name);
  size_t length = text_length(typed);
  for (uint32_t i = 0; i < walk->count; i++) {
    const char *part = graph_short_label(walk_label(walk, walk->order[i]));
    uint32_t slips = length >= 2 && text_starts(part, typed) ? 0 : words_distance(typed, part);
    if (slips < best && slips < length) nearest = walk->order[i], best = slips;
  }
  return nearest;
}

bool names_complete(const char *word, uint32_t index, char *text, uint32_t size) {
  // Straight over the rows: a walk for each candidate would sort all cells each time, and thousands of rows may be retired.
  const uint8_t *region = graph_running();
  const struct graph_cell *cells = graph_cell(region, 0);
  uint32_t count = graph_cell_count(region);
  for (uint32_t row = 0; row < count; row++) {
    if (!(cells[row].flags & GRAPH_LIVE) || index-- > 0) continue;
    const char *label = graph_string(region, cells[row].label);
    return text_copy(text, size, text_starts(word, "/") ? label : graph_short_label(label));
  }
  return false;
}
