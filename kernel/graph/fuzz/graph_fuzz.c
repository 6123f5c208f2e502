// SPDX-License-Identifier: Apache-2.0
// Damages a valid graph and asks it everything. Whatever graph_check lets pass must be safe to read; the sanitizer watches.
//
// The input is a list of changes of four bytes: area, offset (16 bits), value to exclusive-or.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/graph/fuzz/small_graph.h"
#include "kernel/graph/graph.h"

enum { DAMAGED_BYTES = 1024, CHANGE = 4 };

static uint8_t *region;
static volatile size_t seen;  // so that no query is optimised away

static uint8_t *new_region(void) {
  uint8_t *memory = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) abort();
  return memory;
}

static void see(const char *text) {
  seen += strlen(text);
}

static void ask_about_cell(const struct graph_cell *cell) {
  see(graph_string(region, cell->label));
  graph_find(region, graph_string(region, cell->label));
  for (uint32_t i = 0; i < cell->exports.count; i++)
    see(graph_string(region, graph_export(region, cell->exports.first + i)->name));
  for (uint32_t i = 0; i < cell->deps.count; i++) {
    const struct graph_dep *dep = graph_dep(region, cell->deps.first + i);
    see(graph_string(region, graph_cell(region, dep->provider)->label));
    graph_provider(region, graph_string(region, dep->label));
  }
  for (uint64_t at = cell->text_address - 1; at <= cell->text_address + cell->text_size; at += 7) {
    uint32_t holder;
    const char *name;
    uint64_t offset;
    if (graph_symbol_at(region, at, &holder, &name, &offset) == OK) see(name);
  }
}

static void ask_everything(void) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    ask_about_cell(cell);
  uint32_t cursor = 0, owner, holder;
  uint64_t offset;
  const uint8_t *table;
  const char *name;
  while ((table = graph_ops_next(region, "struct shell_command", &cursor, &owner)) != NULL)
    seen += table[0];
  if (graph_symbol_at(region, graph_header(region)->entry, &holder, &name, &offset) == OK) see(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint8_t whole[REGION_AREAS][DAMAGED_BYTES];
  if (region == NULL) {
    region = new_region();
    small_graph_write(region);
    for (enum region_area area = 0; area < REGION_AREAS; area++)
      memcpy(whole[area], region + region_span(area).offset, DAMAGED_BYTES);
  }
  for (size_t i = 0; i + CHANGE <= size; i += CHANGE)
    region[region_span(data[i] % REGION_AREAS).offset + (data[i + 1] | data[i + 2] << 8) % DAMAGED_BYTES] ^=
        data[i + 3];
  char why[80];
  if (graph_check(region, why, sizeof why) == OK) ask_everything();
  for (enum region_area area = 0; area < REGION_AREAS; area++)
    memcpy(region + region_span(area).offset, whole[area], DAMAGED_BYTES);
  return 0;
}
