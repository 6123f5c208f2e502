// SPDX-License-Identifier: Apache-2.0
// report: what the rules say, and in which forms it is told: clang's, SARIF (OASIS SARIF 2.1.0).
#pragma once
#include "tools/cellcheck/ir.h"

// RULE(identifier, "name", "what it says in one line"): tools/cellcheck/rules.def. --explain tells the rest, from explain/NAME.txt.
enum rule : uint16_t {
#define RULE(identifier, name, line) RULE_##identifier,
#include "tools/cellcheck/rules.def"
#undef RULE
  RULES
};

struct note {
  struct place at;
  const char *text;
};

struct reports;

// One finding. `notes` is the path: where it was owned, which way was taken, where it was lost. `mend`: what to do, as an imperative sentence.
// Copies what it is given. In a function with CELL_UNSAFE (`function`, null: outside of any) it is counted as excused instead.
// The same rule with the same message at the same place is reported once, with the shortest path.
void report(struct reports *reports, enum rule rule, const struct function *function, struct place at,
            const struct note *notes, uint32_t note_count, const char *mend, const char *message, ...)
    __attribute__((format(printf, 8, 9)));
// The same for a finding about a static variable, whose CELL_UNSAFE, or that of the function it is local to, excuses it.
void report_variable(struct reports *reports, enum rule rule, const struct variable *variable, struct place at,
                     const struct note *notes, uint32_t note_count, const char *mend, const char *message, ...)
    __attribute__((format(printf, 8, 9)));

// A rule that follows paths says how far it went: what it cost, on every machine the same.
void report_steps(struct reports *reports, uint64_t steps);

// The rules: each looks at the whole cell. One folder each below rules/.
void rule_ownership(const struct cell *cell, struct reports *reports);
void rule_borrows(const struct cell *cell, struct reports *reports);
void rule_state(const struct cell *cell, struct reports *reports);
void rule_code(const struct cell *cell, struct reports *reports);
void rule_kinds(const struct cell *cell, struct reports *reports);
void rule_locks(const struct cell *cell, struct reports *reports);
void rule_headers(const struct cell *cell, struct reports *reports);

// front/: parses a cell's sources and its public headers, each of these alone as well. What does not compile or is not understood is reported
// (RULE_FRONT_*). Null: nothing could be read.
struct front_options {
  const char *label;
  const char *const *sources, *const *public_headers, *const *private_headers, *const *flags;
  uint32_t source_count, public_count, private_count, flag_count;
};
struct cell *front_read(const struct front_options *options, struct reports *reports);
void cell_delete(struct cell *cell);
void cell_print(const struct cell *cell);  // --dump
