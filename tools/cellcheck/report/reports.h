// SPDX-License-Identifier: Apache-2.0
// reports: the findings of one run, collected by report() and told in three forms: clang's text, SARIF 2.1.0, the stamp of a build.
//
// Context  one thread.
// Owns     what reports_new returns, until reports_delete; every string given to report() is copied.
// Errors   no memory ends the program with a sentence and status 2.
#pragma once
#include <stdio.h>

#include "tools/cellcheck/report.h"

struct finding {
  enum rule rule;
  struct place at;
  char *message, *mend;  // mend: null: none
  char *in;              // the function or variable it is about; "": none
  char *excuse;          // the reason of CELL_UNSAFE; null: it counts
  char *excuser,
      *excuser_file;  // whose CELL_UNSAFE that is: a function or a variable, and where it stands; null: nobody's
  struct note *notes;
  uint32_t note_count;
};

struct reports *reports_new(void);
void reports_delete(struct reports *reports);
// Sorted by file, line, column, rule and message; excused ones among them. Stays valid until the next report().
const struct finding *reports_all(struct reports *reports, uint32_t *count);
uint32_t reports_count(struct reports *reports);    // what counts
uint32_t reports_excused(struct reports *reports);  // what CELL_UNSAFE excuses
// What the CELL_UNSAFE of that function or variable excuses. Static namesakes in other files have their own.
uint32_t reports_excused_by(struct reports *reports, const char *name, struct place place);
uint64_t reports_steps(const struct reports *reports);
bool reports_have(const struct reports *reports, enum rule rule);
// Reports each CELL_UNSAFE of the cell that has excused nothing, unless tools/journal may be the one that needs it.
void reports_find_unused(struct reports *reports, const struct cell *cell);
bool reports_own_variable(const struct cell *cell, const struct variable *variable);  // in a file of the cell

// As clang prints: place, message, source line, path, and how to mend it. Excused ones: `excused:` and the reason, if they are wanted.
void reports_print(struct reports *reports, bool with_excused, FILE *out);
void reports_write_sarif(struct reports *reports, const char *label, FILE *out);
// A line for each fact, for image.c: `cell LABEL`, `lines N`, `reports N`, `raw N` (RAW functions that it defines), `unsafe PLACE NAME N REASON` for each
// CELL_UNSAFE in effect, N: findings that it excuses.
void reports_write_stamp(struct reports *reports, const struct cell *cell, const char *label, FILE *out);

const char *rule_name(enum rule rule);
const char *rule_line(enum rule rule);
const char *rule_text(enum rule rule);  // explain/NAME.txt; "": there is none
bool rule_find(const char *name, enum rule *rule);
// The rule whose name is nearest, for sentences about a wrong one; RULES: none is near.
enum rule rule_near(const char *name);
