// SPDX-License-Identifier: Apache-2.0
// What a version takes over from the one whose place it takes: state and ops tables where they lie, gates, and strings
// that are the same.
#include "kernel/linker/internal.h"

RAW_BEGIN

// Strings of the old version, one table after the other. GRAPH_NONE: none is equal.
static uint32_t same_string(const struct linker_draft *draft, const struct graph_cell *old, enum region_area kind,
                            const char *text) {
  const uint8_t *region = draft->region;
  struct graph_range rows = kind == REGION_EXPORTS  ? old->exports
                            : kind == REGION_STATES ? old->states
                            : kind == REGION_OPSES  ? old->opses
                            : kind == REGION_DEPS   ? old->deps
                                                    : old->provides;
  for (uint32_t i = rows.first; i < rows.first + rows.count; i++) {
    uint32_t strings[2] = {0};  // a row's name, and its type
    if (kind == REGION_EXPORTS) strings[0] = strings[1] = graph_export(region, i)->name;
    if (kind == REGION_DEPS) strings[0] = strings[1] = graph_dep(region, i)->label;
    if (kind == REGION_PROVIDES) strings[0] = strings[1] = graph_provides(region, i)->label;
    if (kind == REGION_STATES) strings[0] = graph_state(region, i)->name, strings[1] = graph_state(region, i)->type;
    if (kind == REGION_OPSES) strings[0] = graph_ops(region, i)->name, strings[1] = graph_ops(region, i)->type;
    for (uint32_t k = 0; k < 2; k++)
      if (linker_same(graph_string(region, strings[k]), text)) return strings[k];
  }
  return GRAPH_NONE;
}

status_t linker_name(struct linker_draft *draft, const struct graph_cell *old, enum region_area kind, const char *text,
                     uint32_t *string, struct linker_error *error) {
  *string = GRAPH_NONE;
  if (old != NULL && kind == REGION_CELLS && linker_same(graph_string(draft->region, old->label), text))
    *string = old->label;
  if (old != NULL && kind != REGION_CELLS) *string = same_string(draft, old, kind, text);
  return *string != GRAPH_NONE ? OK : linker_string(draft, text, string, error);
}

static const struct graph_state *state_called(const struct linker_draft *draft, const struct graph_cell *cell,
                                              const char *name) {
  for (uint32_t i = 0; i < cell->states.count; i++) {
    uint64_t address = linker_row_address(REGION_STATES, cell->states.first + i, sizeof(struct graph_state));
    const struct graph_state *state = linker_see(draft, REGION_STATES, address);
    if (linker_same(linker_draft_text(draft, state->name), name)) return state;
  }
  return NULL;
}

status_t linker_adopt_state(struct linker_draft *draft, const char *label, const struct graph_cell *old,
                            const struct graph_state *state, const char *name, uint64_t *address,
                            struct linker_error *error) {
  const struct graph_state *before = old == NULL ? NULL : state_called(draft, old, name);
  *address = 0;
  if (before == NULL) return OK;
  if (before->cpu != state->cpu || before->size != state->size || before->schema != state->schema)
    return LINKER_REFUSE(error, INVALID,
                         "%s: its state %s has another schema (%lu bytes, %016lx) than what lies there (%lu bytes, "
                         "%016lx); keep the types as they are, or restart with an image of the new version",
                         label, name, (unsigned long)state->size, (unsigned long)state->schema,
                         (unsigned long)before->size, (unsigned long)before->schema);
  *address = before->address;
  return OK;
}

status_t linker_check_kept(struct linker_draft *draft, const char *label, const struct graph_cell *old, uint32_t new,
                           struct linker_error *error) {
  uint64_t layout = linker_draft_cell(draft, new)->layout;
  if (layout != old->layout)
    return LINKER_REFUSE(error, INVALID,
                         "%s: the objects that it hands out have another layout (%016lx, was %016lx); keep their types "
                         "as they are, or restart with an image of the new version",
                         label, (unsigned long)layout, (unsigned long)old->layout);
  for (uint32_t i = 0; i < old->states.count; i++) {
    const char *name = graph_string(draft->region, graph_state(draft->region, old->states.first + i)->name);
    if (state_called(draft, linker_draft_cell(draft, new), name) != NULL) continue;
    return LINKER_REFUSE(error, INVALID,
                         "%s: it has no state %s, which would be lost; keep it, or restart with an image of the new "
                         "version",
                         label, name);
  }
  return OK;
}

uint64_t linker_adopt_ops(struct linker_draft *draft, const struct graph_cell *old, const struct graph_ops *ops,
                          const char *name) {
  for (uint32_t i = 0; old != NULL && i < old->opses.count; i++) {
    const struct graph_ops *before = graph_ops(draft->region, old->opses.first + i);
    if (linker_same(graph_string(draft->region, before->name), name) && before->size == ops->size &&
        before->schema == ops->schema &&
        linker_same(graph_string(draft->region, before->type), linker_draft_text(draft, ops->type)))
      return before->address;
  }
  return 0;
}

// The old function's gate leads to the new one: three words and the new row.
static status_t adopt_gate(struct linker_draft *draft, uint32_t old, uint32_t new, struct linker_error *error) {
  const struct graph_export *before = graph_export(draft->region, old);
  const struct graph_gate *gate = graph_gate(draft->region, before->gate);
  uint64_t row = linker_row_address(REGION_GATES, before->gate, sizeof *gate);
  uint64_t old_row = linker_row_address(REGION_EXPORTS, old, sizeof *before);
  struct graph_export *after =
      linker_write(draft, REGION_EXPORTS, linker_row_address(REGION_EXPORTS, new, sizeof *after));
  after->gate = before->gate;
  status_t status = linker_patch(draft, row, new | (uint64_t)gate->form << 32, error);
  if (status == OK) status = linker_patch(draft, gate->target, after->address, error);
  if (status == OK) status = linker_patch(draft, old_row + 8, linker_export_word(before, GRAPH_NONE), error);
  return status;
}

// A function of another type gets a gate of its own: whoever holds the old one goes on with the old version.
static bool may_adopt(const struct linker_draft *draft, const struct graph_export *old,
                      const struct graph_export *new) {
  return old->gate != GRAPH_NONE && old->kind == new->kind && old->arguments == new->arguments &&
         old->abi == new->abi &&linker_type_id(draft, old) == linker_type_id(draft, new);
}

status_t linker_adopt_gates(struct linker_draft *draft, const struct graph_cell *old, uint32_t new,
                            struct linker_error *error) {
  const struct graph_cell *cell = linker_draft_cell(draft, new);
  status_t status = OK;
  for (uint32_t i = cell->exports.first; i < cell->exports.first + cell->exports.count && status == OK; i++) {
    const struct graph_export *after = linker_export(draft, i);
    uint32_t before = linker_export_called(draft, old, linker_draft_text(draft, after->name));
    if (before != GRAPH_NONE && may_adopt(draft, linker_export(draft, before), after))
      status = adopt_gate(draft, before, i, error);
  }
  return status;
}

RAW_END
