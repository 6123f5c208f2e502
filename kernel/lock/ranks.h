// SPDX-License-Identifier: Apache-2.0
// ranks: locks that a READ outside transactions entered in the wrong order: there two processors can wait for each other for ever. Looked for in builds with
// --//kernel/lock:ranks=check, and by //kernel/lock:ranked, a version of this cell that can be swapped in. docs/synchronisation.md.
//
// Context  any.
// Owns     nothing.
// State    `lock_ranks`, in such a build: the first LOCK_RANK_REPORTS different pairs.
// Errors   UNSUPPORTED: this version does not look. NOT_FOUND: no more.
#pragma once
#include "kernel/base/cell.h"

enum { LOCK_RANK_REPORTS = 8, LOCK_RANK_FRAMES = 8 };

struct lock_rank_report {
  uint64_t held, entered;  // addresses; graph_tell_address says whose
  uint64_t times;
  uint64_t frames;
  uint64_t frame[LOCK_RANK_FRAMES];  // return addresses of the first time, innermost first
};
READ status_t lock_rank_report(uint64_t index, struct lock_rank_report *report);
