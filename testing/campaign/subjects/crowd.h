// SPDX-License-Identifier: Apache-2.0
// crowd: tasks on the other processors, one on each, that do work of the same kind while a subject's call is made.
//
// Context  tasks. crowd_start, crowd_end: the one that started the victim.
// Owns     the tasks are the cell's, from crowd_start to crowd_end.
// State    `crowd`: who works, and what they have counted.
// Errors   of sched_spawn.
#pragma once
#include "kernel/base/cell.h"
#include "testing/campaign/subject.h"

enum { CROWD_TALLIES = 8, CROWD_MOST = 15, CROWD_LEAST_ROUNDS = 3, CROWD_MOST_ROUNDS = 60 };

// Starts one on each processor but the first, and waits until all are at work.
STEPS status_t crowd_start(struct campaign_kept *kept, const struct campaign_neighbours *neighbours, uint64_t cpus);
// The call is over: waits for their end. How much was wrong, and the first of it.
STEPS uint64_t crowd_end(struct campaign_kept *kept, const struct campaign_neighbours *neighbours, char *why,
                         uint32_t size);

// What the neighbours call. Each is at work before its first round, and leaves behind its last.
STEPS void crowd_at_work(void);           // waits for the others, and for the subject's call
READ bool crowd_goes_on(uint64_t round);  // whether there is to be one more
ATOMIC void crowd_leave(void);
READ bool crowd_has_left(void);  // all have
ATOMIC void crowd_add(uint32_t tally, uint64_t by);
READ uint64_t crowd_tally(uint32_t tally);
ATOMIC void crowd_put(uint32_t tally, uint64_t value);  // what it was is whoever calls this to know
ATOMIC void crowd_wrong(const char *what);
ATOMIC void crowd_mark(uint64_t *words, uint64_t count, uint64_t mark);  // stores it in each

// Their steps.
ATOMIC void crowd_clear(void);
ATOMIC status_t crowd_start_one(RETAINS struct campaign_kept *kept,
                                RETAINS const struct campaign_neighbours *neighbours, uint64_t number);
ATOMIC void crowd_come(void);
ATOMIC void crowd_go(void);
ATOMIC void crowd_stop(void);
