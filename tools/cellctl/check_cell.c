// SPDX-License-Identifier: Apache-2.0
// One cell that no swap has touched: addresses, exports, imports with the words of their slots, state, ops tables, symbols.
#include "tools/cellctl/check_cell.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

// A comparison of one cell.
struct pair {
  const struct check *check;
  const struct graph_cell *was, *is;
  const char *label;
  uint32_t found;
};

[[gnu::format(printf, 2, 3)]] static void differ(struct pair *pair, const char *format, ...) {
  va_list arguments;
  fprintf(pair->check->out, "%s: ", pair->label);
  va_start(arguments, format);
  vfprintf(pair->check->out, format, arguments);
  va_end(arguments);
  fputc('\n', pair->check->out);
  pair->found++;
}

static void number(struct pair *pair, const char *what, const char *name, uint64_t was, uint64_t is) {
  if (was != is)
    differ(pair, "%s %s: 0x%" PRIx64 " in the image, 0x%" PRIx64 " in the running system", name, what, was, is);
}

static void text(struct pair *pair, const char *what, uint32_t was, uint32_t is) {
  const char *a = graph_string(pair->check->image, was), *b = graph_string(pair->check->running, is);
  if (strcmp(a, b) != 0) differ(pair, "%s: %s in the image, %s in the running system", what, a, b);
}

// How many rows both have; a line when one has more.
static uint32_t rows(struct pair *pair, const char *what, struct graph_range was, struct graph_range is) {
  number(pair, "in number", what, was.count, is.count);
  return was.count < is.count ? was.count : is.count;
}

static uint64_t word_at(const uint8_t *region, uint64_t address) {
  uint64_t word;
  memcpy(&word, region + (address - REGION_BASE), sizeof word);
  return word;
}

static void compare_exports(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "exports", pair->was->exports, pair->is->exports);
  for (uint32_t i = 0; i < count; i++) {
    const struct graph_export *was = graph_export(check->image, pair->was->exports.first + i);
    const struct graph_export *is = graph_export(check->running, pair->is->exports.first + i);
    const char *name = graph_string(check->image, was->name);
    text(pair, "export", was->name, is->name);
    number(pair, "kind", name, was->kind, is->kind);
    number(pair, "address", name, was->address, is->address);
    number(pair, "ABI", name, was->abi, is->abi);
    if (was->gate == GRAPH_NONE) continue;  // a swap may have made one since
    if (is->gate == GRAPH_NONE) {
      differ(pair, "%s has a gate in the image, and none in the running system", name);
      continue;
    }
    const struct graph_gate *gate = graph_gate(check->image, was->gate), *now = graph_gate(check->running, is->gate);
    number(pair, "gate", name, gate->address, now->address);
    number(pair, "gate's form", name, gate->form, now->form);
    number(pair, "gate's target", name, word_at(check->image, gate->target), word_at(check->running, now->target));
  }
}

static const char *provider_of(const uint8_t *region, const struct graph_import *import) {
  const struct graph_export *bound = graph_export(region, import->export_index);
  return graph_string(region, graph_cell(region, bound->cell)->label);
}

// The word that an import's slot has to hold.
static uint64_t meant(const uint8_t *region, const struct graph_import *import) {
  const struct graph_export *bound = graph_export(region, import->export_index);
  const struct graph_gate *gate = graph_gate(region, bound->gate);
  return import->form == GRAPH_BY_GATE && gate != NULL ? gate->address : bound->address;
}

static bool is_kept(const struct graph_cell *cell, uint64_t slot) {
  uint64_t ops = REGION_BASE + region_span(REGION_OPS).offset;
  return slot - cell->read_address < cell->read_size || slot - ops < region_span(REGION_OPS).size;
}

static void compare_imports(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "imports", pair->was->imports, pair->is->imports);
  for (uint32_t i = 0; i < count; i++) {
    const struct graph_import *was = graph_import(check->image, pair->was->imports.first + i);
    const struct graph_import *is = graph_import(check->running, pair->is->imports.first + i);
    const char *name = graph_string(check->image, was->name), *provider = provider_of(check->image, was);
    text(pair, "import", was->name, is->name);
    number(pair, "form", name, was->form, is->form);
    number(pair, "slot", name, was->slot, is->slot);
    number(pair, "ABI", name, was->abi, is->abi);
    bool swapped = check_is_swapped(check->image, check->running, provider);
    if (!swapped && strcmp(provider, provider_of(check->running, is)) != 0)
      differ(pair, "%s comes from %s in the image, and from %s in the running system", name, provider,
             provider_of(check->running, is));
    if (!is_kept(pair->is, is->slot)) continue;  // in state, and written since
    uint64_t holds = word_at(check->running, is->slot);
    if (!swapped) number(pair, "slot's word", name, word_at(check->image, was->slot), holds);
    // An ops table holds the address plus an offset that only the image knows.
    if (swapped && is->slot - pair->is->read_address < pair->is->read_size && holds != meant(check->running, is))
      differ(pair, "%s slot's word: 0x%" PRIx64 ", and what it is bound to lies at 0x%" PRIx64, name, holds,
             meant(check->running, is));
  }
}

static void compare_edges(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "dependencies", pair->was->deps, pair->is->deps);
  for (uint32_t i = 0; i < count; i++)
    text(pair, "dependency", graph_dep(check->image, pair->was->deps.first + i)->label,
         graph_dep(check->running, pair->is->deps.first + i)->label);
  count = rows(pair, "provided interfaces", pair->was->provides, pair->is->provides);
  for (uint32_t i = 0; i < count; i++)
    text(pair, "provided interface", graph_provides(check->image, pair->was->provides.first + i)->label,
         graph_provides(check->running, pair->is->provides.first + i)->label);
}

static void compare_states(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "state objects", pair->was->states, pair->is->states);
  for (uint32_t i = 0; i < count; i++) {
    const struct graph_state *was = graph_state(check->image, pair->was->states.first + i);
    const struct graph_state *is = graph_state(check->running, pair->is->states.first + i);
    const char *name = graph_string(check->image, was->name);
    text(pair, "state", was->name, is->name);
    text(pair, "type of state", was->type, is->type);
    number(pair, "address", name, was->address, is->address);
    number(pair, "size", name, was->size, is->size);
    number(pair, "is a CPU's", name, was->cpu, is->cpu);
    number(pair, "schema", name, was->schema, is->schema);
  }
}

// Whether the word is bound to a cell that a swap replaced.
static bool is_rebound(const struct pair *pair, uint64_t address) {
  const struct check *check = pair->check;
  for (uint32_t i = 0; i < pair->was->imports.count; i++) {
    const struct graph_import *import = graph_import(check->image, pair->was->imports.first + i);
    if (import->slot == address)
      return check_is_swapped(check->image, check->running, provider_of(check->image, import));
  }
  return false;
}

static void compare_ops(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "ops tables", pair->was->opses, pair->is->opses);
  for (uint32_t i = 0; i < count; i++) {
    const struct graph_ops *was = graph_ops(check->image, pair->was->opses.first + i);
    const struct graph_ops *is = graph_ops(check->running, pair->is->opses.first + i);
    const char *name = graph_string(check->image, was->name);
    text(pair, "ops table", was->name, is->name);
    text(pair, "type of ops table", was->type, is->type);
    number(pair, "schema", name, was->schema, is->schema);
    number(pair, "address", name, was->address, is->address);
    number(pair, "size", name, was->size, is->size);
    if (was->address != is->address || was->size != is->size) continue;
    for (uint32_t at = 0; at + 8 <= was->size; at += 8) {
      char what[32];
      snprintf(what, sizeof what, "word at %u", at);
      if (!is_rebound(pair, was->address + at))
        number(pair, what, name, word_at(check->image, was->address + at), word_at(check->running, was->address + at));
    }
  }
}

static void compare_symbols(struct pair *pair) {
  const struct check *check = pair->check;
  uint32_t count = rows(pair, "symbols", pair->was->symbols, pair->is->symbols);
  for (uint32_t i = 0; i < count; i++) {
    const struct graph_symbol *was = graph_symbol(check->image, pair->was->symbols.first + i);
    const struct graph_symbol *is = graph_symbol(check->running, pair->is->symbols.first + i);
    const char *name = graph_string(check->image, was->name);
    text(pair, "symbol", was->name, is->name);
    number(pair, "offset in the text", name, was->offset, is->offset);
    number(pair, "size", name, was->size, is->size);
  }
}

uint32_t check_cell(const struct check *check, const struct graph_cell *was, const struct graph_cell *is) {
  struct pair pair = {.check = check, .was = was, .is = is, .label = graph_string(check->image, was->label)};
  number(&pair, "of its read-only pages", "address", was->read_address, is->read_address);
  number(&pair, "of its read-only pages", "size", was->read_size, is->read_size);
  number(&pair, "of its text", "address", was->text_address, is->text_address);
  number(&pair, "of its text", "size", was->text_size, is->text_size);
  number(&pair, "of its state", "address", was->state_address, is->state_address);
  number(&pair, "of its state", "size", was->state_size, is->state_size);
  number(&pair, "number", "revision", was->revision, is->revision);
  number(&pair, "policy", "restart", was->restart, is->restart);
  compare_exports(&pair);
  compare_imports(&pair);
  compare_edges(&pair);
  compare_states(&pair);
  compare_ops(&pair);
  compare_symbols(&pair);
  return pair.found;
}
