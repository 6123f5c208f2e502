// SPDX-License-Identifier: Apache-2.0
// plan: what a swap would do to a graph, or what stands against it, in words. The same code plans for the running system (kernel/swap) and on the
// build machine (tools/graph), so both say the same. docs/swap.md has every refusal.
//
// A plan is made in steps, each with the memory that the one before asked for: plan_start, plan_resolve, plan_draft, plan_search. It changes
// nothing but itself. After an error only its text, its members and what is missing are of use.
//
// Context  any but faults.
// Owns     nothing: the plan, its memory and its text are the caller's. It keeps the region and the files that it was given: they outlive it.
// State    none.
// Errors   NOT_FOUND: no such cell or spare, or a dependency that nobody has. EXISTS: that version is live already, or another cell has what the
//          new one provides. INVALID: a cell would break, or the request makes no sense. CORRUPT: the file is no cell. NO_MEMORY: an area of
//          the region is full. The text says what stands against it and what to do.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/linker.h"

enum {
  PLAN_SET = LINKER_SET,
  PLAN_MISSING = 24,
  PLAN_TEXT = 4096
};  // PLAN_TEXT: bytes of the longest text that is shown

// One cell of the set, as it is asked for.
struct plan_change {
  const char *old;               // label or short name of a live cell; "": added
  const char *spare;             // name of a spare of the region; "": `bytes`, or nothing: old goes
  RETAINS const uint8_t *bytes;  // the file of the new version
  uint64_t size;
  bool by_label;  // old is the live cell with the file's label, or nobody
};

struct plan_member {
  uint32_t old;          // cell index, or GRAPH_NONE: added
  uint32_t now;          // cell index after the commit, or GRAPH_NONE: goes
  const uint8_t *bytes;  // null: goes
  uint64_t size;
  bool linked;
  struct linker_elf elf;
};

enum plan_why {
  PLAN_CALLS_GONE,     // it calls `name`, which the member no longer exports
  PLAN_CALLS_CHANGED,  // it calls `name`, whose public header the member changed
  PLAN_PROVIDES,       // the member was compiled against another `name` than it has
  PLAN_DEPENDS,        // it depends on `name`, which the member neither is nor provides
  PLAN_ABSENT,         // the member depends on it, and no cell is or provides it
  PLAN_TABLE,          // its table `name` is of a type that the member lays out differently
};

// A cell that the set lacks.
struct plan_missing {
  uint32_t cell;  // live; GRAPH_NONE: only a label
  const char *label;
  enum plan_why why;
  uint32_t member;
  const char *name;
};

struct plan {
  const uint8_t *region;
  struct plan_member members[PLAN_SET];
  uint32_t count;
  struct linker_needs needs;  // of the draft: plan_draft_bytes
  struct linker_draft draft;
  struct linker_error error;
  char *text;
  uint32_t text_size, text_length;
  struct plan_missing missing[PLAN_MISSING];
  uint32_t missing_count;        // found; the first PLAN_MISSING are kept
  struct linker_note_line line;  // plan_miss: of the note that is being read
};

// An empty plan over a region; what it says goes to text, ended by NUL and cut at size. *plan is zeroed.
RAW void plan_start(struct plan *plan, RETAINS const uint8_t *region, RETAINS char *text, uint32_t size);
// Which cells are meant, and what can be said of each alone.
RAW status_t plan_resolve(struct plan *plan, const struct plan_change *changes, uint32_t count);
// Bytes that plan_draft needs: zeroed, aligned to 16.
RAW uint64_t plan_draft_bytes(struct plan *plan);
// The graph that is to be, checked, but for circles of dependencies. back: a lower revision is meant.
RAW status_t plan_draft(struct plan *plan, bool back, RETAINS void *memory);
// Bytes that plan_search needs: zeroed, aligned to 16. 0: no new dependency can close a circle, so it need not be called.
RAW uint64_t plan_search_bytes(const struct plan *plan);
RAW status_t plan_search(struct plan *plan, void *memory);
// What the swap does, cell by cell, as text. After plan_draft and plan_search have answered OK.
RAW void plan_tell(struct plan *plan);
// The missing cell and why the set lacks it: "//x, which calls f of //y". After plan_draft has refused.
RAW void plan_why(const struct plan *plan, const struct plan_missing *missing, char *to, uint32_t size);
RAW void plan_say(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));
