// SPDX-License-Identifier: Apache-2.0
// inside: what the files of kinds share.
#pragma once
#include "tools/cellcheck/report.h"
#include "tools/cellcheck/rules/reach/reach.h"

enum { TEXT = 240, NOTES = 10 };

// A function with the kind that it is held to: its own, or that of the field or parameter that its address goes to.
struct judged {
  const struct function *function;
  enum kind kind;
  bool is_after;       // it is called when the transaction has committed
  bool is_plain;       // it has no kind, and others see nothing but its declaration
  struct place place;  // where that is said
  char why[TEXT];
  const struct summary *summary;
};

const char *kind_name(enum kind kind);
// Calls for each function with a kind, and each without one whose address goes where a kind is said. `wrong`: a function with
// a kind goes where another is said.
void judge_all(const struct cell *cell, void (*judge)(const struct judged *judged, void *context),
               void (*wrong)(const struct function *in, const struct variable *table, struct place at,
                             const struct function *function, enum kind said, void *context),
               void *context);

// What a report of a judged function says: at the innermost place in the cell's own files, with the way there.
void tell(struct reports *reports, enum rule rule, const struct judged *judged, const struct effect *effect,
          const char *mend, const char *message);
