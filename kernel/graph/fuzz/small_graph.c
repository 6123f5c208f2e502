// SPDX-License-Identifier: Apache-2.0
// Writes the rows by hand: cell 0 exports a function with a gate, cell 1 imports it, has state and an ops table.
#include "kernel/graph/fuzz/small_graph.h"

#include <string.h>

#include "kernel/graph/graph.h"

static uint32_t add_string(uint8_t *region, const char *text) {
  struct graph_header *header = (struct graph_header *)region;
  uint32_t at = (uint32_t)header->used[REGION_STRINGS];
  memcpy(region + region_span(REGION_STRINGS).offset + at, text, strlen(text) + 1);
  header->used[REGION_STRINGS] += strlen(text) + 1;
  return at;
}

static void add_row(uint8_t *region, enum region_area area, const void *row, uint64_t size) {
  struct graph_header *header = (struct graph_header *)region;
  memcpy(region + region_span(area).offset + header->used[area], row, size);
  header->used[area] += size;
}

static uint64_t address(enum region_area area, uint64_t offset) {
  return REGION_BASE + region_span(area).offset + offset;
}

static void add_cells(uint8_t *region) {
  struct graph_cell first = {.label = add_string(region, "//kernel/first"),
                             .flags = GRAPH_LIVE | GRAPH_NUCLEUS,
                             .version = 1,
                             .read_address = address(REGION_CELL, 0),
                             .read_size = 64,
                             .text_address = address(REGION_CELL, 4096),
                             .text_size = 64,
                             .state_address = address(REGION_STATE, 0),
                             .exports = {0, 1},
                             .provides = {0, 1},
                             .symbols = {0, 2}};
  struct graph_cell second = {.label = add_string(region, "//kernel/second"),
                              .flags = GRAPH_LIVE,
                              .version = 2,
                              .read_address = address(REGION_CELL, 8192),
                              .read_size = 64,
                              .text_address = address(REGION_CELL, 12288),
                              .text_size = 32,
                              .state_address = address(REGION_STATE, 0),
                              .state_size = 64,
                              .exports = {1, 0},
                              .imports = {0, 1},
                              .deps = {0, 1},
                              .states = {0, 1},
                              .opses = {0, 1}};
  add_row(region, REGION_CELLS, &first, sizeof first);
  add_row(region, REGION_CELLS, &second, sizeof second);
}

static void add_functions(uint8_t *region) {
  uint32_t name = add_string(region, "first_call");
  uint64_t target = address(REGION_CELL, 4096 + 16);
  struct graph_export export = {.name = name, .cell = 0, .kind = GRAPH_STEPS, .gate = 0, .address = target};
  struct graph_gate gate = {.export_index = 0,
                            .form = GRAPH_GATE_REQUEST,
                            .address = address(REGION_GATE, 16),
                            .target = address(REGION_TARGETS, 0)};
  struct graph_import import = {
      .name = name, .cell = 1, .export_index = 0, .form = GRAPH_BY_GATE, .slot = address(REGION_CELL, 8192 + 8)};
  struct graph_symbol symbols[2] = {{add_string(region, "helper"), 0, 16}, {name, 16, 48}};
  add_row(region, REGION_EXPORTS, &export, sizeof export);
  add_row(region, REGION_GATES, &gate, sizeof gate);
  add_row(region, REGION_TARGETS, &target, sizeof target);
  add_row(region, REGION_IMPORTS, &import, sizeof import);
  add_row(region, REGION_SYMBOLS, symbols, sizeof symbols);
}

static void add_objects(uint8_t *region) {
  struct graph_dep dep = {.cell = 1, .provider = 0, .label = add_string(region, "//kernel/interface")};
  struct graph_provides provides = {.cell = 0, .label = dep.label};
  struct graph_state state = {.name = add_string(region, "count"),
                              .type = add_string(region, "uint64_t"),
                              .cell = 1,
                              .address = address(REGION_STATE, 0),
                              .size = 8};
  struct graph_ops ops = {.name = add_string(region, "second_command"),
                          .type = add_string(region, "struct shell_command"),
                          .cell = 1,
                          .size = 16,
                          .address = address(REGION_OPS, 0)};
  add_row(region, REGION_DEPS, &dep, sizeof dep);
  add_row(region, REGION_PROVIDES, &provides, sizeof provides);
  add_row(region, REGION_STATES, &state, sizeof state);
  add_row(region, REGION_OPSES, &ops, sizeof ops);
}

void small_graph_write(uint8_t *region) {
  struct graph_header *header = (struct graph_header *)region;
  *header = (struct graph_header){.magic = GRAPH_MAGIC, .layout = GRAPH_LAYOUT};
  header->used[REGION_HEADER] = sizeof *header;
  header->used[REGION_CELL] = 16384;
  header->used[REGION_STATE] = 64;
  header->used[REGION_GATE] = 32;
  header->used[REGION_OPS] = 16;
  add_string(region, "");
  header->image = add_string(region, "//images:small");
  header->platform = add_string(region, "//platforms:none");
  header->entry = address(REGION_GATE, 16);
  add_cells(region);
  add_functions(region);
  add_objects(region);
}
