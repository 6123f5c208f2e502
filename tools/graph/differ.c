// SPDX-License-Identifier: Apache-2.0
// Pairs of hashes that should be the same and are not, found as kernel/swap/plan and kernel/linker find them: in the notes of the files and the rows of
// the graph. "-" is what the graph has, "+" what the file has.
#include "tools/graph/differ.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 512, LINES = 6, NAMES = 12, WHY = 400 };

// The name that a text has on each side: that of a table may differ.
struct pair {
  char before_name[128], after_name[128];
  uint64_t before, after;
  size_t told;  // the entry that has the same lines
};

struct pairs {
  struct pair list[PAIRS];
  uint32_t count;
};

// A difference, and those of its lines that begin with - and +.
struct differ_told {
  char *whole, *lines;
  uint32_t edge;
};

// ---- Pairs ----

static void add(struct pairs *pairs, const char *before_name, const char *after_name, uint64_t before, uint64_t after) {
  if (before == after || pairs->count == PAIRS) return;
  for (uint32_t i = 0; i < pairs->count; i++)
    if (pairs->list[i].before == before && pairs->list[i].after == after &&
        strcmp(pairs->list[i].before_name, before_name) == 0)
      return;
  struct pair *pair = &pairs->list[pairs->count++];
  *pair = (struct pair){.before = before, .after = after};
  snprintf(pair->before_name, sizeof pair->before_name, "%s", before_name);
  snprintf(pair->after_name, sizeof pair->after_name, "%s", after_name);
}

static const char *string_at(const struct plan *plan, uint32_t offset) {
  return graph_string(plan->region, offset);
}

static bool stays(const struct plan *plan, uint32_t cell) {
  if ((graph_cell(plan->region, cell)->flags & GRAPH_LIVE) == 0) return false;
  for (uint32_t i = 0; i < plan->count; i++)
    if (plan->members[i].old == cell) return false;
  return true;
}

static void add_callers(struct pairs *pairs, const struct plan *plan, const struct plan_member *member, uint32_t cell) {
  if (member->old == GRAPH_NONE) return;
  struct graph_range exports = graph_cell(plan->region, member->old)->exports,
                     imports = graph_cell(plan->region, cell)->imports;
  for (uint32_t i = imports.first; i < imports.first + imports.count; i++) {
    const struct graph_import *import = graph_import(plan->region, i);
    const char *name = string_at(plan, import->name);
    uint64_t abi;
    if (import->export_index - exports.first < exports.count && linker_note_hash(&member->elf, "abi", name, &abi))
      add(pairs, name, name, graph_export(plan->region, import->export_index)->abi, abi);
  }
}

static bool depends_on(const struct plan *plan, const struct plan_member *member, uint32_t cell) {
  for (uint32_t i = 0; i < member->elf.dep_count; i++)
    if (graph_provider(plan->region, member->elf.deps[i]) == cell) return true;
  return false;
}

static void add_used(struct pairs *pairs, const struct plan *plan, const struct plan_member *member, uint32_t cell) {
  struct graph_range exports = graph_cell(plan->region, cell)->exports;
  if (!depends_on(plan, member, cell)) return;
  for (uint32_t i = exports.first; i < exports.first + exports.count; i++) {
    const struct graph_export *export = graph_export(plan->region, i);
    const char *name = string_at(plan, export->name);
    uint64_t uses;
    if (export->kind != GRAPH_CALLBACK && linker_note_hash(&member->elf, "uses", name, &uses))
      add(pairs, name, name, export->abi, uses);
  }
}

// The member's first table of that type: its name, in *line, and its schema.
static bool find_table(const struct plan_member *member, const char *type, struct linker_note_line *line,
                       uint64_t *schema) {
  for (uint64_t cursor = 0; linker_note_next(&member->elf, &cursor, line) == OK;)
    if (strcmp(line->word, "ops") == 0 && strcmp(line->b, type) == 0)
      return linker_note_hash(&member->elf, "schema", line->a, schema);
  return false;
}

static void add_tables(struct pairs *pairs, const struct plan *plan, const struct plan_member *member, uint32_t cell) {
  struct graph_range tables = graph_cell(plan->region, cell)->opses;
  for (uint32_t i = tables.first; i < tables.first + tables.count; i++) {
    const struct graph_ops *ops = graph_ops(plan->region, i);
    struct linker_note_line line;
    uint64_t schema;
    if (find_table(member, string_at(plan, ops->type), &line, &schema))
      add(pairs, string_at(plan, ops->name), line.a, ops->schema, schema);
  }
}

static void add_edge(struct pairs *pairs, const struct plan *plan, uint32_t cell) {
  for (uint32_t i = 0; i < plan->count; i++) {
    const struct plan_member *member = &plan->members[i];
    if (member->bytes == NULL) continue;
    add_callers(pairs, plan, member, cell);
    add_used(pairs, plan, member, cell);
    add_tables(pairs, plan, member, cell);
  }
}

static void add_kept(struct pairs *pairs, const struct plan *plan, const struct plan_member *member) {
  if (member->old == GRAPH_NONE || member->bytes == NULL) return;
  const struct graph_cell *old = graph_cell(plan->region, member->old);
  struct linker_note_line line;
  for (uint32_t i = old->states.first; i < old->states.first + old->states.count; i++) {
    const struct graph_state *state = graph_state(plan->region, i);
    const char *name = string_at(plan, state->name);
    uint64_t schema;
    if (linker_note_hash(&member->elf, "schema", name, &schema)) add(pairs, name, name, state->schema, schema);
  }
  for (uint64_t cursor = 0; linker_note_next(&member->elf, &cursor, &line) == OK;)
    if (strcmp(line.word, "layout") == 0 && old->layout != 0)
      add(pairs, "objects", "objects", old->layout, strtoull(line.a, NULL, 16));
}

// A member that was compiled against another header than another member has.
static void add_members(struct pairs *pairs, const struct plan_member *provider, const struct plan_member *importer) {
  if (provider->bytes == NULL || importer->bytes == NULL) return;
  struct linker_note_line line;
  for (uint64_t cursor = 0, abi; linker_note_next(&importer->elf, &cursor, &line) == OK;)
    if (strcmp(line.word, "uses") == 0 && linker_note_hash(&provider->elf, "abi", line.b, &abi))
      add(pairs, line.b, line.b, abi, strtoull(line.a, NULL, 16));
}

static void add_refused(struct pairs *pairs, const struct plan *plan) {
  for (uint32_t i = 0; i < plan->count; i++)
    add_kept(pairs, plan, &plan->members[i]);
  for (uint32_t i = 0; i < plan->count; i++)
    for (uint32_t k = 0; k < plan->count; k++)
      if (i != k) add_members(pairs, &plan->members[i], &plan->members[k]);
}

// ---- What is between the two of a pair ----

static void say(void *context, const char *text, uint32_t size) {
  buffer_add(context, text, size);
}

// The mend is said once.
static void put_missing(struct differ *differ, struct buffer *whole, const struct pair *pair, uint64_t hash) {
  buffer_format(whole, "%s: no file at hand has its text %016llx%s%s\n", pair->after_name, (unsigned long long)hash,
                differ->is_lost ? "" : "; ", differ->is_lost ? "" : differ->mend);
  differ->is_lost = true;
}

static struct buffer body_of(struct differ *differ, const struct pair *pair) {
  struct types_text before, after;
  struct buffer whole = {0};
  if (!texts_find(differ->texts, pair->before_name, pair->before, &before))
    put_missing(differ, &whole, pair, pair->before);
  else if (!texts_find(differ->texts, pair->after_name, pair->after, &after))
    put_missing(differ, &whole, pair, pair->after);
  else
    types_difference(&before, &after, LINES, say, &whole);
  return whole;
}

// All of it where a text is missing.
static char *signed_lines(const char *whole) {
  struct buffer lines = {0};
  buffer_put(&lines, "");
  for (const char *line = whole; *line != 0; line = strchr(line, '\n') + 1)
    if (*line == '-' || *line == '+') buffer_add(&lines, line, strcspn(line, "\n") + 1);
  if (lines.size == 0) buffer_put(&lines, whole);
  return lines.bytes;
}

static void put_indented(const struct differ *differ, const char *whole) {
  for (const char *line = whole; *line != 0; line = strchr(line, '\n') + 1)
    buffer_format(differ->out, "%s%.*s\n", differ->indent, (int)strcspn(line, "\n"), line);
}

// Names of the pairs with those lines, from the `first` on.
static void put_names(const struct differ *differ, const struct pairs *pairs, const char *words, size_t told,
                      uint32_t first) {
  uint32_t found = 0, named = 0;
  for (uint32_t i = 0; i < pairs->count; i++) {
    if (pairs->list[i].told != told || found++ < first) continue;
    if (named == 0) buffer_format(differ->out, "%s%s ", differ->indent, words);
    if (named < NAMES) buffer_format(differ->out, "%s%s", named == 0 ? "" : ", ", pairs->list[i].after_name);
    named++;
  }
  if (named > NAMES) buffer_format(differ->out, " and %u more", named - NAMES);
  if (named != 0) buffer_put(differ->out, "\n");
}

static size_t told_as(struct differ *differ, const struct pair *pair) {
  struct buffer whole = body_of(differ, pair);
  char *lines = signed_lines(whole.bytes);
  size_t told = 0;
  while (told < differ->count && strcmp(differ->told[told].lines, lines) != 0)
    told++;
  if (told < differ->count) {
    free(lines);
    buffer_free(&whole);
    return told;
  }
  differ->told = buffer_grow(differ->told, differ->count, &differ->room, sizeof *differ->told);
  differ->told[differ->count++] = (struct differ_told){whole.bytes, lines, differ->edge};
  return told;
}

// Each difference once, with the names of all that have the same.
static void tell(struct differ *differ, struct pairs *pairs) {
  differ->edge++;
  for (uint32_t i = 0; i < pairs->count; i++)
    pairs->list[i].told = told_as(differ, &pairs->list[i]);
  for (size_t i = 0; i < differ->count; i++) {
    const struct differ_told *told = &differ->told[i];
    if (told->edge == differ->edge) put_indented(differ, told->whole);
    put_names(differ, pairs, told->edge == differ->edge ? "the same of" : "as above:", i, told->edge == differ->edge);
  }
}

// ---- What is asked ----

void differ_edge(struct differ *differ, const struct plan *plan, uint32_t cell) {
  struct pairs pairs = {.count = 0};
  if (cell != GRAPH_NONE) add_edge(&pairs, plan, cell);
  tell(differ, &pairs);
}

// Whether the name stands there as a whole.
static bool names(const char *sentence, const char *name) {
  size_t length = strlen(name);
  for (const char *at = sentence; (at = strstr(at, name)) != NULL; at++)
    if ((at == sentence || at[-1] == ' ') && strchr(" (,;", at[length]) != NULL) return true;
  return false;
}

void differ_refused(struct differ *differ, const struct plan *plan, const char *sentence) {
  struct pairs all = {.count = 0}, named = {.count = 0};
  add_refused(&all, plan);
  for (uint32_t i = 0; i < all.count; i++)
    if (names(sentence, all.list[i].after_name)) named.list[named.count++] = all.list[i];
  tell(differ, &named);
}

void differ_plan(struct differ *differ, const struct plan *plan) {
  uint32_t missing = 0;
  bool first = true;
  for (const char *line = plan->text, *end; *line != 0; line = end, first = false) {
    char why[WHY + 4] = "  ";
    end = line + strcspn(line, "\n");
    end += *end == '\n';
    buffer_add(differ->out, line, (size_t)(end - line));
    if (first && plan->error.text[0] != 0) differ_refused(differ, plan, plan->error.text);
    if (missing == plan->missing_count || missing == PLAN_MISSING) continue;
    plan_why(plan, &plan->missing[missing], why + 2, WHY);
    strcat(why, "\n");
    if (strncmp(line, why, strlen(why)) == 0) differ_edge(differ, plan, plan->missing[missing++].cell);
  }
}

void differ_all(struct differ *differ, const struct plan *plan) {
  struct pairs pairs = {.count = 0};
  add_refused(&pairs, plan);
  for (uint32_t i = 0; i < graph_cell_count(plan->region); i++)
    if (stays(plan, i)) add_edge(&pairs, plan, i);
  tell(differ, &pairs);
}

void differ_free(struct differ *differ) {
  for (size_t i = 0; i < differ->count; i++) {
    free(differ->told[i].whole);
    free(differ->told[i].lines);
  }
  free(differ->told);
  differ->told = NULL;
  differ->count = differ->room = 0;
}
