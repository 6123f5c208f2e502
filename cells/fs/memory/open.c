// SPDX-License-Identifier: Apache-2.0
// open: cursors: made, given, closed.
#include "cells/fs/memory/state.h"
#include "kernel/ledger/ledger.h"

CELL_STATE(struct files_state, memory_files) = {.root = {.is_directory = true}, .limit = FILE_SYSTEM_BYTES};

CELL_CALLBACK void file_cursor_release(uint64_t object) {
  file_close((struct file_cursor *)object);
}
CELL_CALLBACK uint64_t file_cursor_bytes(uint64_t) {
  return sizeof(struct file_cursor);
}
CELL_OPS(struct ledger_type,
         file_cursor_type) = {.name = "file cursor", .release = file_cursor_release, .bytes = file_cursor_bytes};

static void count_cursors(uint64_t change) {
  lock_enter(&memory_files.room);
  memory_files.cursors += change;
  lock_leave(&memory_files.room);
}

// One of a directory has room for the name that was told last.
enum { LIST_SIZE = sizeof(struct file_cursor) + FILE_NAME_MOST + 1 };

static status_t new_cursor(uint32_t mode, struct file_cursor **cursor) {
  if (mode != FILE_LIST) return files_new_cursor(cursor);
  void *object = NULL;
  status_t status = files_new(LIST_SIZE, "struct file_cursor", &object);
  *cursor = object;
  return status;
}

static void delete_cursor(struct file_cursor *cursor) {
  if (cursor->mode == FILE_LIST)
    files_delete(cursor, LIST_SIZE);
  else
    files_delete_cursor(cursor);
}

static status_t make_cursor(uint32_t mode, struct file_cursor **out) {
  struct file_cursor *cursor = NULL;
  status_t status = new_cursor(mode, &cursor);
  if (status != OK) return status;
  cursor->mode = mode;
  cursor->entry = ledger_add(LEDGER_SELF, &file_cursor_type, (uint64_t)cursor);
  if (cursor->entry == LEDGER_NONE) {
    delete_cursor(cursor);
    return NO_MEMORY;
  }
  *out = cursor;
  return OK;
}

static void end_cursor(struct file_cursor *cursor) {
  ledger_remove(cursor->entry, (uint64_t)cursor);
  delete_cursor(cursor);
}

static bool is_mode(uint32_t mode) {
  if ((mode & FILE_LIST) != 0) return mode == FILE_LIST;
  if ((mode & (FILE_READ | FILE_WRITE)) == 0 || mode >= FILE_LIST) return false;
  if ((mode & FILE_NEW) != 0 && (mode & FILE_CREATE) == 0) return false;
  return (mode & (FILE_EMPTY | FILE_APPEND)) == 0 || (mode & FILE_WRITE) != 0;
}

// Names are locked. The node that the mode asks for; null: it is to be made.
static status_t choose(const struct files_place *place, uint32_t mode) {
  if (place->node == NULL) {
    if ((mode & FILE_CREATE) == 0) return NOT_FOUND;
    return place->is_directory ? UNSUPPORTED : OK;
  }
  if (place->node->is_directory != (mode == FILE_LIST)) return UNSUPPORTED;
  return (mode & FILE_NEW) != 0 ? EXISTS : OK;
}

static status_t node_for(const struct files_place *place, struct files_node **node) {
  *node = place->node;
  if (*node != NULL) return OK;
  status_t status = files_node_new(place->name, place->length, false, node);
  if (status == OK) files_tree_insert(place->directory, *node);
  return status;
}

static void attach(struct file_cursor *cursor, struct files_node *node) {
  lock_enter(&node->lock);
  if (node->cursors.next == NULL) list_init(&node->cursors);  // the root, at first
  cursor->node = node;
  list_push_back(&node->cursors, &cursor->cursors);
  if ((cursor->mode & FILE_EMPTY) != 0) files_content_drop(node);
  lock_leave(&node->lock);
  count_cursors(1);
}

static status_t open_it(const char *path, uint32_t mode, struct file_cursor **out) {
  struct files_place place;
  struct file_cursor *cursor = NULL;
  struct files_node *node = NULL;
  status_t status = files_find(path, &place);
  if (status == OK) status = choose(&place, mode);
  if (status == OK) status = make_cursor(mode, &cursor);
  if (status != OK) return status;
  status = node_for(&place, &node);
  if (status != OK) {
    end_cursor(cursor);
    return status;
  }
  attach(cursor, node);
  *out = cursor;
  return OK;
}

status_t file_open(const char *path, uint32_t mode, struct file_cursor **cursor) {
  if (!is_mode(mode)) return INVALID;
  lock_enter(&memory_files.names);
  status_t status = open_it(path, mode, cursor);
  lock_leave(&memory_files.names);
  return status;
}

void file_close(struct file_cursor *cursor) {
  if (cursor == NULL) return;
  struct files_node *node = cursor->node;
  lock_enter(&node->lock);
  list_remove(&cursor->cursors);
  bool is_last = list_is_empty(&node->cursors) && node->parent == NULL && node != &memory_files.root;
  lock_leave(&node->lock);
  count_cursors(-UINT64_C(1));
  end_cursor(cursor);
  if (is_last) files_drop(node);
}

status_t file_give(struct file_cursor *cursor, uint32_t owner) {
  return ledger_move(cursor->entry, (uint64_t)cursor, owner);
}
