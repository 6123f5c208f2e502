// SPDX-License-Identifier: Apache-2.0
// What state is made of, as the cells' notes say it (docs/state.md): read where the cells lie, so that it takes no table of its own.
#include "kernel/graph/shape/shape.h"

#include "kernel/base/text.h"

status_t shape_note(const uint8_t *region, uint32_t cell, const char **note, uint32_t *size) {
  const struct graph_cell *row = graph_cell(region, cell);
  if (row == NULL) return OUT_OF_RANGE;
  const char *pages = (const char *)region + (row->read_address - REGION_BASE);
  uint32_t length = 0;
  while (length < row->read_size && pages[length] != 0)
    length++;
  if (length == 0 || length == row->read_size)
    return NOT_FOUND;  // kernel/linker has checked it; an image may be damaged since
  *note = pages;
  *size = length;
  return OK;
}

// Copies up to `stop` or the line's end, cut to fit, and gives where the rest of the line begins.
static uint32_t word(const char *note, uint32_t at, uint32_t end, char stop, char *to, uint32_t size) {
  uint32_t length = 0;
  for (; at < end && note[at] != '\n' && note[at] != stop; at++)
    if (length + 1 < size) to[length++] = note[at];
  to[length] = 0;
  return at < end && note[at] == stop && stop != '\n' ? at + 1 : at;
}

static enum shape_kind kind_of(const char *name) {
  for (uint32_t kind = SHAPE_TYPE + 1; kind < SHAPE_KINDS; kind++)
    if (text_equal(shape_name(kind), name)) return kind;
  return SHAPE_KINDS;
}

static bool read_row(const char *note, uint32_t at, uint32_t end, struct shape_row *row) {
  char name[12], number[24];
  at = word(note, at, end, ' ', name, sizeof name);
  bool type = text_equal(name, "type");
  if (!type && !text_equal(name, "at")) return false;
  at = word(note, at, end, ' ', number, sizeof number);
  *row = (struct shape_row){.kind = SHAPE_TYPE};
  if (!text_number(number, type ? &row->size : &row->offset)) return false;
  if (!type) {
    at = word(note, at, end, ' ', name, sizeof name);
    at = word(note, at, end, ' ', number, sizeof number);
    row->kind = kind_of(name);
    if (row->kind == SHAPE_KINDS || !text_number(number, &row->count)) return false;
  }
  (void)word(note, at, end, '\n', row->type, sizeof row->type);
  return true;
}

status_t shape_next(const uint8_t *region, uint32_t cell, uint32_t *cursor, struct shape_row *row) {
  const char *note;
  uint32_t size;
  status_t status = shape_note(region, cell, &note, &size);
  if (status != OK) return status;
  uint32_t at = *cursor;
  bool found = false;
  while (at < size && !found) {
    uint32_t end = at;
    while (end < size && note[end] != '\n')
      end++;
    found = read_row(note, at, end, row);
    at = end + 1;
  }
  *cursor = at;
  return found ? OK : NOT_FOUND;
}

const char *shape_name(enum shape_kind kind) {
  switch (kind) {
  case SHAPE_TYPE: return "type";
  case SHAPE_LIST: return "list";
  case SHAPE_NODE: return "node";
  case SHAPE_LINK: return "link";
  case SHAPE_WAITERS: return "waiters";
  case SHAPE_LOCK: return "lock";
  case SHAPE_TIMER: return "timer";
  case SHAPE_CPUS: return "cpus";
  case SHAPE_OWNED: return "owned";
  case SHAPE_VIEWED: return "viewed";
  case SHAPE_STATE: return "state";
  case SHAPE_GATE: return "gate";
  case SHAPE_OPS: return "ops";
  case SHAPE_UNTYPED: return "untyped";
  case SHAPE_UNION: return "union";
  case SHAPE_IN: return "in";
  case SHAPE_KINDS: break;
  }
  return "?";
}
