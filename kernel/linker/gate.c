// SPDX-License-Identifier: Apache-2.0
// Gates: one stable entry per function whose address is taken or that is called as a request (docs/linker.md).
//
//   plain:    int3 x 11; mov $id, %eax (never run; holds the kcfi id 4 bytes before the entry)
//             entry: jmp *target(%rip); int3 to the end
//   request:  the same in front
//             entry: lea target(%rip), %r11; jmp nucleus_request or, for ATOMIC, nucleus_atomic_N; int3 to the end
#include "kernel/linker/internal.h"

RAW_BEGIN

static void put32(uint8_t *to, uint32_t value) {
  for (uint32_t i = 0; i < 4; i++)
    to[i] = (uint8_t)(value >> (8 * i));
}

// Assembly has none.
uint32_t linker_type_id(const struct linker_draft *draft, const struct graph_export *export) {
  const struct graph_cell *cell = linker_draft_cell(draft, export->cell);
  if (export->address - cell->text_address < 5) return 0;
  const uint8_t *before = (const uint8_t *)linker_see(draft, REGION_CELL, export->address) - 5;
  if (before[0] != 0xb8) return 0;  // mov $id, %eax
  return before[1] | (uint32_t)before[2] << 8 | (uint32_t)before[3] << 16 | (uint32_t)before[4] << 24;
}

static bool is_request(uint32_t kind) {
  return kind == GRAPH_STEPS || kind == GRAPH_ATOMIC;
}

// Where the gate of such a function leads first. Of an ATOMIC's arguments an even number is saved.
static status_t request_code(const struct linker_draft *draft, const struct graph_export *export, uint64_t *address,
                             struct linker_error *error) {
  char atomic[] = "nucleus_atomic_0";
  atomic[sizeof atomic - 2] += (char)(export->arguments + export->arguments % 2);
  const char *code = export->kind == GRAPH_STEPS ? "nucleus_request" : atomic;
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = linker_draft_cell(draft, i)) != NULL; i++) {
    uint32_t found = cell->flags & GRAPH_NUCLEUS ? linker_export_called(draft, cell, code) : GRAPH_NONE;
    if (found == GRAPH_NONE) continue;
    *address = linker_export(draft, found)->address;
    return OK;
  }
  return LINKER_REFUSE(
      error, NOT_FOUND,
      "%s: %s is %s and needs a request gate, but the image has no nucleus; add //kernel/nucleus as its "
      "first cell",
      linker_draft_text(draft, linker_draft_cell(draft, export->cell)->label), linker_draft_text(draft, export->name),
      graph_kind_name(export->kind));
}

static void write_code(uint8_t *code, const struct graph_gate *gate, uint32_t id, uint64_t request) {
  __builtin_memset(code, 0xcc, LINKER_GATE);
  code[LINKER_GATE_ENTRY - 5] = 0xb8;
  put32(code + LINKER_GATE_ENTRY - 4, id);
  uint8_t *entry = code + LINKER_GATE_ENTRY;
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

// A gate of this draft for a function that had none before it; its row in the region does not say so yet.
static uint32_t drafted(const struct linker_draft *draft, uint32_t export_index) {
  const struct graph_gate *gate;
  uint32_t first = (uint32_t)(draft->areas[REGION_GATES].before / sizeof *gate);
  for (uint32_t i = first; (gate = linker_gate_row(draft, i)) != NULL; i++)
    if (gate->export_index == export_index) return i;
  return GRAPH_NONE;
}

static status_t mark_export(struct linker_draft *draft, uint32_t export_index, uint32_t gate,
                            struct linker_error *error) {
  uint64_t address = linker_row_address(REGION_EXPORTS, export_index, sizeof(struct graph_export));
  if (!linker_is_new(draft, REGION_EXPORTS, address))
    return linker_patch(draft, address + offsetof(struct graph_export, kind),
                        linker_export_word(linker_export(draft, export_index), gate), error);
  ((struct graph_export *)linker_write(draft, REGION_EXPORTS, address))->gate = gate;
  return OK;
}

status_t linker_gate_of(struct linker_draft *draft, uint32_t export_index, uint64_t *address,
                        struct linker_error *error) {
  const struct graph_export *export = linker_export(draft, export_index);
  uint32_t index = export->gate != GRAPH_NONE ? export->gate : drafted(draft, export_index);
  if (index != GRAPH_NONE) {
    *address = linker_gate_row(draft, index)->address;
    return OK;
  }
  uint64_t code = 0, target = 0, request = 0;
  struct graph_gate *gate;
  struct linker_area before[] = {draft->areas[REGION_GATE], draft->areas[REGION_TARGETS]};
  status_t status = OK;
  if (is_request(export->kind)) status = request_code(draft, export, &request, error);
  if (status == OK) status = linker_take(draft, REGION_GATE, LINKER_GATE, LINKER_GATE, &code, error);
  if (status == OK) status = linker_take(draft, REGION_TARGETS, 8, 8, &target, error);
  if (status == OK) status = linker_row(draft, REGION_GATES, sizeof *gate, (void **)&gate, &index, error);
  if (status != OK) {  // row, code and target of a gate have the same number in their areas
    draft->areas[REGION_GATE] = before[0], draft->areas[REGION_TARGETS] = before[1];
    return status;
  }
  *gate = (struct graph_gate){.export_index = export_index,
                              .form = is_request(export->kind) ? GRAPH_GATE_REQUEST : GRAPH_GATE_PLAIN,
                              .address = code + LINKER_GATE_ENTRY,
                              .target = target};
  *(uint64_t *)linker_write(draft, REGION_TARGETS, target) = export->address;
  write_code(linker_write(draft, REGION_GATE, code), gate, linker_type_id(draft, export), request);
  *address = gate->address;
  return mark_export(draft, export_index, index, error);
}

RAW_END
