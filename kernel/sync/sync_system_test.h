// SPDX-License-Identifier: Apache-2.0
// sync_system_test: requests that are in one another's way, and a change that faults half-way, for their test.
//
// Context  tasks.
// Owns     nothing.
// State    none.
// Errors   of the locks.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sync/sequence.h"
#include "kernel/sync/sync.h"

struct crossing {
  struct mutex way[2];
  struct rwlock table;
  struct rwlock_hold hold, others;
  uint64_t done, worked, tries;
  struct lock lock;
  struct sequence sequence;
  uint64_t pair[2];
};

// Takes both ways, that one first, and counts: the two of them are in one another's way.
STEPS status_t crossing_work(struct crossing *crossing, uint64_t first);
ATOMIC void crossing_count(struct crossing *crossing);
ATOMIC void crossing_finish(struct crossing *crossing);
// Adds one to both numbers of the pair; faults in between, the first time.
ATOMIC void crossing_change(struct crossing *crossing);
RAW void crossing_try(uint64_t *tries);  // counts, and no undo takes that back; the first one faults
