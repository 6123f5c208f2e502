// SPDX-License-Identifier: Apache-2.0
// internal: what the files of the swap engine share.
#pragma once
#include "kernel/graph/graph.h"
#include "kernel/linker/linker.h"
#include "kernel/lock/lock.h"
#include "kernel/swap/plan/plan.h"
#include "kernel/swap/swap.h"

struct swap_offered {
  OWN void *span;
  uint64_t size;
};

struct swap_range {
  uint64_t start, end;  // pages of the region
};

// What one swap works with: its task's alone, made anew when its call is made again. Code that fills it is RAW.
struct swap_work {
  struct plan plan;
  void *memory;  // the draft's span
  uint64_t pages_mapped;
  struct swap_report *report;
};

static_assert((int)SWAP_CHANGES == PLAN_SET && (int)SWAP_REPORT == PLAN_TEXT,
              "so that tools/graph says what a swap says");

enum { SWAP_RANGES = REGION_AREAS + 2 * SWAP_CHANGES };

struct swap_state {
  struct lock lock;
  uint32_t entry;    // of the turn in the ledger; LEDGER_NONE: nobody swaps
  bool drop_wanted;  // of the offers, at the turn's end
  uint64_t owner;    // number of the task whose turn it is; 0: none, or boot
  uint64_t swaps, refused;
  uint64_t mapped_count;
  struct swap_range mapped[SWAP_RANGES];  // not in force yet
  uint64_t offer_count;
  struct swap_offered offers[SWAP_CHANGES];
};
extern struct swap_state swap;

const char *swap_label(uint32_t cell);  // of the running graph

// planned.c: the plan of the request (kernel/swap/plan), with memory for it. Changes nothing but work.
status_t swap_plan(struct swap_work *work, const struct swap_request *request);
// prepare.c: frames behind the new pages, and the draft's bytes in them, where nobody looks yet.
status_t swap_prepare(struct swap_work *work);
// commit.c: swap_turn_commit while every other processor stands in the nucleus with nothing half done. TIMED_OUT: one of them does not come; nothing is
// changed.
status_t swap_commit_alone(struct region_patch *patches, uint32_t count, struct swap_report *report, bool done);
// offer.c: gives their memory back; in a transaction, under the lock.
void swap_forget_offers(void) HOLDS(&swap.lock);
// life.c: init and main of cells that were added.
status_t swap_start_added(struct swap_work *work);
