// SPDX-License-Identifier: Apache-2.0
// Which cells a set lacks: those that its members would leave behind, and those that its members were built with. Found from the notes of
// the files and the rows of the graph, because a draft that was refused ends where it was refused. One step: what the missing cells lack in
// turn shows when they are in the set, for only their files say it.
#include "kernel/swap/plan/internal.h"

RAW_BEGIN

static bool is_replaced(const struct plan *plan, uint32_t cell) {
  for (uint32_t i = 0; i < plan->count; i++)
    if (plan->members[i].old == cell) return true;
  return false;
}

static bool stays(const struct plan *plan, uint32_t cell) {
  return (graph_cell(plan->region, cell)->flags & GRAPH_LIVE) && !is_replaced(plan, cell);
}

static void miss(struct plan *plan, const struct plan_missing *found) {
  for (uint32_t i = 0; i < plan->missing_count && i < PLAN_MISSING; i++)
    if (text_equal(plan->missing[i].label, found->label)) return;
  if (plan->missing_count < PLAN_MISSING) plan->missing[plan->missing_count] = *found;
  plan->missing_count++;
}

static void miss_cell(struct plan *plan, uint32_t cell, enum plan_why why, uint32_t member, const char *name) {
  const struct plan_missing found = {cell, plan_label(plan, cell), why, member, name};
  miss(plan, &found);
}

// Who calls what the member replaces.
static void miss_callers(struct plan *plan, uint32_t member) {
  const struct linker_elf *elf = &plan->members[member].elf;
  bool goes = plan->members[member].bytes == NULL;
  struct graph_range exports = graph_cell(plan->region, plan->members[member].old)->exports;
  const struct graph_import *import;
  for (uint32_t i = 0; (import = graph_import(plan->region, i)) != NULL; i++) {
    if (import->export_index - exports.first >= exports.count || !stays(plan, import->cell)) continue;
    const char *name = graph_string(plan->region, import->name);
    uint64_t abi;
    if (goes || !linker_note_hash(elf, "abi", name, &abi))
      miss_cell(plan, import->cell, PLAN_CALLS_GONE, member, name);
    else if (abi != graph_export(plan->region, import->export_index)->abi)
      miss_cell(plan, import->cell, PLAN_CALLS_CHANGED, member, name);
  }
}

static void miss_dependents(struct plan *plan, uint32_t member) {
  const struct plan_member *new = &plan->members[member];
  const struct graph_dep *dep;
  for (uint32_t i = 0; (dep = graph_dep(plan->region, i)) != NULL; i++) {
    if (dep->provider != new->old || !stays(plan, dep->cell)) continue;
    const char *label = graph_string(plan->region, dep->label);
    if (new->bytes == NULL || !linker_elf_is(&new->elf, label)) miss_cell(plan, dep->cell, PLAN_DEPENDS, member, label);
  }
}

static bool is_brought(const struct plan *plan, const char *label) {
  for (uint32_t i = 0; i < plan->count; i++)
    if (plan->members[i].bytes != NULL && linker_elf_is(&plan->members[i].elf, label)) return true;
  return false;
}

// The live cell that stays with that label, or that provides it.
static uint32_t provider_of(const struct plan *plan, const char *label) {
  uint32_t cell = graph_provider(plan->region, label);
  return cell != GRAPH_NONE && stays(plan, cell) ? cell : GRAPH_NONE;
}

static void miss_absent(struct plan *plan, uint32_t member) {
  const struct linker_elf *elf = &plan->members[member].elf;
  for (uint32_t i = 0; i < elf->dep_count; i++) {
    const struct plan_missing found = {GRAPH_NONE, elf->deps[i], PLAN_ABSENT, member, elf->deps[i]};
    if (provider_of(plan, elf->deps[i]) == GRAPH_NONE && !is_brought(plan, elf->deps[i])) miss(plan, &found);
  }
}

// The export of that name of a cell that stays and that the file depends on; null: none.
static const struct graph_export *export_for(const struct plan *plan, const struct linker_elf *elf, const char *name) {
  for (uint32_t i = 0; i < elf->dep_count; i++) {
    uint32_t cell = provider_of(plan, elf->deps[i]);
    if (cell == GRAPH_NONE) continue;
    struct graph_range range = graph_cell(plan->region, cell)->exports;
    for (uint32_t k = range.first; k < range.first + range.count; k++) {
      const struct graph_export *export = graph_export(plan->region, k);
      if (export->kind != GRAPH_CALLBACK && text_equal(graph_string(plan->region, export->name), name)) return export;
    }
  }
  return NULL;
}

static void miss_tables(struct plan *plan, uint32_t member, const char *type, uint64_t schema) {
  const struct graph_ops *ops;
  for (uint32_t i = 0; (ops = graph_ops(plan->region, i)) != NULL; i++)
    if (ops->schema != schema && stays(plan, ops->cell) && text_equal(graph_string(plan->region, ops->type), type))
      miss_cell(plan, ops->cell, PLAN_TABLE, member, graph_string(plan->region, ops->name));
}

// By what the note says of the functions that it uses and of its tables.
static void miss_by_note(struct plan *plan, uint32_t member) {
  const struct linker_elf *elf = &plan->members[member].elf;
  struct linker_note_line *line = &plan->line;
  char type[sizeof line->b] = "";  // of the ops table on the line before
  for (uint64_t cursor = 0, hash; linker_note_next(elf, &cursor, line) == OK;) {
    if (text_equal(line->word, "schema") && type[0] != 0 && linker_note_hash(elf, "schema", line->b, &hash))
      miss_tables(plan, member, type, hash);
    type[0] = 0;
    if (text_equal(line->word, "ops")) (void)text_copy(type, sizeof type, line->b);
    if (!text_equal(line->word, "uses") || !linker_note_hash(elf, "uses", line->b, &hash)) continue;
    const struct graph_export *export = export_for(plan, elf, line->b);
    if (export != NULL && export->abi != hash)
      miss_cell(plan, export->cell, PLAN_PROVIDES, member, graph_string(plan->region, export->name));
  }
}

static void find_missing(struct plan *plan) {
  plan->missing_count = 0;
  for (uint32_t i = 0; i < plan->count; i++) {
    if (plan->members[i].old != GRAPH_NONE) {
      miss_callers(plan, i);
      miss_dependents(plan, i);
    }
    if (plan->members[i].bytes == NULL) continue;
    miss_absent(plan, i);
    miss_by_note(plan, i);
  }
}

static const char *member_label(const struct plan *plan, uint32_t member) {
  return plan->members[member].bytes == NULL ? plan_label(plan, plan->members[member].old)
                                             : plan->members[member].elf.label;
}

void plan_why(const struct plan *plan, const struct plan_missing *missing, char *to, uint32_t size) {
  const char *label = missing->label, *member = member_label(plan, missing->member), *name = missing->name;
  switch (missing->why) {
  case PLAN_CALLS_GONE: text_format(to, size, "%s, which calls %s of %s", label, name, member); return;
  case PLAN_CALLS_CHANGED:
    text_format(to, size, "%s, which calls %s, whose public header %s changed", label, name, member);
    return;
  case PLAN_PROVIDES:
    text_format(to, size, "%s, which has another %s than %s was compiled against", label, name, member);
    return;
  case PLAN_DEPENDS: text_format(to, size, "%s, which depends on %s, which %s is not", label, name, member); return;
  case PLAN_ABSENT: text_format(to, size, "%s, which %s depends on", label, member); return;
  case PLAN_TABLE:
    text_format(to, size, "%s, whose table %s is of a type that %s lays out differently", label, name, member);
  }
}

void plan_offer_missing(struct plan *plan) {
  find_missing(plan);
  if (plan->missing_count == 0) return;
  plan_say(plan, "the set lacks\n");
  for (uint32_t i = 0; i < plan->missing_count && i < PLAN_MISSING; i++) {
    char why[400];
    plan_why(plan, &plan->missing[i], why, sizeof why);
    plan_say(plan, "  %s\n", why);
  }
  if (plan->missing_count > PLAN_MISSING) plan_say(plan, "  and %u more\n", plan->missing_count - PLAN_MISSING);
  if (plan->count + plan->missing_count > PLAN_SET)
    plan_say(plan, "and would be of more than %d cells; restart with an image of the new versions\n", PLAN_SET);
}

RAW_END
