// SPDX-License-Identifier: Apache-2.0
// undertaker: the task that releases what the dead owned, one object at a time (docs/ledger.md). It keeps nothing that
// matters: the ledger knows what is left to do, so any undertaker goes on where the last one stopped.
//
// Context  a task of its own; nobody else calls it.
// Owns     nothing.
// State    `undertaker`: who it is, and whether there is work that it has not looked for yet.
// Errors   a release that faults each time is given up by the ledger: its entry is quarantined, the rest goes on. An
//          undertaker that ends all the same is followed by another one, as soon as there is work.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/ledger/ledger.h"

// What the undertaker's task is made of.
//
// The running task is the undertaker.
ATOMIC void undertaker_begin(void);
// Releases one object; false: nothing is left to do. A call around ledger_bury_one, for the ladder of faults: what is made again
// when that has been, and then the object that faults is given up.
STEPS bool undertaker_step(struct ledger_work *work);
// OK: there may be work. WAITING: there is none, and the running task is entered where it will be woken.
ATOMIC status_t undertaker_rest(void);
