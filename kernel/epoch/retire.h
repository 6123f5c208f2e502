// SPDX-License-Identifier: Apache-2.0
// retire: objects that were taken out of what others read in sections of an epoch; freed when every processor has been quiet.
//
// A task of this cell's own, started when there is something, gathers the processors (kernel/processors): at a rendezvous none is in a section. Then it
// calls the release of each object that was retired before, each in a transaction of its own.
//
// Context  epoch_retire: any but faults. epoch_wait: in a task, outside transactions and sections.
// Owns     nothing: the object belongs to whom it did, until its release gives it back.
// State    `retired`: what waits, and who looks after it.
// Errors   NO_MEMORY, of epoch_wait: it could not wait. A processor that does not come to the rendezvous puts everything off.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"

struct epoch_retired {  // a member of the object
  struct list_node node;
  AS(ATOMIC) void (*release)(uint64_t object);
  uint64_t object;
};

// Nobody finds the object any more, from the commit on. release, a gate's address, frees it, once, later.
ATOMIC void epoch_retire(RETAINS struct epoch_retired *retired, AS(ATOMIC) void (*release)(uint64_t object),
                         uint64_t object);
// Until all that was retired when it was called is released.
STEPS status_t epoch_wait(void);
READ uint64_t epoch_waiting(void);  // objects that are not released yet
// The steps of the task that releases: takes on what has been retired so far (OK: there is something to gather for); releases one (OK), or all is
// done (EMPTY); its end. Of epoch_wait: looks (OK: done), or enters the running task.
ATOMIC status_t epoch_begin(void);
ATOMIC status_t epoch_release_one(void);
ATOMIC status_t epoch_end_turn(void);
ATOMIC void epoch_turn_lost(void);  // the ledger's: that task has died
ATOMIC status_t epoch_look(uint64_t *since);
