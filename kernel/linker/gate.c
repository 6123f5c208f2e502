// SPDX-License-Identifier: Apache-2.0
// Gates: one stable entry per function whose address is taken or that is called as a request (docs/linker.md).
//
//   plain:    int3 x 11; mov $id, %eax (never run; holds the kcfi id 4 bytes before the entry)
//             entry: jmp *target(%rip); int3 to the end
//   request:  the same in front
//             entry: lea target(%rip), %r11; jmp nucleus_request; int3 to the end
#include "kernel/linker/internal.h"

enum { GATE_SIZE = 32, GATE_ENTRY = 16 };

static void put32(uint8_t *to, uint32_t value) {
  for (uint32_t i = 0; i < 4; i++)
    to[i] = (uint8_t)(value >> (8 * i));
}

// The kcfi type id that clang puts in front of a function; 0 for assembly that has none.
static uint32_t type_id(const uint8_t *region, const struct graph_export *export) {
  const struct graph_cell *cell = graph_cell(region, export->cell);
  if (export->address - cell->text_address < 5) return 0;
  const uint8_t *before = region + (export->address - REGION_BASE) - 5;
  if (before[0] != 0xb8) return 0;  // mov $id, %eax
  return before[1] | (uint32_t)before[2] << 8 | (uint32_t)before[3] << 16 | (uint32_t)before[4] << 24;
}

// Where the gate of such a function leads first.
static status_t request_code(const uint8_t *region, const struct graph_export *steps, uint64_t *address,
                             struct linker_error *error) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    if (!(cell->flags & GRAPH_NUCLEUS)) continue;
    for (uint32_t k = 0; k < cell->exports.count; k++) {
      const struct graph_export *export = graph_export(region, cell->exports.first + k);
      if (!text_equal(graph_string(region, export->name), "nucleus_request")) continue;
      *address = export->address;
      return OK;
    }
  }
  return LINKER_REFUSE(
      error, NOT_FOUND,
      "%s: %s is STEPS and needs a request gate, but the image has no nucleus; add //kernel/nucleus as "
      "its first cell",
      graph_string(region, graph_cell(region, steps->cell)->label), graph_string(region, steps->name));
}

static void write_code(uint8_t *region, const struct graph_gate *gate, uint32_t id, uint64_t request) {
  uint8_t *code = linker_at(region, gate->address - GATE_ENTRY);
  for (uint32_t i = 0; i < GATE_SIZE; i++)
    code[i] = 0xcc;
  code[GATE_ENTRY - 5] = 0xb8;
  put32(code + GATE_ENTRY - 4, id);
  uint8_t *entry = code + GATE_ENTRY;
  if (gate->form == GRAPH_GATE_PLAIN) {
    entry[0] = 0xff, entry[1] = 0x25;  // jmp *disp(%rip)
    put32(entry + 2, (uint32_t)(gate->target - (gate->address + 6)));
    return;
  }
  entry[0] = 0x4c, entry[1] = 0x8d, entry[2] = 0x1d;  // lea disp(%rip), %r11
  put32(entry + 3, (uint32_t)(gate->target - (gate->address + 7)));
  entry[7] = 0xe9;  // jmp disp
  put32(entry + 8, (uint32_t)(request - (gate->address + 12)));
}

status_t linker_gate_of(uint8_t *region, uint32_t export_index, uint64_t *address, struct linker_error *error) {
  struct graph_export *export = (struct graph_export *)graph_export(region, export_index);
  if (export->gate != GRAPH_NONE) {
    *address = graph_gate(region, export->gate)->address;
    return OK;
  }
  struct graph_header before = *linker_header(region);
  uint64_t code = 0, target = 0, request = 0;
  uint32_t index;
  struct graph_gate *gate;
  status_t status = OK;
  if (export->kind == GRAPH_STEPS) status = request_code(region, export, &request, error);
  if (status == OK) status = linker_take(region, REGION_GATE, GATE_SIZE, GATE_SIZE, &code, error);
  if (status == OK) status = linker_take(region, REGION_TARGETS, 8, 8, &target, error);
  if (status == OK) status = linker_row(region, REGION_GATES, sizeof *gate, (void **)&gate, &index, error);
  if (status != OK) {
    *linker_header(region) = before;  // row, code and target of a gate have the same number in their areas
    return status;
  }
  gate->export_index = export_index;
  gate->form = export->kind == GRAPH_STEPS ? GRAPH_GATE_REQUEST : GRAPH_GATE_PLAIN;
  gate->address = REGION_BASE + code + GATE_ENTRY;
  gate->target = REGION_BASE + target;
  *(uint64_t *)(region + target) = export->address;
  write_code(region, gate, type_id(region, export), request);
  export->gate = index;
  *address = gate->address;
  return OK;
}

void linker_drop_gates(uint8_t *region, uint32_t first) {
  const struct graph_gate *gate;
  for (uint32_t i = first; (gate = graph_gate(region, i)) != NULL; i++) {
    struct graph_export *export = (struct graph_export *)graph_export(region, gate->export_index);
    if (export != NULL) export->gate = GRAPH_NONE;
  }
}

status_t linker_gate(uint8_t *region, uint32_t cell, const char *name, uint64_t *address, struct linker_error *error) {
  const struct graph_cell *holder = graph_cell(region, cell);
  if (holder == NULL) return LINKER_REFUSE(error, NOT_FOUND, "there is no cell number %u to export %s", cell, name);
  for (uint32_t i = 0; i < holder->exports.count; i++) {
    uint32_t index = holder->exports.first + i;
    const struct graph_export *export = graph_export(region, index);
    if (!text_equal(graph_string(region, export->name), name)) continue;
    return linker_name_cell(linker_gate_of(region, index, address, error), graph_string(region, holder->label), error);
  }
  return LINKER_REFUSE(error, NOT_FOUND, "%s exports no %s", graph_string(region, holder->label), name);
}

status_t linker_set_entry(uint8_t *region, const char *label, const char *function, struct linker_error *error) {
  uint32_t cell = graph_provider(region, label);
  if (cell == GRAPH_NONE)
    return LINKER_REFUSE(error, NOT_FOUND, "%s, where the image starts, is not among its cells; add it", label);
  return linker_gate(region, cell, function, &linker_header(region)->entry, error);
}
