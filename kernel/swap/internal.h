// SPDX-License-Identifier: Apache-2.0
// internal: what the files of the swap engine share.
#pragma once
#include "kernel/graph/graph.h"
#include "kernel/linker/linker.h"
#include "kernel/lock/lock.h"
#include "kernel/swap/swap.h"

struct swap_offered {
  void *span;
  uint64_t size;
};

// One cell of the set that is being swapped.
struct swap_member {
  uint32_t old;          // cell index, or GRAPH_NONE: added
  uint32_t now;          // cell index after the commit, or GRAPH_NONE: removed
  const uint8_t *bytes;  // null: removed
  uint64_t size;
  bool linked;
  struct linker_elf elf;
};

struct swap_range {
  uint64_t start, end;  // pages of the region
};

// What one swap works with: its task's alone, made anew when its call is made again. Code that fills it is RAW.
struct swap_work {
  struct swap_member members[SWAP_CHANGES];
  uint32_t count;
  struct linker_draft draft;
  struct linker_error error;
  void *memory;  // the draft's span
  uint64_t pages_mapped;
  struct swap_report *report;
  uint32_t text_length;
};

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

// Appends to the report.
void swap_say(struct swap_work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *swap_label(uint32_t cell);  // of the running graph

// members.c: which cells are meant. Fills work->members.
status_t swap_resolve(struct swap_work *work, const struct swap_request *request);
// plan.c: the draft of the graph that is to be, checked. Changes nothing but work.
status_t swap_plan(struct swap_work *work, bool back);
// circle.c: INVALID: the new cell would depend on itself.
status_t swap_check_circle(struct swap_work *work, const struct swap_member *member);
// prepare.c: frames behind the new pages, and the draft's bytes in them, where nobody looks yet.
status_t swap_prepare(struct swap_work *work);
// offer.c: gives their memory back; in a transaction, under the lock.
void swap_forget_offers(void);
// life.c: init and main of cells that were added.
status_t swap_start_added(struct swap_work *work);
