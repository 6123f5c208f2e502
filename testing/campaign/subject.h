// SPDX-License-Identifier: Apache-2.0
// subject: a realistic call of one ATOMIC or STEPS function, for the campaign that faults it at every instruction.
#pragma once
#include "kernel/base/cell.h"

enum { CAMPAIGN_KEPT = 20, CAMPAIGN_WHY = 80 };

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
  bool waits;  // for others, or for time to pass: only where there are several processors
};

// What the other processors do while a call of that cell's subjects is made, where there are several; a cell without such a table has
// memory taken and given back there. `begin`, `end`: may be null; of the task that starts the others, with all of them not there yet, or over.
struct campaign_neighbours {
  void (*begin)(struct campaign_kept *kept);
  void (*work)(struct campaign_kept *kept, uint64_t number);  // crowd_at_work(), and rounds as long as crowd_goes_on()
  void (*end)(struct campaign_kept *kept);                    // what they did holds, or crowd_wrong()
};

// What is left when a victim is dead, buried, and whatever it had started too.
struct campaign_remains {
  uint64_t frames_free, heap_live, heap_bytes, ledger_entries, quarantined, tasks, broken_states;
};

// The task that makes a subject's call, on the first processor, and is killed meanwhile, or its call faults. The campaign fills in all up to
// `neighbours`.
struct campaign_victim {
  void (*prepare)(struct campaign_kept *kept);
  void (*call)(struct campaign_kept *kept);      // null: the victim ends instead of calling
  void (*finish)(struct campaign_kept *kept);    // null where it is killed
  const struct campaign_neighbours *neighbours;  // may be null
  uint64_t cpus;                                 // 1: nobody else does anything
  uint64_t number;                               // of its task
  bool prepared, goes;                           // the others are at work: it calls
  bool calling;                                  // behind prepare
  bool called;                                   // the call has returned, and what it gives back is given back
  bool started, was_killed;
  struct campaign_remains remains;
  uint64_t wrong;  // what the neighbours found, and the first of it
  char why[CAMPAIGN_WHY];
};

struct campaign_runner {
  void (*run)(struct campaign_kept *kept);  // starts the victim, waits for its end, takes the totals
};
enum { CAMPAIGN_LINE = 11 };  // the interrupt that kills it

#define CAMPAIGN_SUBJECT(name, function, way, before, during, after)                                                   \
  CELL_OPS(struct campaign_subject,                                                                                    \
           name) = {.calls = function, .what = way, .prepare = before, .call = during, .finish = after}
#define CAMPAIGN_WAITING_SUBJECT(name, function, way, before, during, after)                                           \
  CELL_OPS(struct campaign_subject,                                                                                    \
           name) = {.calls = function, .what = way, .prepare = before, .call = during, .finish = after, .waits = true}
