// SPDX-License-Identifier: Apache-2.0
// Whether a graph holds together. An image may have been damaged on its way into memory; everything else here believes its rows.
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"

struct check {
  const uint8_t *region;
  const struct graph_header *header;
  uint32_t rows[REGION_AREAS];  // counted once: they are asked for with each row
  char *why;
  uint32_t size;
};

static const struct {
  enum region_area area;
  uint32_t row;
} tables[] = {
    {REGION_CELLS, sizeof(struct graph_cell)},
    {REGION_EXPORTS, sizeof(struct graph_export)},
    {REGION_IMPORTS, sizeof(struct graph_import)},
    {REGION_DEPS, sizeof(struct graph_dep)},
    {REGION_GATES, sizeof(struct graph_gate)},
    {REGION_PROVIDES, sizeof(struct graph_provides)},
    {REGION_STATES, sizeof(struct graph_state)},
    {REGION_OPSES, sizeof(struct graph_ops)},
    {REGION_SYMBOLS, sizeof(struct graph_symbol)},
    {REGION_SPARES, sizeof(struct graph_spare)},
    {REGION_TARGETS, 8},
};

static status_t bad(const struct check *check, const char *what, uint32_t row) {
  text_format(check->why, check->size, "the graph is damaged: %s %u", what, row);
  return CORRUPT;
}

static uint64_t used(const struct check *check, enum region_area area) {
  return check->header->used[area];
}

static uint32_t rows(const struct check *check, enum region_area area) {
  return check->rows[area];
}

// Whether [address, address + size) lies in the used part of an area.
static bool lies_in(const struct check *check, enum region_area area, uint64_t address, uint64_t size) {
  uint64_t offset = address - REGION_BASE - region_span(area).offset;
  return offset <= used(check, area) && size <= used(check, area) - offset;
}

static bool is_string(const struct check *check, uint32_t string) {
  return string < used(check, REGION_STRINGS);
}

static bool is_range(const struct check *check, enum region_area area, struct graph_range range) {
  uint32_t all = rows(check, area);
  return range.first <= all && range.count <= all - range.first;
}

static status_t check_header(const struct check *check) {
  const struct graph_header *header = check->header;
  if (header->magic != GRAPH_MAGIC || header->layout != GRAPH_LAYOUT)
    return bad(check, "no graph of layout", GRAPH_LAYOUT);
  for (enum region_area area = 0; area < REGION_AREAS; area++)
    if (header->used[area] > region_span(area).size) return bad(check, "too much is used of area", area);
  for (uint32_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
    if (header->used[tables[i].area] % tables[i].row != 0) return bad(check, "half a row in area", tables[i].area);
  uint64_t strings = header->used[REGION_STRINGS];
  const uint8_t *last = check->region + region_span(REGION_STRINGS).offset + strings - 1;
  if (strings == 0 || *last != 0) return bad(check, "no end of area", REGION_STRINGS);
  if (!is_string(check, header->image) || !is_string(check, header->platform))
    return bad(check, "the name in header", 0);
  return OK;
}

static status_t check_cell(const struct check *check, uint32_t index) {
  const struct graph_cell *cell = graph_cell(check->region, index);
  if (!is_string(check, cell->label)) return bad(check, "label of cell", index);
  if (!lies_in(check, REGION_CELL, cell->read_address, cell->read_size) ||
      !lies_in(check, REGION_CELL, cell->text_address, cell->text_size) ||
      !lies_in(check, REGION_STATE, cell->state_address, cell->state_size))
    return bad(check, "addresses of cell", index);
  if (!is_range(check, REGION_EXPORTS, cell->exports) || !is_range(check, REGION_IMPORTS, cell->imports) ||
      !is_range(check, REGION_DEPS, cell->deps) || !is_range(check, REGION_PROVIDES, cell->provides) ||
      !is_range(check, REGION_STATES, cell->states) || !is_range(check, REGION_OPSES, cell->opses) ||
      !is_range(check, REGION_SYMBOLS, cell->symbols))
    return bad(check, "rows of cell", index);
  if (cell->predecessor > index) return bad(check, "predecessor of cell", index);
  uint32_t before = 0;
  for (uint32_t i = 0; i < cell->symbols.count; i++) {
    const struct graph_symbol *symbol = graph_symbol(check->region, cell->symbols.first + i);
    if (!is_string(check, symbol->name) || symbol->offset < before || symbol->offset >= cell->text_size)
      return bad(check, "symbol", cell->symbols.first + i);
    before = symbol->offset;
  }
  return OK;
}

static status_t check_export(const struct check *check, uint32_t index) {
  const struct graph_export *export = graph_export(check->region, index);
  const struct graph_cell *cell = graph_cell(check->region, export->cell);
  if (cell == NULL || !is_string(check, export->name) || export->kind > GRAPH_CALLBACK ||
      export->arguments > GRAPH_ARGUMENTS)
    return bad(check, "export", index);
  if (export->address - cell->text_address >= cell->text_size) return bad(check, "address of export", index);
  if (export->gate != GRAPH_NONE && export->gate >= rows(check, REGION_GATES))
    return bad(check, "gate of export", index);
  return OK;
}

static status_t check_import(const struct check *check, uint32_t index) {
  const struct graph_import *import = graph_import(check->region, index);
  const struct graph_cell *cell = graph_cell(check->region, import->cell);
  if (cell == NULL || !is_string(check, import->name) || import->export_index >= rows(check, REGION_EXPORTS) ||
      import->form > GRAPH_BY_GATE)
    return bad(check, "import", index);
  bool own = import->slot >= cell->read_address && import->slot - cell->read_address + 8 <= cell->read_size;
  if (import->slot % 8 != 0 ||
      (!own && !lies_in(check, REGION_OPS, import->slot, 8) && !lies_in(check, REGION_STATE, import->slot, 8)))
    return bad(check, "slot of import", index);
  return OK;
}

static status_t check_gate(const struct check *check, uint32_t index) {
  const struct graph_gate *gate = graph_gate(check->region, index);
  const struct graph_export *export = graph_export(check->region, gate->export_index);
  if (export == NULL || export->gate != index || gate->form > GRAPH_GATE_REQUEST) return bad(check, "gate", index);
  // A gate has the same number in its table and in the area of code: so its address is named.
  if (gate->address != REGION_BASE + region_span(REGION_GATE).offset + index * UINT64_C(32) + 16 ||
      !lies_in(check, REGION_GATE, gate->address - 16, 32) || gate->target % 8 != 0 ||
      !lies_in(check, REGION_TARGETS, gate->target, 8))
    return bad(check, "address of gate", index);
  const uint64_t *target = (const uint64_t *)(check->region + (gate->target - REGION_BASE));
  return *target == export->address ? OK : bad(check, "target of gate", index);
}

static status_t check_dep(const struct check *check, uint32_t index) {
  const struct graph_dep *dep = graph_dep(check->region, index);
  bool holds = dep->cell < rows(check, REGION_CELLS) && dep->provider < rows(check, REGION_CELLS) &&
               is_string(check, dep->label);
  return holds ? OK : bad(check, "dependency", index);
}

static status_t check_provides(const struct check *check, uint32_t index) {
  const struct graph_provides *provides = graph_provides(check->region, index);
  bool holds = provides->cell < rows(check, REGION_CELLS) && is_string(check, provides->label);
  return holds ? OK : bad(check, "provided interface", index);
}

static status_t check_state(const struct check *check, uint32_t index) {
  const struct graph_state *state = graph_state(check->region, index);
  bool holds = state->cell < rows(check, REGION_CELLS) && is_string(check, state->name) &&
               is_string(check, state->type) && lies_in(check, REGION_STATE, state->address, state->size);
  return holds ? OK : bad(check, "state", index);
}

static status_t check_ops(const struct check *check, uint32_t index) {
  const struct graph_ops *ops = graph_ops(check->region, index);
  bool holds = ops->cell < rows(check, REGION_CELLS) && is_string(check, ops->name) && is_string(check, ops->type) &&
               lies_in(check, REGION_OPS, ops->address, ops->size);
  return holds ? OK : bad(check, "ops table", index);
}

static status_t check_spare(const struct check *check, uint32_t index) {
  const struct graph_spare *spare = graph_spare(check->region, index);
  bool holds = is_string(check, spare->name) && is_string(check, spare->label) &&
               lies_in(check, REGION_SPARE, spare->address, spare->size);
  return holds ? OK : bad(check, "spare", index);
}

static status_t check_row(const struct check *check, enum region_area area, uint32_t index) {
  switch (area) {
  case REGION_CELLS: return check_cell(check, index);
  case REGION_EXPORTS: return check_export(check, index);
  case REGION_IMPORTS: return check_import(check, index);
  case REGION_GATES: return check_gate(check, index);
  case REGION_DEPS: return check_dep(check, index);
  case REGION_PROVIDES: return check_provides(check, index);
  case REGION_STATES: return check_state(check, index);
  case REGION_OPSES: return check_ops(check, index);
  case REGION_SPARES: return check_spare(check, index);
  default: return OK;
  }
}

status_t graph_check(const uint8_t *region, char *why, uint32_t size) {
  struct check check = {.region = region, .header = graph_header(region), .why = why, .size = size};
  for (uint32_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
    check.rows[tables[t].area] = (uint32_t)(check.header->used[tables[t].area] / tables[t].row);
  status_t status = check_header(&check);
  for (uint32_t t = 0; t < sizeof tables / sizeof tables[0] && status == OK; t++)
    for (uint32_t i = 0; i < rows(&check, tables[t].area) && status == OK; i++)
      status = check_row(&check, tables[t].area, i);
  return status;
}
