// SPDX-License-Identifier: Apache-2.0
// check: holds the machine code of cells against the contract of docs/journal.md.
//
// Each function is run on values that are not known, along all of its paths at once (flow.c). A record of the journal
// counts as a log from the instruction on that moves the cursor behind it (record.c); a store that can leave the frame
// needs one that covers its bytes (step.c).
#pragma once
#include "tools/journal/check/listing.h"
#include "tools/journal/check/object.h"
#include "tools/journal/check/state.h"

struct check {
  const char *label;  // of the cell
  const struct object *object;
  uint32_t errors, checked, excused;
  bool only_counts;  // errors are not written
};

// A function that is being checked.
struct run {
  struct check *check;
  const struct object_function *function;
  const struct instruction *instructions;
  uint32_t count;
  struct values values;
  bool *made;  // by instruction: it has made a value
  const char **symbols;
  uint32_t symbol_count;
  // Parts of the frame that pointers may lead to: whose address is taken, and what is not used as the compiler uses a
  // place for a value that it has no register for: written from a register and read back, always whole. The compiler
  // says nowhere which is which.
  struct exposed {
    uint32_t node;
    int64_t low, high;
  } exposed[96];
  uint32_t exposed_count;
  bool again;      // something was thought of the frame that does not hold
  bool reporting;  // all is known: say what is wrong
};

// Checks all functions of an object that the pass has worked on.
void check_object(struct check *check, const struct object *object, const struct listing *listing);

// Follows a function along all paths.
void check_function(struct check *check, const struct object_function *function, const struct instruction *instructions,
                    uint32_t count);

// What instruction number `index` does to state.
void check_step(struct run *run, struct state *state, uint32_t index);

// The records that stand in the `size` bytes behind the cursor become logs; the cursor moves behind them.
void check_publish(struct run *run, struct state *state, const struct instruction *instruction, int64_t size);

// Whether the address of the instruction's symbol is that of a function that does not come back.
bool check_ends(const struct run *run, const struct instruction *instruction);

// error: LABEL: SOURCE: FUNCTION+0xOFFSET: WHAT
[[gnu::format(printf, 3, 4)]] void check_error(struct run *run, const struct instruction *instruction,
                                               const char *format, ...);
