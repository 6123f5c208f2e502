// SPDX-License-Identifier: Apache-2.0
// Questions to the graph: by label, by address, by the type of an ops table.
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"

uint32_t graph_provider(const uint8_t *region, const char *label) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    if (!(cell->flags & GRAPH_LIVE)) continue;
    if (text_equal(graph_string(region, cell->label), label)) return i;
    for (uint32_t k = 0; k < cell->provides.count; k++) {
      const struct graph_provides *provides = graph_provides(region, cell->provides.first + k);
      if (provides != NULL && text_equal(graph_string(region, provides->label), label)) return i;
    }
  }
  return GRAPH_NONE;
}

// Whether `label` ends in /name or :name. Most labels differ in the last characters.
static bool is_short_for(const char *name, size_t length, const char *label) {
  size_t whole = text_length(label);
  if (length == 0 || length >= whole) return false;
  const char *end = label + whole - length;
  for (size_t i = length; i > 0; i--)
    if (end[i - 1] != name[i - 1]) return false;
  return end[-1] == '/' || end[-1] == ':';
}

uint32_t graph_find(const uint8_t *region, const char *label) {
  uint32_t found = GRAPH_NONE, count = 0;
  size_t length = text_length(label);
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    if (!(cell->flags & GRAPH_LIVE)) continue;
    const char *own = graph_string(region, cell->label);
    if (text_equal(own, label)) return i;
    if (!is_short_for(label, length, own)) continue;
    found = i;
    count++;
  }
  return count == 1 ? found : GRAPH_NONE;
}

uint32_t graph_find_spare(const uint8_t *region, const char *name) {
  uint32_t found = GRAPH_NONE, count = 0;
  size_t length = text_length(name);
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(region, i)) != NULL; i++) {
    const char *own = graph_string(region, spare->name);
    if (text_equal(own, name)) return i;
    if (!is_short_for(name, length, own)) continue;
    found = i;
    count++;
  }
  return count == 1 ? found : GRAPH_NONE;
}

const char *graph_short_label(const char *label) {
  const char *last = label;
  for (const char *at = label; *at != 0; at++)
    if ((*at == '/' || *at == ':') && at[1] != 0) last = at + 1;
  return last;
}

uint32_t graph_cell_at(const uint8_t *region, uint64_t address) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    if (address - cell->text_address < cell->text_size) return i;
  return GRAPH_NONE;
}

static status_t symbol_of_gate(const uint8_t *region, uint64_t offset_in_area, uint32_t *cell, const char **name,
                               uint64_t *offset) {
  const struct graph_gate *gate = graph_gate(region, (uint32_t)(offset_in_area / 32));
  const struct graph_export *target = gate == NULL ? NULL : graph_export(region, gate->export_index);
  if (target == NULL) return NOT_FOUND;
  *cell = target->cell;
  *name = graph_string(region, target->name);
  *offset = offset_in_area % 32;
  return OK;
}

status_t graph_symbol_at(const uint8_t *region, uint64_t address, uint32_t *cell, const char **name, uint64_t *offset) {
  struct region_span gates = region_span(REGION_GATE);
  uint64_t in_gates = address - REGION_BASE - gates.offset;
  if (in_gates < gates.size) return symbol_of_gate(region, in_gates, cell, name, offset);
  uint32_t index = graph_cell_at(region, address);
  if (index == GRAPH_NONE) return NOT_FOUND;
  const struct graph_cell *holder = graph_cell(region, index);
  uint32_t at = (uint32_t)(address - holder->text_address);
  uint32_t low = 0, high = holder->symbols.count;  // the last symbol at or before `at` is in [low - 1, high)
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const struct graph_symbol *symbol = graph_symbol(region, holder->symbols.first + middle);
    if (symbol != NULL && symbol->offset <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const struct graph_symbol *symbol = low == 0 ? NULL : graph_symbol(region, holder->symbols.first + low - 1);
  *cell = index;
  *name = symbol == NULL ? "" : graph_string(region, symbol->name);
  *offset = symbol == NULL ? at : at - symbol->offset;
  return OK;
}

const void *graph_ops_next(const uint8_t *region, const char *type, uint32_t *cursor, uint32_t *cell) {
  const struct graph_ops *ops;
  uint32_t at = *cursor;  // stored once: inside a transaction each store is a record
  for (; (ops = graph_ops(region, at)) != NULL; at++) {
    const struct graph_cell *owner = graph_cell(region, ops->cell);
    if (owner != NULL && (owner->flags & GRAPH_LIVE) && text_equal(graph_string(region, ops->type), type)) break;
  }
  *cursor = ops == NULL ? at : at + 1;
  if (ops == NULL) return NULL;
  if (cell != NULL) *cell = ops->cell;
  return region + (ops->address - REGION_BASE);
}

size_t graph_tell_address(const uint8_t *region, uint64_t address, char *text, uint32_t size) {
  const struct graph_state *state;
  for (uint32_t i = 0; (state = graph_state(region, i)) != NULL; i++) {
    const struct graph_cell *cell = graph_cell(region, state->cell);
    if (address - state->address >= state->size || cell == NULL || !(cell->flags & GRAPH_LIVE)) continue;
    return text_format(text, size, "%s %s+0x%lx", graph_string(region, cell->label), graph_string(region, state->name),
                       address - state->address);
  }
  return text_format(text, size, "0x%lx", address);
}
