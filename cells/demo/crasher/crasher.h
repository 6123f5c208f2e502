// SPDX-License-Identifier: Apache-2.0
// crasher: faults when it was told to, in every way that there is, in the midst of changes that nobody must see halves of.
//
// Context  STEPS: in a task. ATOMIC, READ: any.
// Owns     a block of the heap and a token in the ledger while crasher_work runs, for the task that called it.
// State    `crasher`, which each change leaves consistent; `crasher_armed`, outside every transaction: so a fault that was
//          undone counts all the same, and the next try may go well.
// Errors   NO_MEMORY.
#pragma once
#include "kernel/base/cell.h"

enum crasher_way {
  CRASHER_NULL,       // in a transaction, which holds a lock, so with interrupts off: a store near null
  CRASHER_ASSERT,     // ... a failed assertion
  CRASHER_TYPE,       // ... a call through a pointer of another type (kcfi)
  CRASHER_UNDEFINED,  // ... an index out of bounds (UBSan)
  CRASHER_JOURNAL,    // ... more changes than a journal holds
  CRASHER_ALLOCATOR,  // ... inside the heap, which holds its lock
  CRASHER_KILLED,     // ... a store near null, while its task is being killed
  CRASHER_AFTER,      // behind the commit
  CRASHER_STEPS,      // between two transactions
  CRASHER_STACK,      // ... the stack overflows
  CRASHER_INTERRUPT,  // ... an interrupt comes when the stack is used up
  CRASHER_NESTED,     // ... calls within calls up to the stack's end
  CRASHER_RELEASE,    // when what it has acquired is released; it comes to that by a fault between two transactions
  CRASHER_WAYS,
};
enum { CRASHER_ALWAYS = UINT32_MAX };

// The client's: how far it has come. A call that is made again goes on from there.
struct crasher_work {
  uint32_t done, most;
};

// Lets the next `faults` tries fault in that way.
RAW void crasher_arm(enum crasher_way way, uint32_t faults);
READ uint32_t crasher_left(void);                          // faults that are still to come
READ VIEW_RET const char *crasher_way_name(uint32_t way);  // "null"; null: no such way
READ VIEW_RET const char *crasher_way_text(uint32_t way);  // what it does, in a line

STEPS status_t crasher_work(struct crasher_work *work);
// What crasher_work is made of.
ATOMIC status_t crasher_change(struct crasher_work *work);
ATOMIC status_t crasher_token_take(OWN_RET uint32_t *token);
ATOMIC void crasher_token_give(OWN uint64_t token);
STEPS status_t crasher_nest(uint64_t depth);

struct crasher_view {
  uint64_t changes, notes, tokens;
  bool holds;  // what each change keeps true
};
READ void crasher_look(struct crasher_view *view);
