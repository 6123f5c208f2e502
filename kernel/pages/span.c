// SPDX-License-Identifier: Apache-2.0
// span: which addresses of the dynamic area are given out: first fit over a list by address (Knuth vol. 1, 2.5,
// algorithm A).
//
// Records lie in frames of their own, which are kept for later spans: the heap is above this cell. A span has one page
// without a mapping below it, and the page above it is the next span's or, at the end of the area, nobody's.
#include "kernel/base/text.h"
#include "kernel/pages/pages_state.h"

enum { RECORDS = FRAME_SIZE / sizeof(struct span) };

static struct span *record_take(void) {
  if (pages.records == NULL) {
    uint64_t frame = 0;
    if (frames_take(0, &frame) != OK) return NULL;
    pages.statistics.record_frames++;
    struct span *fresh = pages_direct(frame);
    for (uint32_t i = 0; i < RECORDS; i++) {
      fresh[i] = (struct span){.next = pages.records};
      pages.records = &fresh[i];
    }
  }
  struct span *record = pages.records;
  pages.records = record->next;
  return record;
}

static void record_give(struct span *record) {
  *record = (struct span){.next = pages.records};
  pages.records = record;
}

static uint64_t span_end(const struct span *span) {
  return span->start + (uint64_t)span->pages * FRAME_SIZE;
}

// Finds addresses for that many pages: after *before, null being the start of the area.
static status_t first_fit(uint32_t count, struct span **before, uint64_t *start) {
  uint64_t bytes = (uint64_t)count * FRAME_SIZE, end = pages.dynamic + DYNAMIC_SIZE;
  struct span *after = pages.spans;
  *before = NULL;
  *start = pages.dynamic + FRAME_SIZE;
  for (;; after = after->next) {
    uint64_t limit = (after != NULL ? after->start : end) - FRAME_SIZE;
    if (limit > *start && limit - *start >= bytes) return OK;
    if (after == NULL) return NO_MEMORY;
    *before = after;
    *start = span_end(after) + FRAME_SIZE;
  }
}

static void link_after(struct span *before, struct span *span) {
  struct span **link = before != NULL ? &before->next : &pages.spans;
  span->previous = before;
  span->next = *link;
  if (span->next != NULL) span->next->previous = span;
  *link = span;
}

status_t span_take(uint32_t count, const char *what, struct span **span) {
  struct span *record = record_take(), *before = NULL;
  if (record == NULL) return NO_MEMORY;
  uint64_t start = 0;
  status_t status = first_fit(count, &before, &start);
  if (status != OK) {
    record_give(record);
    return status;
  }
  *record = (struct span){.start = start, .pages = count};
  text_copy(record->what, sizeof record->what, what != NULL ? what : "");
  link_after(before, record);
  *span = record;
  return OK;
}

void span_give(struct span *span) {
  if (span->previous != NULL)
    span->previous->next = span->next;
  else
    pages.spans = span->next;
  if (span->next != NULL) span->next->previous = span->previous;
  record_give(span);
}

struct span *span_find(uint64_t start) {
  struct span *span = pages.spans;
  while (span != NULL && span->start < start)
    span = span->next;
  return span != NULL && span->start == start ? span : NULL;
}

static void tell(const struct span *from, struct pages_span *to) {
  *to = (struct pages_span){.start = from->start, .end = span_end(from), .is_device = from->is_device != 0};
  __builtin_memcpy(to->what, from->what, sizeof to->what);
}

// The span at or around an address; null: none.
static const struct span *span_around(uint64_t at) {
  const struct span *above = pages.spans, *below = NULL;
  while (above != NULL && at >= span_end(above)) {
    below = above;
    above = above->next;
  }
  if (above != NULL && at >= above->start - FRAME_SIZE) return above;
  return below != NULL && at < span_end(below) + FRAME_SIZE ? below : NULL;
}

// Under the lock: a record that is given back while it is looked at leads into the list of unused ones.
TRUSTED_LOCK bool pages_look(void) {
  bool locked = !lock_is_mine(&pages.lock);
  if (locked) lock_enter(&pages.lock);
  return locked;
}

TRUSTED_LOCK void pages_looked(bool locked) {
  if (locked) lock_leave(&pages.lock);
}

status_t pages_span_at(const void *address, struct pages_span *span) {
  bool locked = pages_look();
  const struct span *found = span_around((uint64_t)address);
  if (found != NULL) tell(found, span);
  pages_looked(locked);
  return found != NULL ? OK : NOT_FOUND;
}

status_t pages_span_next(uint64_t from, struct pages_span *span) {
  bool locked = pages_look();
  const struct span *found = pages.spans;
  while (found != NULL && span_end(found) <= from)
    found = found->next;
  if (found != NULL) tell(found, span);
  pages_looked(locked);
  return found != NULL ? OK : NOT_FOUND;
}
