// SPDX-License-Identifier: Apache-2.0
// The graph's tables by index. A row number from outside gives null, never a wild address.
#include "kernel/graph/graph.h"

const struct graph_header *graph_header(const uint8_t *region) {
  return (const struct graph_header *)region;
}

static const void *row(const uint8_t *region, enum region_area area, uint32_t index, uint64_t size) {
  if ((uint64_t)index * size + size > graph_header(region)->used[area]) return NULL;
  return region + region_span(area).offset + index * size;
}

uint32_t graph_cell_count(const uint8_t *region) {
  return (uint32_t)(graph_header(region)->used[REGION_CELLS] / sizeof(struct graph_cell));
}

const struct graph_cell *graph_cell(const uint8_t *region, uint32_t index) {
  return row(region, REGION_CELLS, index, sizeof(struct graph_cell));
}
const struct graph_export *graph_export(const uint8_t *region, uint32_t index) {
  return row(region, REGION_EXPORTS, index, sizeof(struct graph_export));
}
const struct graph_import *graph_import(const uint8_t *region, uint32_t index) {
  return row(region, REGION_IMPORTS, index, sizeof(struct graph_import));
}
const struct graph_dep *graph_dep(const uint8_t *region, uint32_t index) {
  return row(region, REGION_DEPS, index, sizeof(struct graph_dep));
}
const struct graph_provides *graph_provides(const uint8_t *region, uint32_t index) {
  return row(region, REGION_PROVIDES, index, sizeof(struct graph_provides));
}
const struct graph_gate *graph_gate(const uint8_t *region, uint32_t index) {
  return row(region, REGION_GATES, index, sizeof(struct graph_gate));
}
const struct graph_state *graph_state(const uint8_t *region, uint32_t index) {
  return row(region, REGION_STATES, index, sizeof(struct graph_state));
}
const struct graph_ops *graph_ops(const uint8_t *region, uint32_t index) {
  return row(region, REGION_OPSES, index, sizeof(struct graph_ops));
}
const struct graph_symbol *graph_symbol(const uint8_t *region, uint32_t index) {
  return row(region, REGION_SYMBOLS, index, sizeof(struct graph_symbol));
}
const struct graph_spare *graph_spare(const uint8_t *region, uint32_t index) {
  return row(region, REGION_SPARES, index, sizeof(struct graph_spare));
}

const char *graph_string(const uint8_t *region, uint32_t offset) {
  if (offset >= graph_header(region)->used[REGION_STRINGS]) return "";
  return (const char *)region + region_span(REGION_STRINGS).offset + offset;
}

const char *graph_kind_name(uint32_t kind) {
  switch (kind) {
  case GRAPH_READ: return "READ";
  case GRAPH_ATOMIC: return "ATOMIC";
  case GRAPH_STEPS: return "STEPS";
  case GRAPH_RAW: return "RAW";
  case GRAPH_CALLBACK: return "callback";
  }
  return "?";
}
