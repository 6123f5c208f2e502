// SPDX-License-Identifier: Apache-2.0
// What a plan says.
#include <stdarg.h>

#include "kernel/swap/plan/internal.h"

RAW_BEGIN

void plan_start(struct plan *plan, const uint8_t *region, char *text, uint32_t size) {
  plan->region = region;
  plan->text = text;
  plan->text_size = size;
  text[0] = 0;
}

// Into a line on the stack first: what makes text is journalled, and the report is not always on the stack.
void plan_say(struct plan *plan, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length >= sizeof line) length = sizeof line - 1;
  for (size_t i = 0; i < length && plan->text_length + 1 < plan->text_size; i++)
    plan->text[plan->text_length++] = line[i];
  plan->text[plan->text_length] = 0;
}

static uint32_t count_tables_new(const struct plan *plan, const struct graph_cell *cell) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < cell->opses.count; i++) {
    uint64_t address = linker_draft_ops(&plan->draft, cell->opses.first + i)->address;
    count += address - REGION_BASE - region_span(REGION_OPS).offset >= plan->draft.areas[REGION_OPS].before;
  }
  return count;
}

// The functions of the old version that the new one has not, or has with another type: who kept a pointer to one goes on
// with the old version.
static void tell_lost_gates(struct plan *plan, const struct plan_member *member) {
  const struct graph_cell *old = graph_cell(plan->region, member->old);
  for (uint32_t i = 0; i < old->exports.count; i++) {
    const struct graph_export *export = graph_export(plan->region, old->exports.first + i);
    if (export->gate == GRAPH_NONE || linker_draft_gate_moves(&plan->draft, export->gate)) continue;
    plan_say(plan, "  %s is gone or changed: whoever kept its address goes on with the old version\n",
             graph_string(plan->region, export->name));
  }
}

static void tell_member(struct plan *plan, const struct plan_member *member) {
  const struct graph_cell *old = member->old == GRAPH_NONE ? NULL : graph_cell(plan->region, member->old);
  const char *label = old == NULL ? NULL : plan_label(plan, member->old);
  if (member->now == GRAPH_NONE) {
    plan_say(plan, "- %s %08x goes\n", label, (unsigned)(old->version >> 32));
    tell_lost_gates(plan, member);
    return;
  }
  const struct graph_cell *cell = linker_draft_cell(&plan->draft, member->now);
  unsigned version = (unsigned)(cell->version >> 32);
  if (old == NULL) {
    plan_say(plan, "+ %s %08x comes\n", member->elf.label, version);
  } else {
    bool same = text_equal(label, member->elf.label);
    plan_say(plan, "%s %08x -> %s%s%08x\n", label, (unsigned)(old->version >> 32), same ? "" : member->elf.label,
             same ? "" : " ", version);
  }
  uint32_t kept = old == NULL ? 0 : old->states.count, tables = count_tables_new(plan, cell);
  plan_say(plan, "  %u bytes of code; state: %u kept where it lies, %u new; tables: %u renewed, %u new\n",
           cell->text_size, kept, cell->states.count - kept, cell->opses.count - tables, tables);
  if (old != NULL) tell_lost_gates(plan, member);
}

void plan_tell(struct plan *plan) {
  for (uint32_t i = 0; i < plan->count; i++)
    tell_member(plan, &plan->members[i]);
}

RAW_END
