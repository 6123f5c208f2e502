// SPDX-License-Identifier: Apache-2.0
// Drafts the graph that is to be and holds it against what must stay true. Whatever is wrong is found here, where nothing has been changed.
#include "kernel/swap/plan/internal.h"

RAW_BEGIN

static status_t refuse(struct plan *plan, status_t status) {
  if (status != OK) plan_say(plan, "%s\n", plan->error.text);
  return status;
}

uint64_t plan_draft_bytes(struct plan *plan) {
  for (uint32_t i = 0; i < plan->count; i++) {
    const struct plan_member *member = &plan->members[i];
    if (member->bytes != NULL) linker_need(&member->elf, &plan->needs);
    if (member->old != GRAPH_NONE) linker_need_replacing(plan->region, member->old, &plan->needs);
  }
  return linker_draft_bytes(&plan->needs);
}

// Whether the set brings a cell of that label, or that provides it, but has not linked it yet.
static bool is_to_come(const struct plan *plan, const char *label) {
  for (uint32_t i = 0; i < plan->count; i++) {
    const struct plan_member *member = &plan->members[i];
    if (!member->linked && member->bytes != NULL && linker_elf_is(&member->elf, label)) return true;
  }
  return false;
}

static bool can_be_linked(const struct plan *plan, const struct plan_member *member) {
  if (plan->count == 1) return true;
  for (uint32_t i = 0; i < member->elf.dep_count; i++)
    if (is_to_come(plan, member->elf.deps[i])) return false;
  return true;
}

// Removed cells first, so that nothing is linked against them; then each after those of the set that it depends on.
static status_t link_members(struct plan *plan) {
  status_t status = OK;
  for (uint32_t i = 0; i < plan->count && status == OK; i++)
    if (plan->members[i].bytes == NULL) status = linker_draft_remove(&plan->draft, plan->members[i].old, &plan->error);
  for (uint32_t round = 0; round < plan->count; round++)
    for (uint32_t i = 0; i < plan->count && status == OK; i++) {
      struct plan_member *member = &plan->members[i];
      if (member->bytes == NULL || member->linked || !can_be_linked(plan, member)) continue;
      status = linker_draft_add(&plan->draft, &member->elf, 0, member->old, &member->now, &plan->error);
      member->linked = status == OK;
    }
  if (status != OK) return refuse(plan, status);
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->members[i].bytes == NULL || plan->members[i].linked) continue;
    plan_say(plan, "%s and others of the set depend on each other in a circle; take one dependency away\n",
             plan->members[i].elf.label);
    return INVALID;
  }
  return OK;
}

static status_t check_revision(struct plan *plan, const struct plan_member *member) {
  if (member->old == GRAPH_NONE || member->now == GRAPH_NONE) return OK;
  uint32_t before = graph_cell(plan->region, member->old)->revision;
  uint32_t after = linker_draft_cell(&plan->draft, member->now)->revision;
  if (after >= before || !text_equal(plan_label(plan, member->old), member->elf.label)) return OK;
  plan_say(plan, "%s would go back from revision %u to %u; if that is meant, say --back\n", member->elf.label, before,
           after);
  return INVALID;
}

// Who finds tables by their type must find them alike, whoever they are from.
static status_t check_tables(struct plan *plan, const struct plan_member *member) {
  const struct linker_draft *draft = &plan->draft;
  struct graph_range range = linker_draft_cell(draft, member->now)->opses;
  for (uint32_t i = range.first; i < range.first + range.count; i++) {
    const struct graph_ops *table = linker_draft_ops(draft, i), *other;
    const char *type = linker_draft_text(draft, table->type);
    for (uint32_t k = 0; (other = linker_draft_ops(draft, k)) != NULL; k++) {
      if (other->schema == table->schema || !linker_draft_stays(draft, other->cell) ||
          !text_equal(linker_draft_text(draft, other->type), type))
        continue;
      plan_say(plan,
               "%s: its table %s is another '%s' (%016llx) than that of %s (%016llx); build both from the same "
               "sources and swap them together\n",
               member->elf.label, linker_draft_text(draft, table->name), type, (unsigned long long)table->schema,
               linker_draft_text(draft, linker_draft_cell(draft, other->cell)->label),
               (unsigned long long)other->schema);
      return INVALID;
    }
  }
  return OK;
}

static status_t check_whole(struct plan *plan, bool back) {
  status_t status = refuse(plan, linker_draft_rebind(&plan->draft, &plan->error));
  for (uint32_t i = 0; i < plan->count && status == OK; i++) {
    const struct plan_member *member = &plan->members[i];
    if (member->bytes == NULL) continue;
    if (!back) status = check_revision(plan, member);
    if (status == OK) status = check_tables(plan, member);
  }
  return status != OK ? status : refuse(plan, linker_draft_finish(&plan->draft, &plan->error));
}

status_t plan_draft(struct plan *plan, bool back, void *memory) {
  linker_draft_start(&plan->draft, plan->region, &plan->needs, memory);
  status_t status = link_members(plan);
  if (status == OK) status = check_whole(plan, back);
  if (status != OK) plan_offer_missing(plan);
  return status;
}

RAW_END
