// SPDX-License-Identifier: Apache-2.0
// node: the life of a file or a directory, from its first name to its last cursor.
#include "cells/fs/memory/state.h"

static size_t far_size(uint32_t length) {
  return length < FILES_NEAR ? 0 : length + 1;
}

static void count_nodes(uint64_t change) {
  lock_enter(&memory_files.room);
  memory_files.nodes += change;
  lock_leave(&memory_files.room);
}

// `far`: room for the name where it is too long for the node, else null.
static void set_name(struct files_node *node, const char *name, uint32_t length, OWN char *far) {
  files_delete(node->far, far_size(node->length));
  node->far = far;
  char *to = far != NULL ? node->far : node->near;
  __builtin_memcpy(to, name, length);
  to[length] = 0;
  node->name = to;
  node->length = (uint8_t)length;
}

status_t files_node_rename(struct files_node *node, const char *name, uint32_t length) {
  void *far = NULL;
  if (far_size(length) > 0) {
    status_t status = files_new(far_size(length), "file name", &far);
    if (status != OK) return status;
  }
  set_name(node, name, length, far);
  return OK;
}

status_t files_node_new(const char *name, uint32_t length, bool is_directory, struct files_node **out) {
  void *object = NULL;
  status_t status = files_new(sizeof(struct files_node), "struct files_node", &object);
  if (status != OK) return status;
  struct files_node *node = object;
  status = files_node_rename(node, name, length);
  if (status != OK) {
    files_delete(node, sizeof *node);
    return status;
  }
  node->is_directory = is_directory;
  list_init(&node->cursors);
  count_nodes(1);
  *out = node;
  return OK;
}

void files_drop(struct files_node *node) {
  files_content_drop(node);
  files_delete(node->far, far_size(node->length));
  node->far = NULL;
  files_delete(node, sizeof *node);
  count_nodes(-UINT64_C(1));
  (void)files_settle();
}

void files_unlink(struct files_node *node) {
  lock_enter(&node->lock);
  files_tree_remove(node);
  bool is_open = !list_is_empty(&node->cursors);
  lock_leave(&node->lock);
  if (!is_open) files_drop(node);
}
