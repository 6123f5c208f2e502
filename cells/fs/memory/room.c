// SPDX-License-Identifier: Apache-2.0
// room: the memory of files: counted against a limit, the cell's own in the ledger, and given back in bounded pieces.
#include "cells/fs/memory/state.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"

static bool take_room(size_t size, bool beyond) {
  lock_enter(&memory_files.room);
  if (memory_files.waiting != NULL) (void)files_settle();
  bool fits = beyond || (size <= memory_files.limit && memory_files.used <= memory_files.limit - size);
  if (fits) memory_files.used += size;
  if (memory_files.owner == LEDGER_NONE) memory_files.owner = ledger_cell(CELL_LABEL);
  lock_leave(&memory_files.room);
  return fits;
}

static void give_room(size_t size) {
  lock_enter(&memory_files.room);
  memory_files.used -= size;
  lock_leave(&memory_files.room);
}

// There is room for it; if it is not made, that is given back.
static status_t make(size_t size, const char *type, void **out) {
  void *object = heap_new(size, 8, type);
  if (object != NULL && heap_give(object, memory_files.owner) == OK) {
    *out = object;
    return OK;
  }
  heap_delete(object);
  give_room(size);
  return NO_MEMORY;
}

static status_t new(size_t size, const char *type, bool beyond, void **out) {
  return take_room(size, beyond) ? make(size, type, out) : FULL;
}

status_t files_new(size_t size, const char *type, void **out) {
  return new (size, type, false, out);
}

status_t files_new_beyond(size_t size, const char *type, void **out) {
  return new (size, type, true, out);
}

// Most cursors are closed before another one is opened: what the last one lay in is kept for the next, zeroed, and the cell's already.
status_t files_new_cursor(struct file_cursor **out) {
  if (!take_room(sizeof **out, false)) return FULL;
  lock_enter(&memory_files.room);
  struct file_cursor *cursor = memory_files.spare;
  memory_files.spare = NULL;
  lock_leave(&memory_files.room);
  if (cursor != NULL) {
    *out = cursor;
    return OK;
  }
  void *object = NULL;
  status_t status = make(sizeof **out, "struct file_cursor", &object);
  *out = object;
  return status;
}

void files_delete_cursor(struct file_cursor *cursor) {
  give_room(sizeof *cursor);
  lock_enter(&memory_files.room);
  bool is_kept = memory_files.spare == NULL;
  if (is_kept) {
    *cursor = (struct file_cursor){};
    memory_files.spare = cursor;
  }
  lock_leave(&memory_files.room);
  if (!is_kept) heap_delete(cursor);
}

void files_delete(void *object, size_t size) {
  if (object == NULL) return;
  give_room(size);
  heap_delete(object);
}

// The link lies in the block: behind the end of every file its bytes are nobody's, and the journal has what was there.
void files_wait(uint8_t *block, size_t size) {
  if (block == NULL) return;
  struct files_waiting *waiting = (struct files_waiting *)block;
  lock_enter(&memory_files.room);
  waiting->next = memory_files.waiting;
  waiting->size = size;
  memory_files.waiting = waiting;
  memory_files.waiting_bytes += size;
  lock_leave(&memory_files.room);
}

bool files_settle(void) {
  lock_enter(&memory_files.room);
  for (uint32_t i = 0; i < FILES_SETTLE && memory_files.waiting != NULL; i++) {
    struct files_waiting *block = memory_files.waiting;
    uint64_t size = block->size;
    memory_files.waiting = block->next;
    block->next = NULL;
    memory_files.waiting_bytes -= size;
    memory_files.used -= size;
    heap_delete(block);
  }
  bool more = memory_files.waiting != NULL;
  lock_leave(&memory_files.room);
  return more;
}

bool file_settle_step(void) {
  return files_settle();
}

void file_settle(void) {
  while (file_settle_step()) {}
}

status_t file_limit(uint64_t bytes) {
  if (bytes > FILE_SYSTEM_BYTES) return OUT_OF_RANGE;
  lock_enter(&memory_files.room);
  memory_files.limit = bytes;
  lock_leave(&memory_files.room);
  return OK;
}

void file_statistics(struct file_statistics *out) {
  lock_enter(&memory_files.room);
  *out = (struct file_statistics){
      .bytes = memory_files.used,
      .bytes_most = memory_files.limit,
      .nodes = memory_files.nodes,
      .cursors = memory_files.cursors,
      .waiting = memory_files.waiting_bytes,
  };
  lock_leave(&memory_files.room);
}
