// SPDX-License-Identifier: Apache-2.0
// The plan: drafts the graph that is to be and holds it against what must stay true. Whatever is wrong is found here,
// where nothing has been changed.
#include "kernel/base/text.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/internal.h"

RAW_BEGIN

static status_t refuse(struct swap_work *work, status_t status) {
  if (status != OK) swap_say(work, "%s\n", work->error.text);
  return status;
}

static status_t start_draft(struct swap_work *work) {
  struct linker_needs needs = {0};
  for (uint32_t i = 0; i < work->count; i++) {
    const struct swap_member *member = &work->members[i];
    if (member->bytes != NULL) linker_need(&member->elf, &needs);
    if (member->old != GRAPH_NONE) linker_need_replacing(graph_running(), member->old, &needs);
  }
  uint64_t pages = (linker_draft_bytes(&needs) + REGION_PAGE - 1) / REGION_PAGE;
  status_t status = pages > UINT32_MAX ? NO_MEMORY : pages_reserve((uint32_t)pages, "swap", &work->memory);
  if (status != OK) {
    work->memory = NULL;
    swap_say(work, "no memory for the draft (%llu pages); free some, `mem` shows what there is\n",
             (unsigned long long)pages);
    return status;
  }
  linker_draft_start(&work->draft, graph_running(), &needs, work->memory);
  return OK;
}

// Whether the set brings a cell of that label, or that provides it, but has not linked it yet.
static bool is_to_come(const struct swap_work *work, const char *label) {
  for (uint32_t i = 0; i < work->count; i++) {
    const struct swap_member *member = &work->members[i];
    if (!member->linked && member->bytes != NULL && linker_elf_is(&member->elf, label)) return true;
  }
  return false;
}

static bool can_be_linked(const struct swap_work *work, const struct swap_member *member) {
  if (work->count == 1) return true;
  for (uint32_t i = 0; i < member->elf.dep_count; i++)
    if (is_to_come(work, member->elf.deps[i])) return false;
  return true;
}

// Removed cells first, so that nothing is linked against them; then each after those of the set that it depends on.
static status_t link_members(struct swap_work *work) {
  status_t status = OK;
  for (uint32_t i = 0; i < work->count && status == OK; i++)
    if (work->members[i].bytes == NULL) status = linker_draft_remove(&work->draft, work->members[i].old, &work->error);
  for (uint32_t round = 0; round < work->count; round++)
    for (uint32_t i = 0; i < work->count && status == OK; i++) {
      struct swap_member *member = &work->members[i];
      if (member->bytes == NULL || member->linked || !can_be_linked(work, member)) continue;
      status = linker_draft_add(&work->draft, &member->elf, 0, member->old, &member->now, &work->error);
      member->linked = status == OK;
    }
  if (status != OK) return refuse(work, status);
  for (uint32_t i = 0; i < work->count; i++) {
    if (work->members[i].bytes == NULL || work->members[i].linked) continue;
    swap_say(work, "%s and others of the set depend on each other in a circle; take one dependency away\n",
             work->members[i].elf.label);
    return INVALID;
  }
  return OK;
}

static status_t check_revision(struct swap_work *work, const struct swap_member *member) {
  if (member->old == GRAPH_NONE || member->now == GRAPH_NONE) return OK;
  uint32_t before = graph_cell(graph_running(), member->old)->revision;
  uint32_t after = linker_draft_cell(&work->draft, member->now)->revision;
  if (after >= before || !text_equal(swap_label(member->old), member->elf.label)) return OK;
  swap_say(work, "%s would go back from revision %u to %u; if that is meant, say --back\n", member->elf.label, before,
           after);
  return INVALID;
}

// Who finds tables by their type must find them alike, whoever they are from.
static status_t check_tables(struct swap_work *work, const struct swap_member *member) {
  struct graph_range range = linker_draft_cell(&work->draft, member->now)->opses;
  for (uint32_t i = range.first; i < range.first + range.count; i++) {
    const struct graph_ops *table = linker_draft_ops(&work->draft, i), *other;
    const char *type = linker_draft_text(&work->draft, table->type);
    for (uint32_t k = 0; (other = linker_draft_ops(&work->draft, k)) != NULL; k++) {
      if (other->schema == table->schema || !linker_draft_stays(&work->draft, other->cell) ||
          !text_equal(linker_draft_text(&work->draft, other->type), type))
        continue;
      swap_say(work,
               "%s: its table %s is another '%s' (%016llx) than that of %s (%016llx); build both from the same "
               "sources and swap them together\n",
               member->elf.label, linker_draft_text(&work->draft, table->name), type, (unsigned long long)table->schema,
               linker_draft_text(&work->draft, linker_draft_cell(&work->draft, other->cell)->label),
               (unsigned long long)other->schema);
      return INVALID;
    }
  }
  return OK;
}

static status_t check_whole(struct swap_work *work, bool back) {
  status_t status = refuse(work, linker_draft_rebind(&work->draft, &work->error));
  for (uint32_t i = 0; i < work->count && status == OK; i++) {
    const struct swap_member *member = &work->members[i];
    if (member->bytes == NULL) continue;
    if (!back) status = check_revision(work, member);
    if (status == OK) status = check_tables(work, member);
    if (status == OK) status = swap_check_circle(work, member);
  }
  return status != OK ? status : refuse(work, linker_draft_finish(&work->draft, &work->error));
}

static uint32_t count_tables_new(const struct swap_work *work, const struct graph_cell *cell) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < cell->opses.count; i++) {
    uint64_t address = linker_draft_ops(&work->draft, cell->opses.first + i)->address;
    count += address - REGION_BASE - region_span(REGION_OPS).offset >= work->draft.areas[REGION_OPS].before;
  }
  return count;
}

// The functions of the old version that the new one has not, or has with another type: who kept a pointer to one goes on
// with the old version.
static void tell_lost_gates(struct swap_work *work, const struct swap_member *member) {
  const struct graph_cell *old = graph_cell(graph_running(), member->old);
  for (uint32_t i = 0; i < old->exports.count; i++) {
    const struct graph_export *export = graph_export(graph_running(), old->exports.first + i);
    if (export->gate == GRAPH_NONE || linker_draft_gate_moves(&work->draft, export->gate)) continue;
    swap_say(work, "  %s is gone or changed: whoever kept its address goes on with the old version\n",
             graph_string(graph_running(), export->name));
  }
}

static void tell_member(struct swap_work *work, const struct swap_member *member) {
  const struct graph_cell *old = member->old == GRAPH_NONE ? NULL : graph_cell(graph_running(), member->old);
  if (member->now == GRAPH_NONE) {
    swap_say(work, "- %s %08x goes\n", swap_label(member->old), (unsigned)(old->version >> 32));
    tell_lost_gates(work, member);
    return;
  }
  const struct graph_cell *cell = linker_draft_cell(&work->draft, member->now);
  unsigned version = (unsigned)(cell->version >> 32);
  if (old == NULL)
    swap_say(work, "+ %s %08x comes\n", member->elf.label, version);
  else
    swap_say(work, "%s %08x -> %s%s%08x\n", swap_label(member->old), (unsigned)(old->version >> 32),
             text_equal(swap_label(member->old), member->elf.label) ? "" : member->elf.label,
             text_equal(swap_label(member->old), member->elf.label) ? "" : " ", version);
  uint32_t kept = old == NULL ? 0 : old->states.count, tables = count_tables_new(work, cell);
  swap_say(work, "  %u bytes of code; state: %u kept where it lies, %u new; tables: %u renewed, %u new\n",
           cell->text_size, kept, cell->states.count - kept, cell->opses.count - tables, tables);
  if (old != NULL) tell_lost_gates(work, member);
}

status_t swap_plan(struct swap_work *work, bool back) {
  status_t status = start_draft(work);
  if (status == OK) status = link_members(work);
  if (status == OK) status = check_whole(work, back);
  for (uint32_t i = 0; i < work->count && status == OK; i++)
    tell_member(work, &work->members[i]);
  return status;
}

RAW_END
