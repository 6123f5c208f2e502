// SPDX-License-Identifier: Apache-2.0
// directory: names: made, listed, moved, removed.
#include "cells/fs/memory/state.h"
#include "kernel/base/text.h"

// The size may be one that a request is just making: names are locked here, not the file.
static void tell(const struct files_node *node, struct file_entry *entry) {
  entry->size = node->is_directory ? node->count : node->size;
  entry->is_directory = node->is_directory;
  entry->length = node->length;
  if (node->length > 0) __builtin_memcpy(entry->name, node->name, node->length);  // "/" has none
  entry->name[node->length] = 0;
}

HOLDS(&memory_files.names) static status_t next_name(struct file_cursor *cursor, struct file_entry *entry) {
  if (cursor->mode != FILE_LIST) return INVALID;
  const struct files_node *node = files_tree_after(cursor->node, cursor->told, cursor->length);
  if (node == NULL) return EMPTY;
  tell(node, entry);
  cursor->length = node->length;
  __builtin_memcpy(cursor->told, node->name, node->length);
  return OK;
}

status_t file_next(struct file_cursor *cursor, struct file_entry *entry) {
  lock_enter(&memory_files.names);
  lock_enter(&cursor->node->lock);
  status_t status = next_name(cursor, entry);
  lock_leave(&cursor->node->lock);
  lock_leave(&memory_files.names);
  return status;
}

status_t file_look(const char *path, struct file_entry *entry) {
  struct files_place place;
  lock_enter(&memory_files.names);
  status_t status = files_find(path, &place);
  if (status == OK && place.node == NULL) status = NOT_FOUND;
  if (status == OK) tell(place.node, entry);
  lock_leave(&memory_files.names);
  return status;
}

status_t file_look_after(const char *path, const char *name, struct file_entry *entry) {
  struct files_place place;
  lock_enter(&memory_files.names);
  status_t status = files_find(path, &place);
  if (status == OK && place.node == NULL) status = NOT_FOUND;
  if (status == OK && !place.node->is_directory) status = UNSUPPORTED;
  if (status == OK) {
    const struct files_node *node = files_tree_after(place.node, name, (uint32_t)text_length(name));
    status = node == NULL ? EMPTY : OK;
    if (node != NULL) tell(node, entry);
  }
  lock_leave(&memory_files.names);
  return status;
}

HOLDS(&memory_files.names) static status_t make(const char *path) {
  struct files_place place;
  struct files_node *node = NULL;
  status_t status = files_find(path, &place);
  if (status == OK && place.node != NULL) status = EXISTS;
  if (status == OK) status = files_node_new(place.name, place.length, true, &node);
  if (status == OK) files_tree_insert(place.directory, node);
  return status;
}

status_t file_make_directory(const char *path) {
  lock_enter(&memory_files.names);
  status_t status = make(path);
  lock_leave(&memory_files.names);
  return status;
}

static status_t may_go(const struct files_node *node, bool is_directory) {
  if (node == NULL) return NOT_FOUND;
  if (node->is_directory != is_directory) return UNSUPPORTED;
  return node == &memory_files.root || node->count > 0 ? BUSY : OK;
}

static status_t remove_kind(const char *path, bool is_directory) {
  struct files_place place;
  lock_enter(&memory_files.names);
  status_t status = files_find(path, &place);
  if (status == OK) status = may_go(place.node, is_directory);
  if (status == OK) files_unlink(place.node);
  lock_leave(&memory_files.names);
  return status;
}

status_t file_remove(const char *path) {
  return remove_kind(path, false);
}

status_t file_remove_directory(const char *path) {
  return remove_kind(path, true);
}

// ---- Rename ----

static bool is_within(const struct files_node *node, const struct files_node *subtree) {
  while (node != NULL && node != subtree)
    node = node->parent;
  return node != NULL;
}

static status_t may_move(const struct files_place *from, const struct files_place *to) {
  if (from->node == NULL) return NOT_FOUND;
  if (from->directory == NULL) return BUSY;
  if (to->node == from->node) return OK;
  if (to->node != NULL) {
    status_t status = may_go(to->node, from->node->is_directory);
    if (status != OK) return status;
  }
  if (to->is_directory && !from->node->is_directory) return UNSUPPORTED;
  if (to->name == NULL) return INVALID;  // "." and ".." are no names that something could get
  return is_within(to->directory, from->node) ? INVALID : OK;
}

// The node is locked too: while its last cursor is closed it has either no name or one.
HOLDS(&memory_files.names) static status_t move(struct files_node *node, const struct files_place *to) {
  lock_enter(&node->lock);
  struct files_node *directory = node->parent;
  files_tree_remove(node);
  status_t status = files_node_rename(node, to->name, to->length);
  if (status == OK && to->node != NULL) files_unlink(to->node);
  files_tree_insert(status == OK ? to->directory : directory, node);
  lock_leave(&node->lock);
  return status;
}

HOLDS(&memory_files.names) static status_t rename_locked(const char *from, const char *to) {
  struct files_place source, target;
  status_t status = files_find(from, &source);
  if (status == OK) status = files_find(to, &target);
  if (status == OK) status = may_move(&source, &target);
  if (status != OK || source.node == target.node) return status;
  return move(source.node, &target);
}

status_t file_rename(const char *from, const char *to) {
  lock_enter(&memory_files.names);
  status_t status = rename_locked(from, to);
  lock_leave(&memory_files.names);
  return status;
}
