// SPDX-License-Identifier: Apache-2.0
// Collects what the rules report: copied, sorted, each finding once, excused where CELL_UNSAFE says so.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/report/memory.h"
#include "tools/cellcheck/report/reports.h"

struct reports {
  struct finding *findings;
  uint32_t count, room;
  bool is_sorted;
  uint64_t steps;
};

struct reports *reports_new(void) {
  struct reports *reports = report_resize(NULL, 1, sizeof *reports);
  *reports = (struct reports){.is_sorted = true};
  return reports;
}

static void place_free(struct place place) {
  free((char *)place.file);
  free((char *)place.macro);
}

static struct place place_copy(struct place place) {
  place.file = report_copy(place.file);
  place.macro = report_copy(place.macro);
  return place;
}

static void finding_free(struct finding *finding) {
  for (uint32_t i = 0; i < finding->note_count; i++) {
    place_free(finding->notes[i].at);
    free((char *)finding->notes[i].text);
  }
  place_free(finding->at);
  free(finding->notes);
  free(finding->message);
  free(finding->mend);
  free(finding->in);
  free(finding->excuse);
  free(finding->excuser);
  free(finding->excuser_file);
}

void reports_delete(struct reports *reports) {
  if (reports == NULL) return;
  for (uint32_t i = 0; i < reports->count; i++)
    finding_free(&reports->findings[i]);
  free(reports->findings);
  free(reports);
}

static char *print(const char *format, va_list words) {
  va_list again;
  va_copy(again, words);
  int length = vsnprintf(NULL, 0, format, words);
  size_t size = length < 0 ? 1 : (size_t)length + 1;
  char *text = report_resize(NULL, size, 1);
  text[0] = 0;
  if (length >= 0) vsnprintf(text, size, format, again);
  va_end(again);
  return text;
}

// Keeps a finding with copies of all that it is made from.
static void add(struct reports *reports, struct finding finding, const struct note *notes, uint32_t note_count,
                const char *message, va_list words) {
  if (reports->count == reports->room) {
    reports->room = reports->room == 0 ? 16 : reports->room * 2;
    reports->findings = report_resize(reports->findings, reports->room, sizeof *reports->findings);
  }
  finding.message = print(message, words);
  finding.mend = report_copy(finding.mend);
  finding.at = place_copy(finding.at);
  finding.in = report_copy(finding.in != NULL ? finding.in : "");
  finding.excuse = report_copy(finding.excuse);
  finding.excuser = report_copy(finding.excuser);
  finding.excuser_file = report_copy(finding.excuser_file);
  finding.notes = report_resize(NULL, note_count, sizeof *notes);
  finding.note_count = note_count;
  for (uint32_t i = 0; i < note_count; i++)
    finding.notes[i] = (struct note){place_copy(notes[i].at), report_copy(notes[i].text)};
  reports->findings[reports->count++] = finding;
  reports->is_sorted = false;
}

static void excuse(struct finding *finding, const char *reason, const char *name, struct place place) {
  if (reason == NULL) return;
  finding->excuse = (char *)reason;
  finding->excuser = (char *)name;
  finding->excuser_file = (char *)place.file;
}

void report(struct reports *reports, enum rule rule, const struct function *function, struct place at,
            const struct note *notes, uint32_t note_count, const char *mend, const char *message, ...) {
  struct finding finding = {.rule = rule, .at = at, .mend = (char *)mend};
  if (function != NULL) finding.in = (char *)function->name;
  if (function != NULL) excuse(&finding, function->unsafe, function->name, function->place);
  va_list words;
  va_start(words, message);
  add(reports, finding, notes, note_count, message, words);
  va_end(words);
}

void report_variable(struct reports *reports, enum rule rule, const struct variable *variable, struct place at,
                     const struct note *notes, uint32_t note_count, const char *mend, const char *message, ...) {
  struct finding finding = {.rule = rule, .at = at, .mend = (char *)mend, .in = (char *)variable->name};
  // A static local variable stands in its function's excuse, too.
  const struct function *outer = variable->in;
  excuse(&finding, variable->unsafe, variable->name, variable->place);
  if (variable->unsafe == NULL && outer != NULL) excuse(&finding, outer->unsafe, outer->name, outer->place);
  va_list words;
  va_start(words, message);
  add(reports, finding, notes, note_count, message, words);
  va_end(words);
}

static int compare_texts(const char *a, const char *b) {
  return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int compare(const void *left, const void *right) {
  const struct finding *a = left, *b = right;
  int order = compare_texts(a->at.file, b->at.file);
  if (order == 0) order = (a->at.line > b->at.line) - (a->at.line < b->at.line);
  if (order == 0) order = (a->at.column > b->at.column) - (a->at.column < b->at.column);
  if (order == 0) order = (a->rule > b->rule) - (a->rule < b->rule);
  if (order == 0) order = strcmp(a->message, b->message);
  // The shorter path is the one that is kept. Equal ones in the order of their notes, so that output is the same each time.
  if (order == 0) order = (a->note_count > b->note_count) - (a->note_count < b->note_count);
  for (uint32_t i = 0; order == 0 && i < a->note_count; i++) {
    order = (a->notes[i].at.line > b->notes[i].at.line) - (a->notes[i].at.line < b->notes[i].at.line);
    if (order == 0) order = compare_texts(a->notes[i].text, b->notes[i].text);
  }
  return order;
}

static bool is_same(const struct finding *a, const struct finding *b) {
  return a->rule == b->rule && a->at.line == b->at.line && a->at.column == b->at.column &&
         compare_texts(a->at.file, b->at.file) == 0 && strcmp(a->message, b->message) == 0;
}

static void sort(struct reports *reports) {
  if (reports->is_sorted) return;
  reports->is_sorted = true;
  qsort(reports->findings, reports->count, sizeof *reports->findings, compare);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < reports->count; i++) {
    struct finding *finding = &reports->findings[i];
    if (kept == 0 || !is_same(&reports->findings[kept - 1], finding)) {
      reports->findings[kept++] = *finding;
      continue;
    }
    // In a header's function, one source may excuse what another does not: then it counts.
    if (finding->excuse == NULL) {
      free(reports->findings[kept - 1].excuse);
      reports->findings[kept - 1].excuse = NULL;
    }
    finding_free(finding);
  }
  reports->count = kept;
}

const struct finding *reports_all(struct reports *reports, uint32_t *count) {
  sort(reports);
  *count = reports->count;
  return reports->findings;
}

uint32_t reports_count(struct reports *reports) {
  sort(reports);
  uint32_t count = 0;
  for (uint32_t i = 0; i < reports->count; i++)
    count += reports->findings[i].excuse == NULL;
  return count;
}

uint32_t reports_excused(struct reports *reports) {
  uint32_t counted = reports_count(reports);
  return reports->count - counted;
}

uint32_t reports_excused_by(struct reports *reports, const char *name, struct place place) {
  sort(reports);
  uint32_t count = 0;
  for (uint32_t i = 0; i < reports->count; i++) {
    const struct finding *finding = &reports->findings[i];
    count += finding->excuse != NULL && strcmp(finding->excuser, name) == 0 &&
             compare_texts(finding->excuser_file, place.file) == 0;
  }
  return count;
}

void report_steps(struct reports *reports, uint64_t steps) {
  reports->steps += steps;
}

uint64_t reports_steps(const struct reports *reports) {
  return reports->steps;
}

bool reports_have(const struct reports *reports, enum rule rule) {
  for (uint32_t i = 0; i < reports->count; i++)
    if (reports->findings[i].rule == rule) return true;
  return false;
}
