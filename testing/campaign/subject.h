// SPDX-License-Identifier: Apache-2.0
// subject: a realistic call of one ATOMIC or STEPS function, for the campaign that faults it at every instruction.
#pragma once
#include "kernel/base/cell.h"

enum { CAMPAIGN_KEPT = 16 };

// What a subject's functions leave for one another; zero before `prepare`.
struct campaign_kept {
  OWN uint64_t word[CAMPAIGN_KEPT];
};

struct campaign_subject {
  char calls[40];                               // the function that `call` calls: "heap_new"
  char what[40];                                // which of its ways: "a new slab"
  void (*prepare)(struct campaign_kept *kept);  // may be null
  void (*call)(struct campaign_kept *kept);     // one outermost call
  void (*finish)(struct campaign_kept *kept);   // gives back; may be null
};

// What is left when a victim is dead, buried, and whatever it had started too.
struct campaign_remains {
  uint64_t frames_free, heap_live, heap_bytes, ledger_entries, quarantined, tasks, broken_states;
};

// The task that makes a subject's call and is killed meanwhile. The campaign fills in the first two.
struct campaign_victim {
  void (*prepare)(struct campaign_kept *kept);
  void (*call)(struct campaign_kept *kept);  // null: the victim ends instead of calling
  uint64_t number;                           // of its task
  bool calling;                              // behind prepare
  bool started, was_killed;
  struct campaign_remains remains;
};

struct campaign_runner {
  void (*run)(struct campaign_kept *kept);  // starts the victim, waits for its end, takes the totals
};
enum { CAMPAIGN_LINE = 11 };  // the interrupt that kills it

#define CAMPAIGN_SUBJECT(name, function, way, before, during, after)                                                   \
  CELL_OPS(struct campaign_subject,                                                                                    \
           name) = {.calls = function, .what = way, .prepare = before, .call = during, .finish = after}
