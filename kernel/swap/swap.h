// SPDX-License-Identifier: Apache-2.0
// swap: moves the running system from one checked set of cells to another: replaces, adds, removes. docs/swap.md tells
// the phases, what is guaranteed and what a failure at each step leaves.
//
// A request is planned against the graph before anything is changed, prepared where nobody sees it, and committed at
// once: slots, gates' targets, ops tables and rows of the graph, with interrupts off. State stays where it lies. The
// version that was replaced is listed as retired; its code stays mapped, for tasks that are still inside.
//
// Context  swap_run: a task, interrupts on. The rest: any but faults.
// Owns     what swap_offer was given, until the next swap_run that uses it or swap_drop_offers.
// State    `swap`: who swaps now, what was offered, counters.
// Errors   BUSY: another swap is under way. NOT_FOUND: no such cell or spare. EXISTS: that version is live already, or
//          another cell has what the new one provides. INVALID: the plan would break a cell, or the request makes no
//          sense. CORRUPT: the file is no cell. NO_MEMORY. What the init of an added cell says: the swap is taken back, and
//          the new versions stay as retired ones. In each case nobody reaches anything else than before, and the
//          report says what stands against it and what to do.
#pragma once
#include "kernel/base/cell.h"

enum { SWAP_CHANGES = 8, SWAP_NAME = 128, SWAP_REPORT = 4096 };

// One cell of the set. old: label or short name of a live cell, "" to add. Of the new one either its bytes, or the name
// of one of the image's spares; neither: old is removed.
struct swap_change {
  char old[SWAP_NAME];
  char spare[SWAP_NAME];
  const uint8_t *bytes;
  uint64_t size;
};

struct swap_request {
  struct swap_change changes[SWAP_CHANGES];
  uint32_t count;
  bool offered;    // instead of changes: all that swap_offer was given, each for the live cell with its label, or added
  bool plan_only;  // report, change nothing
  bool back;       // a lower revision is meant
};

struct swap_report {
  char text[SWAP_REPORT];                              // lines: the plan; or why not, and what to do
  uint64_t plan_cycles, prepare_cycles, pause_cycles;  // time-stamp ticks; pause: interrupts off for the commit
  uint32_t words;                                      // rewritten in the commit
  // How far it is, so that a call that was abandoned can be made again: all false in a new report.
  bool committed;  // the new cells are in force
  bool finished;   // with `status`
  status_t status;
};

// Give it a zeroed report; called again with the same one it goes on where it was.
STEPS status_t swap_run(const struct swap_request *request, struct swap_report *report);
// Takes the bytes of a cell that arrived, a span of pages_reserve, for a swap_run with `offered`. FULL: SWAP_CHANGES
// are there already. BUSY: a swap is under way. On an error the span is still the caller's.
ATOMIC status_t swap_offer(OWN void *span, uint64_t size);
ATOMIC void swap_drop_offers(void);  // while a swap is under way: when it ends

struct swap_statistics {
  uint64_t swaps;    // committed since boot
  uint64_t refused;  // by plan, prepare or a busy engine
  uint32_t offers;   // cells that wait to be swapped in
};
READ void swap_statistics(struct swap_statistics *out);
