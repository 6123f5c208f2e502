// SPDX-License-Identifier: Apache-2.0
// meetings: how often a processor has found a lock held by another one, and how long it has waited: what processors cost one another. Counted on the way
// of who waits only; never undone.
//
// Context  any.
// Owns     nothing.
// State    `lock_rows`: one for each processor, which that one alone changes.
// Errors   OUT_OF_RANGE: no such processor.
#pragma once
#include "kernel/base/cell.h"

struct lock_meetings {
  uint64_t times;   // a lock was another's
  uint64_t pauses;  // of the processor, while it waited
} __attribute__((aligned(64)));
READ status_t lock_meetings(uint32_t cpu, struct lock_meetings *meetings);
