// SPDX-License-Identifier: Apache-2.0
// transfer: bytes through a cursor.
#include "cells/fs/memory/state.h"

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

static status_t take(struct file_cursor *cursor, void *to, size_t size, size_t *count) {
  const struct files_node *node = cursor->node;
  if ((cursor->mode & FILE_READ) == 0) return INVALID;
  if (size > 0 && cursor->position >= node->size) return EMPTY;
  size = least(least(size, FILE_STEP), node->size - least(node->size, cursor->position));
  files_content_read(node, cursor->position, to, size);
  cursor->position += size;
  *count = size;
  return OK;
}

status_t file_read(struct file_cursor *cursor, void *to, size_t size, size_t *count) {
  lock_enter(&cursor->node->lock);
  status_t status = take(cursor, to, size, count);
  lock_leave(&cursor->node->lock);
  return status;
}

static status_t put(struct file_cursor *cursor, const void *from, size_t size, size_t *count) {
  struct files_node *node = cursor->node;
  if ((cursor->mode & FILE_WRITE) == 0) return INVALID;
  uint64_t at = (cursor->mode & FILE_APPEND) != 0 ? node->size : cursor->position;
  size = least(size, FILE_STEP);
  if (size > FILE_MOST - at) return OUT_OF_RANGE;
  status_t status = size == 0 ? OK : files_content_prepare(node, at, size);
  if (status != OK) return status;
  if (size > 0) files_content_write(node, at, from, size);
  cursor->position = at + size;
  *count = size;
  return OK;
}

status_t file_write(struct file_cursor *cursor, const void *from, size_t size, size_t *count) {
  lock_enter(&cursor->node->lock);
  status_t status = put(cursor, from, size, count);
  lock_leave(&cursor->node->lock);
  return status;
}

// ---- Any number of bytes ----

status_t file_read_step(struct file_cursor *cursor, void *to, size_t size, size_t *done) {
  size_t count = 0;
  status_t status = file_read(cursor, (uint8_t *)to + *done, size - *done, &count);
  if (status == OK) *done += count;
  return status;
}

status_t file_write_step(struct file_cursor *cursor, const void *from, size_t size, size_t *done) {
  size_t count = 0;
  status_t status = file_write(cursor, (const uint8_t *)from + *done, size - *done, &count);
  if (status == OK) *done += count;
  return status;
}

status_t file_read_all(struct file_cursor *cursor, void *to, size_t size, size_t *done) {
  status_t status = OK;
  while (status == OK && *done < size)
    status = file_read_step(cursor, to, size, done);
  return status;
}

// What removed files hold is given back before there is said to be no memory.
status_t file_write_all(struct file_cursor *cursor, const void *from, size_t size, size_t *done) {
  status_t status = OK;
  while (status == OK && *done < size) {
    status = file_write_step(cursor, from, size, done);
    if ((status == FULL || status == NO_MEMORY) && file_settle_step()) status = OK;
  }
  return status;
}

// ---- Where, and how long ----

static status_t seek(struct file_cursor *cursor, uint64_t position) {
  if (cursor->mode == FILE_LIST && position != 0) return INVALID;
  if (position > FILE_MOST) return OUT_OF_RANGE;
  cursor->position = position;
  cursor->length = 0;
  return OK;
}

status_t file_seek(struct file_cursor *cursor, uint64_t position) {
  lock_enter(&cursor->node->lock);
  status_t status = seek(cursor, position);
  lock_leave(&cursor->node->lock);
  return status;
}

status_t file_truncate(struct file_cursor *cursor, uint64_t size) {
  if ((cursor->mode & FILE_WRITE) == 0) return INVALID;
  if (size > FILE_MOST) return OUT_OF_RANGE;
  lock_enter(&cursor->node->lock);
  status_t status = files_content_end(cursor->node, size);
  lock_leave(&cursor->node->lock);
  (void)files_settle();
  return status;
}

uint64_t file_position(const struct file_cursor *cursor) {
  return cursor->position;
}

uint64_t file_size(const struct file_cursor *cursor) {
  lock_enter(&cursor->node->lock);
  uint64_t size = cursor->node->size;
  lock_leave(&cursor->node->lock);
  return size;
}
