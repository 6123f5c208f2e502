// SPDX-License-Identifier: Apache-2.0
// internal: what the files of the swap engine share.
#pragma once
#include "kernel/graph/graph.h"
#include "kernel/linker/linker.h"
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

// All that one swap holds while it is under way; whoever finds it abandoned can give everything back.
struct swap_work {
  struct swap_member members[SWAP_CHANGES];
  uint32_t count;
  struct linker_draft draft;
  struct linker_error error;
  void *memory;  // the draft's span
  struct swap_range mapped[REGION_AREAS + 2 * SWAP_CHANGES];
  uint32_t mapped_count;
  struct swap_report *report;
  uint32_t text_length;
};

struct swap_state {
  uint64_t owner;          // number of the task that swaps now; 0: nobody
  struct swap_work *work;  // its
  uint64_t swaps, refused;
  uint32_t offer_count;
  bool offers_in_use;  // by the swap that is under way: they stay until it ends
  bool drop_wanted;    // at its end
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
void swap_unprepare(struct swap_work *work);
// swap.c: whether a swap is under way that uses the offers, and its task lives.
bool swap_is_held(void);
// offer.c: the offers stay as they are between the two.
void swap_hold_offers(void);
void swap_let_go_offers(bool drop);
// life.c: init and main of cells that were added.
status_t swap_start_added(struct swap_work *work);
