// SPDX-License-Identifier: Apache-2.0
// shape: what the cells' state is made of: the words of it that are more than numbers, as the notes say it (docs/state.md has the kinds).
//
// Context  READ: any; nothing waits or allocates.
// Owns     nothing: what is given points into the region, until a swap retires the cell.
// State    none.
// Errors   OUT_OF_RANGE: no such cell. NOT_FOUND: no more, or the cell has no note.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/graph/graph.h"

enum shape_kind {
  SHAPE_TYPE,  // the rows behind it are of that type
  SHAPE_LIST,
  SHAPE_NODE,
  SHAPE_LINK,
  SHAPE_WAITERS,
  SHAPE_LOCK,
  SHAPE_TIMER,
  SHAPE_CPUS,
  SHAPE_OWNED,
  SHAPE_VIEWED,
  SHAPE_STATE,
  SHAPE_GATE,
  SHAPE_OPS,
  SHAPE_UNTYPED,
  SHAPE_UNION,
  SHAPE_IN,
  SHAPE_KINDS,
};

struct shape_row {
  enum shape_kind kind;
  uint64_t size;           // SHAPE_TYPE: bytes
  uint64_t offset, count;  // others: where in the type, and how many one behind the other
  char type[96];           // SHAPE_TYPE: its name; others: what it is or points to, "" where the kind says it
};

// The note of a cell (docs/linker.md), where it lies. NOT_FOUND: there is none.
READ status_t shape_note(const uint8_t *region, uint32_t cell, VIEW_RET const char **note, uint32_t *size);
// The next row of what that cell's state is made of; start with *cursor = 0. NOT_FOUND: no more.
READ status_t shape_next(const uint8_t *region, uint32_t cell, uint32_t *cursor, struct shape_row *row);
READ VIEW_RET const char *shape_name(enum shape_kind kind);  // "list"
