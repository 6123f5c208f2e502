// SPDX-License-Identifier: Apache-2.0
// state: what cells say of their own state: whether it holds (CELL_CHECK), and how to make it anew (CELL_REBUILD). Found
// through the graph, so a cell's word counts as soon as the cell is there. docs/state.md.
//
// Context  any; after an undo also the handling of a fault. A check looks at everything its cell has: it takes as long as
//          that, with interrupts off while its cell's lock is held.
// Owns     nothing.
// State    none of its own.
// Errors   NOT_FOUND: no more, or nothing to rebuild with. What a rebuild itself answers.
#pragma once
#include "kernel/base/cell.h"

enum { STATE_NAME = 32 };

struct state_verdict {
  uint32_t cell;  // index in the graph
  bool holds;
  bool can_rebuild;
  char state[STATE_NAME];  // "heap", as CELL_STATE names it
};

// The next state that has a check, which is run, in the order of the dependencies. Start with *cursor = 0.
READ status_t state_check_next(uint32_t *cursor, struct state_verdict *verdict);
// Every check of that cell's state holds; false: `why` has the name of the first that does not. True if it has none.
READ bool state_check_cell(uint32_t cell, char *why, uint32_t size);
// Makes all state of that cell anew that can be, each in its CELL_REBUILD, as one transaction.
ATOMIC status_t state_rebuild_cell(uint32_t cell);
