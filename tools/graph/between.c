// SPDX-License-Identifier: Apache-2.0
// The swaps that lead from an image to what was built since: which cells must go together and why, found by planning each changed cell and adding
// what the plan says it lacks. Each set that the running system would take is put in force in the region, so that the next is planned
// against the system as it is then.
#include <stdlib.h>
#include <string.h>

#include "tools/graph/files.h"
#include "tools/graph/planned.h"
#include "tools/graph/tool.h"

enum { WHY = 400 };

// A cell as it was built now.
struct version {
  struct linker_elf elf;
  struct cell_file file;
  char old[PLAN_TEXT];  // label of the live cell whose place it takes; "": nobody's
  bool done;            // is in force, or refused
};

struct between {
  const struct image *image;
  const struct cell_files *files;
  struct version *versions;
  size_t count;
  bool back;
  uint32_t sets, refused;
};

struct set {
  struct plan_change changes[PLAN_SET];
  struct version *versions[PLAN_SET];  // null: one that goes
  char why[PLAN_SET][WHY], labels[PLAN_SET][WHY];
  struct buffer types[PLAN_SET];  // what differs
  uint32_t count;
  bool full;
};

static const char *label_at(const struct between *between, uint32_t cell) {
  return graph_string(between->image->region, graph_cell(between->image->region, cell)->label);
}

static uint32_t live(const struct between *between, const char *label) {
  uint32_t cell = graph_provider(between->image->region, label);
  return cell != GRAPH_NONE && strcmp(label_at(between, cell), label) == 0 ? cell : GRAPH_NONE;
}

static struct version *version_called(const struct between *between, const char *label) {
  for (size_t i = 0; i < between->count; i++)
    if (strcmp(between->versions[i].elf.label, label) == 0) return &between->versions[i];
  return NULL;
}

// Another cell that provides an interface of this one's and is not among what was built: this one takes its place.
static void find_predecessor(const struct between *between, struct version *version) {
  struct linker_note_line line;
  for (uint64_t cursor = 0; linker_note_next(&version->elf, &cursor, &line) == OK;) {
    if (strcmp(line.word, "provides") != 0) continue;
    uint32_t cell = graph_provider(between->image->region, line.a);
    if (cell == GRAPH_NONE || version_called(between, label_at(between, cell)) != NULL) continue;
    snprintf(version->old, sizeof version->old, "%s", label_at(between, cell));
    return;
  }
}

static struct between read_versions(const struct image *image, const struct cell_files *files, bool back) {
  struct between between = {.image = image, .files = files, .count = files->count, .back = back};
  struct linker_error error;
  between.versions = calloc(files->count, sizeof *between.versions);
  if (between.versions == NULL) tool_fail("no memory");
  for (size_t i = 0; i < files->count; i++) {
    struct version *version = &between.versions[i];
    version->file = files->files[i];
    if (linker_read(version->file.bytes, version->file.size, &version->elf, &error) != OK) tool_fail("%s", error.text);
  }
  for (size_t i = 0; i < files->count; i++) {
    struct version *version = &between.versions[i];
    uint32_t cell = live(&between, version->elf.label);
    if (cell == GRAPH_NONE) {
      find_predecessor(&between, version);
      continue;
    }
    snprintf(version->old, sizeof version->old, "%s", version->elf.label);
    version->done = graph_cell(image->region, cell)->version == version->elf.version;
  }
  return between;
}

static bool has(const struct set *set, const char *label) {
  for (uint32_t i = 0; i < set->count; i++)
    if (strcmp(set->labels[i], label) == 0 || strcmp(set->changes[i].old, label) == 0) return true;
  return false;
}

// version: null: the live cell of that label goes. False: there is no more room.
static bool put(struct set *set, struct version *version, const char *label, const char *why) {
  set->full = set->count == PLAN_SET;
  if (set->full) return false;
  uint32_t at = set->count++;
  snprintf(set->labels[at], WHY, "%s", label);
  snprintf(set->why[at], WHY, "%s", why);
  set->versions[at] = version;
  set->changes[at] = (struct plan_change){.old = version == NULL ? set->labels[at] : version->old, .spare = ""};
  if (version == NULL) return true;
  set->changes[at].bytes = version->file.bytes;
  set->changes[at].size = version->file.size;
  return true;
}

// What was built for a label that the set lacks: that cell, what takes its place, or what provides it.
static struct version *version_for(const struct between *between, const char *label) {
  struct version *version = version_called(between, label);
  for (size_t i = 0; i < between->count && version == NULL; i++)
    if (strcmp(between->versions[i].old, label) == 0 || linker_elf_is(&between->versions[i].elf, label))
      version = &between->versions[i];
  return version;
}

// Adds what the plan lacks and what was built. False: nothing more.
static bool grow(const struct between *between, struct set *set, const struct plan *plan, struct differ *differ) {
  bool grown = false;
  char why[WHY];
  for (uint32_t i = 0; i < plan->missing_count && i < PLAN_MISSING; i++) {
    const struct plan_missing *missing = &plan->missing[i];
    struct version *version = version_for(between, missing->label);
    bool goes = version == NULL && missing->cell != GRAPH_NONE;
    if ((version == NULL && !goes) || (version != NULL && version->done)) continue;
    const char *label = goes ? missing->label : version->elf.label;
    if (has(set, label)) continue;
    plan_why(plan, missing, why, sizeof why);
    if (!put(set, version, label, why)) continue;
    differ->out = &set->types[set->count - 1];
    differ_edge(differ, plan, missing->cell);
    grown = true;
  }
  return grown;
}

static void print_set(const struct set *set, uint32_t number) {
  if (set->count == 1 && !set->full)
    printf("%u. %s by itself\n", number, set->labels[0]);
  else
    printf("%u. %s%u cells together\n", number, set->full ? "more than " : "", set->count);
  for (uint32_t i = 0; i < set->count && (set->count > 1 || set->full); i++)
    printf("  %s\n%s", set->why[i], set->types[i].bytes == NULL ? "" : set->types[i].bytes);
}

// Plans the set until it lacks nothing that was built; then tells it, and puts it in force.
static void swap_set(struct between *between, struct set *set) {
  static struct planned planned;
  struct differ differ = tool_differ(between->image, between->files);
  struct buffer *out = differ.out;
  status_t status = planned_make(&planned, between->image->region, set->changes, set->count, between->back);
  while (status != OK && !set->full && grow(between, set, &planned.plan, &differ)) {
    planned_free(&planned);
    status = planned_make(&planned, between->image->region, set->changes, set->count, between->back);
  }
  print_set(set, ++between->sets);
  differ.out = out;
  tool_print_plan(&differ, &planned.plan);
  differ_free(&differ);
  for (uint32_t i = 0; i < set->count; i++)
    buffer_free(&set->types[i]);
  if (status == OK) planned_apply(&planned, between->image->region);
  planned_free(&planned);
  between->refused += status != OK;
  for (uint32_t i = 0; i < set->count; i++)
    if (set->versions[i] != NULL) set->versions[i]->done = true;
}

static void swap_changed(struct between *between) {
  for (size_t i = 0; i < between->count; i++) {
    static struct set set;
    struct version *version = &between->versions[i];
    char why[WHY];
    if (version->done) continue;
    snprintf(why, sizeof why, "%s, which %s", version->elf.label,
             version->old[0] == 0                            ? "is new"
             : strcmp(version->old, version->elf.label) != 0 ? "takes the place of another"
                                                             : "is changed");
    set = (struct set){};
    (void)put(&set, version, version->elf.label, why);
    swap_set(between, &set);
  }
}

// From the last, on which nobody depends.
static void remove_gone(struct between *between) {
  for (uint32_t i = graph_cell_count(between->image->region); i-- > 0;) {
    static struct set set;
    const struct graph_cell *cell = graph_cell(between->image->region, i);
    const char *label = label_at(between, i);
    if (!(cell->flags & GRAPH_LIVE) || version_called(between, label) != NULL) continue;
    bool refused = false;  // its successor was
    for (size_t v = 0; v < between->count; v++)
      refused |= strcmp(between->versions[v].old, label) == 0;
    if (refused) continue;
    set = (struct set){};
    (void)put(&set, NULL, label, label);
    swap_set(between, &set);
  }
}

// One set, as `push` sends it.
static int plan_files(const struct image *image, const struct cell_files *files, bool back) {
  static struct planned planned;
  struct plan_change changes[PLAN_SET] = {};
  for (size_t i = 0; i < files->count && i < PLAN_SET; i++)
    changes[i] = (struct plan_change){
        .old = "", .spare = "", .bytes = files->files[i].bytes, .size = files->files[i].size, .by_label = true};
  status_t status = planned_make(&planned, image->region, changes, (uint32_t)files->count, back);
  struct differ differ = tool_differ(image, files);
  tool_print_plan(&differ, &planned.plan);
  differ_free(&differ);
  planned_free(&planned);
  return status == OK ? TOOL_YES : TOOL_NO;
}

int tool_plan_between(const struct image *image, const struct cell_files *files, bool one_set, bool back) {
  if (one_set) return plan_files(image, files, back);
  struct between between = read_versions(image, files, back);
  swap_changed(&between);
  remove_gone(&between);
  if (between.sets == 0)
    puts("nothing to swap: both have the same cells");
  else if (between.refused == 0)
    puts(between.sets == 1 ? "one swap leads there" : "these swaps lead there, one after the other");
  else
    printf("%u of %u cannot be swapped; restart with the new image\n", between.refused, between.sets);
  free(between.versions);
  return between.refused == 0 ? TOOL_YES : TOOL_NO;
}
