// SPDX-License-Identifier: Apache-2.0
// span: which addresses of the dynamic area are given out, in constant time whatever there is.
//
// Addresses are cut into slots of 2^order pages, the lowest of which is a guard. A chunk of 2 MiB, whose entries are one table, is cut into slots of one
// order; a slot that is larger is a chunk of its own. A slot keeps its addresses, its record and its tables for ever: it is in use, or on the
// list of its order. Its record is found in the page tables: the entry of a guard shows nothing, so a processor does not read it, and holds the record's
// address. Records lie in frames of their own, since the heap is above this cell.
#include "kernel/pages/pages_state.h"

enum { RECORDS = FRAME_SIZE / sizeof(struct span), CHUNK_ORDER = 9 };

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

static inline uint64_t slot_bytes(uint32_t order) {
  return (uint64_t)FRAME_SIZE << order;
}

static inline uint64_t chunk_bytes(uint32_t order) {
  return slot_bytes(order > CHUNK_ORDER ? order : CHUNK_ORDER);
}

static inline uint64_t slot_of(const struct span *span) {
  return span->start - FRAME_SIZE;
}

static uint64_t span_end(const struct span *span) {
  return span->start + (uint64_t)span->pages * FRAME_SIZE;
}

// The record of the slot that begins there; null: none does.
static struct span *record_at(uint64_t slot) {
  if (slot < pages.dynamic || slot >= pages.chunks_end) return NULL;
  const uint64_t *entry = pages_find(slot, 0);
  return entry != NULL && *entry != 0 && (*entry & ENTRY_PRESENT) == 0 ? (struct span *)*entry : NULL;
}

// A slot that never was: the next of its chunk, or the first of a new one. What fails leaves tables at most, which serve the next.
static status_t slot_make(uint32_t order, uint64_t bytes, struct span **span) {
  struct spans_of_order *of = &pages.orders[order];
  bool is_chunk = of->fresh == of->fresh_end;
  uint64_t slot = is_chunk ? pages.chunks_end : of->fresh;
  if (is_chunk && chunk_bytes(order) > pages.dynamic + DYNAMIC_SIZE - slot) return NO_MEMORY;
  struct span *record = record_take();
  if (record == NULL) return NO_MEMORY;
  status_t status = pages_make_tables(slot, slot + FRAME_SIZE + bytes);
  if (status != OK) {
    record_give(record);
    return status;
  }
  *record = (struct span){
      .start = slot + FRAME_SIZE, .order = order, .entries = order <= CHUNK_ORDER ? pages_find(slot, 0) + 1 : NULL};
  pages_fill(NULL, slot, 1, (uint64_t)record, 0);
  if (is_chunk) {
    *(pages.last_chunk != NULL ? &pages.last_chunk->next_chunk : &pages.chunks) = record;
    pages.last_chunk = record;
    pages.chunks_end = of->fresh_end = slot + chunk_bytes(order);
  }
  of->fresh = slot + slot_bytes(order);
  *span = record;
  return OK;
}

// Into the caller's frame, so without a journal, which would log byte by byte.
RAW_STATIC void copy_name(char *to, const char *from) {
  for (uint32_t i = 0; i + 1 < PAGES_WHAT && from[i] != 0; i++)
    to[i] = from[i];
}

status_t span_take(uint32_t count, const char *what, struct span **span) {
  uint32_t order = 32 - (uint32_t)__builtin_clz(count);  // of count pages and a guard
  if (order >= SPAN_ORDERS) return NO_MEMORY;
  uint64_t bytes = (uint64_t)count * FRAME_SIZE;
  struct span *record = pages.orders[order].unused;
  if (record == NULL) {
    status_t status = slot_make(order, bytes, &record);
    if (status != OK) return status;
  } else {
    if (order > CHUNK_ORDER && pages_make_tables(record->start, record->start + bytes) != OK) return NO_MEMORY;
    pages.orders[order].unused = record->next;
  }
  char name[PAGES_WHAT] = {};
  copy_name(name, what != NULL ? what : "");
  record->pages = count;
  record->is_device = record->is_released = 0;
  record->entry = 0;
  record->is_used = 1;
  __builtin_memcpy(record->what, name, sizeof name);
  *span = record;
  return OK;
}

void span_give(struct span *span) {
  struct spans_of_order *of = &pages.orders[span->order];
  span->is_used = 0;
  span->next = of->unused;
  of->unused = span;
}

struct span *span_find(uint64_t start) {
  if (start % FRAME_SIZE != 0) return NULL;
  struct span *span = record_at(start - FRAME_SIZE);
  return span != NULL && span->is_used != 0 ? span : NULL;
}

// The slots of a chunk in the order of their addresses, then those of the next; null: the last was that.
static struct span *slot_after(const struct span *slot, const struct span **chunk) {
  uint64_t next = slot_of(slot) + slot_bytes(slot->order);
  struct span *record = next < slot_of(*chunk) + chunk_bytes(slot->order) ? record_at(next) : NULL;
  if (record != NULL) return record;
  return (struct span *)(*chunk = (*chunk)->next_chunk);
}

struct span *span_next(uint64_t from) {
  const struct span *chunk = pages.chunks;
  while (chunk != NULL && slot_of(chunk) + chunk_bytes(chunk->order) <= from)
    chunk = chunk->next_chunk;
  struct span *span = (struct span *)chunk;
  if (span != NULL && from > slot_of(span)) {
    span = record_at(slot_of(chunk) + ((from - slot_of(chunk)) & ~(slot_bytes(chunk->order) - 1)));
    if (span == NULL) span = (struct span *)(chunk = chunk->next_chunk);
  }
  while (span != NULL && (span->is_used == 0 || span_end(span) <= from))
    span = slot_after(span, &chunk);
  return span;
}

static void tell(const struct span *from, struct pages_span *to) {
  *to = (struct pages_span){.start = from->start, .end = span_end(from), .is_device = from->is_device != 0};
  __builtin_memcpy(to->what, from->what, sizeof to->what);
}

// The span at or around an address; null: none.
static const struct span *span_around(uint64_t at) {
  const struct span *above = span_next(at);
  if (above != NULL && at >= slot_of(above)) return above;
  const struct span *below = at >= FRAME_SIZE ? span_next(at - FRAME_SIZE) : NULL;
  return below != NULL && at >= below->start && at < span_end(below) + FRAME_SIZE ? below : NULL;
}

// Under the lock: a record that is changed while it is looked at leads anywhere.
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
  const struct span *found = span_next(from);
  if (found != NULL) tell(found, span);
  pages_looked(locked);
  return found != NULL ? OK : NOT_FOUND;
}

// After an undo: the lists lead to slots of their own, a bounded number of them.
CELL_CALLBACK bool pages_check_briefly(void) {
  enum { SLOTS = 16 };
  lock_enter(&pages.lock);
  bool holds = pages.stock_next <= pages.stock_end;
  for (uint32_t order = 1; order < SPAN_ORDERS && holds; order++) {
    const struct span *span = pages.orders[order].unused;
    for (uint32_t i = 0; i < SLOTS && span != NULL && holds; i++, span = span->next)
      holds = span->order == order && span->is_used == 0 && record_at(slot_of(span)) == span;
  }
  lock_leave(&pages.lock);
  return holds;
}

CELL_CHECK(pages, pages_check_briefly);
