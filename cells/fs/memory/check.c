// SPDX-License-Identifier: Apache-2.0
// check: does what is kept hold? A bounded part of it for CELL_CHECK, all of it for tests.
//
// Names are locked throughout. A node's bytes are not: a request may be at them, on another processor. So they are judged only where the
// node's lock was free before and after they were read.
#include "cells/fs/memory/state.h"
#include "kernel/base/text.h"

enum { BRIEFLY = 100 };

static bool has_sound_bytes(const struct files_node *node) {
  if (node->is_directory) return node->block == NULL && node->table == NULL && node->size == 0;
  if (node->size > FILE_MOST || node->block_size > FILES_BLOCK) return false;
  if ((node->block == NULL) != (node->block_size == 0)) return false;
  uint64_t blocks = (node->size + FILES_BLOCK - 1) / FILES_BLOCK;
  for (uint64_t i = blocks; node->table != NULL && i <= FILES_BLOCKS; i++)
    if (i > 0 && node->table->block[i - 1] != NULL) return false;
  return true;
}

static bool is_sound(const struct files_node *node) {
  const volatile uint32_t *owner = &node->lock.owner;
  for (uint32_t i = 0; i < 3; i++) {
    if (*owner != 0) return true;
    if (has_sound_bytes(node)) return true;
    if (*owner != 0) return true;
  }
  return false;
}

static bool is_named_well(const struct files_node *node) {
  const char *name = node->name;
  if (node->length == 0 || (node->far != NULL) != (node->length >= FILES_NEAR)) return false;
  for (uint32_t i = 0; i < node->length; i++)
    if (name[i] == '/' || name[i] == '\0') return false;
  return name[node->length] == '\0' && files_priority(name, node->length) == node->priority;
}

// Its place among the others: below its directory, by name and by priority.
static bool is_placed_well(const struct files_node *directory, const struct files_node *node) {
  const struct files_node *left = node->left, *right = node->right;
  if (node->parent != directory) return false;
  if (left != NULL && (left->priority > node->priority || !text_before(left->name, node->name))) return false;
  if (right != NULL && (right->priority > node->priority || !text_before(node->name, right->name))) return false;
  return files_tree_find(directory, node->name, node->length) == node;
}

// The names of a directory in their order, at most *left of them; a name that is not behind the one before it ends it.
static bool check_directory(const struct files_node *directory, uint64_t *left) {
  uint64_t count = 0;
  const struct files_node *node = files_tree_after(directory, "", 0);
  for (; node != NULL && *left > 0; (*left)--, count++) {
    if (!is_named_well(node) || !is_placed_well(directory, node) || !is_sound(node)) return false;
    const struct files_node *next = files_tree_after(directory, node->name, node->length);
    if (next != NULL && !text_before(node->name, next->name)) return false;
    node = next;
  }
  return node != NULL || count == directory->count || *left == 0;
}

// The directory behind this one, in the order of the tree of directories: down first, then on, then up.
static const struct files_node *next_directory(const struct files_node *directory) {
  const struct files_node *node = files_tree_after(directory, "", 0);
  for (;;) {
    for (; node != NULL; node = files_tree_after(directory, node->name, node->length))
      if (node->is_directory) return node;
    if (directory->parent == NULL) return NULL;
    node = files_tree_after(directory->parent, directory->name, directory->length);
    directory = directory->parent;
  }
}

static bool check(uint64_t most) {
  uint64_t left = most;
  bool holds = memory_files.root.is_directory && memory_files.root.parent == NULL;
  lock_enter(&memory_files.names);
  if (most == BRIEFLY) {
    holds = holds && check_directory(&memory_files.root, &left);
  } else {
    for (const struct files_node *at = &memory_files.root; holds && at != NULL && left > 0; at = next_directory(at))
      holds = check_directory(at, &left);
  }
  lock_leave(&memory_files.names);
  return holds;
}

// Blocks that wait, counted.
static bool check_room(void) {
  lock_enter(&memory_files.room);
  uint64_t waiting = 0;
  for (const struct files_waiting *block = memory_files.waiting; block != NULL && waiting <= memory_files.used;
       block = block->next)
    waiting += block->size;
  bool holds = waiting == memory_files.waiting_bytes && waiting <= memory_files.used;
  lock_leave(&memory_files.room);
  return holds;
}

CELL_CALLBACK bool files_check_briefly(void) {
  return check(BRIEFLY) && check_room();
}
CELL_CHECK(memory_files, files_check_briefly);

bool file_check(void) {
  return check(UINT64_MAX) && check_room();
}
