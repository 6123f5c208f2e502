// SPDX-License-Identifier: Apache-2.0
// state: what the files of this cell share. All of these functions are parts of the transactions of cells/fs/file.h.
//
// Two kinds of locks. memory_files.names guards every link between nodes, and names; a node's own lock its bytes, its size and its
// cursors; memory_files.room how much is in use, and what is still to be given back. They are entered in that order.
#pragma once
#include "cells/fs/file.h"
#include "kernel/base/list.h"
#include "kernel/lock/lock.h"

enum {
  FILES_NEAR = 24,                             // a name shorter than that lies in its node
  FILES_BLOCK = 64 << 10,                      // bytes of a block of a table
  FILES_BLOCKS = FILE_MOST / FILES_BLOCK - 1,  // in a table
  FILES_SETTLE = 8,                            // blocks that one transaction gives back
};

struct files_table {
  OWN uint8_t *block[FILES_BLOCKS];  // null: zeros
};

// A file or a directory.
struct files_node {
  struct lock lock;
  struct files_node *parent;        // null: '/', or it has no name any more
  struct files_node *left, *right;  // in the tree of names of `parent`: by name, and a heap by `priority` (tree.c)
  struct files_node *names;         // of a directory: the root of that tree
  uint64_t count;                   // of them
  uint32_t priority;
  bool is_directory;
  uint8_t length;    // of the name
  const char *name;  // it lies in one of these two
  char near[FILES_NEAR];
  OWN char *far;
  struct list_node cursors;
  // Of a file. What neither the block nor the table has is zero.
  uint64_t size;
  OWN uint8_t *block;  // the first FILES_BLOCK bytes, as far as they go
  uint32_t block_size;
  OWN struct files_table *table;  // the others
};

struct file_cursor {
  struct files_node *node;
  struct list_node cursors;  // of the node
  uint64_t position;
  uint32_t mode;
  uint32_t entry;  // in the ledger
  // Of a directory: the name that was told last; length 0: none was yet.
  uint32_t length;
  char told[];
};

// A block that nobody has any more, in its own bytes.
struct files_waiting {
  OWN struct files_waiting *next;
  uint64_t size;
};

struct files_state {
  struct lock names, room;
  struct files_node root;
  uint64_t used, limit;  // bytes
  uint64_t nodes, cursors;
  uint64_t waiting_bytes;
  OWN struct files_waiting *waiting;
  OWN struct file_cursor *spare;  // zeroed; null: there is none. Not counted in `used`
  uint32_t owner;                 // this cell's node in the ledger
};
extern struct files_state memory_files;

// ---- room.c: memory, counted ----
// Zeroed, and the cell's own in the ledger. FULL, NO_MEMORY.
status_t files_new(size_t size, const char *type, OWN_RET void **object);
status_t files_new_beyond(size_t size, const char *type, OWN_RET void **object);  // above the limit too: more goes
void files_delete(OWN void *object, size_t size);                                 // null is allowed
status_t files_new_cursor(OWN_RET struct file_cursor **out);                      // of a file
void files_delete_cursor(OWN struct file_cursor *cursor);
void files_wait(OWN uint8_t *block, size_t size);  // to be given back; null is allowed
bool files_settle(void);                           // some of it, in this transaction; true: there is more

// ---- tree.c: names in a directory ----
uint32_t files_priority(const char *name, uint32_t length);
struct files_node *files_tree_find(const struct files_node *directory, const char *name, uint32_t length);
struct files_node *files_tree_after(const struct files_node *directory, const char *name, uint32_t length);
void files_tree_insert(RETAINS struct files_node *directory, RETAINS struct files_node *node);
void files_tree_remove(struct files_node *node);

// ---- path.c ----
struct files_place {
  struct files_node *directory;  // that the name is in; null: the path is '/'
  struct files_node *node;       // null: there is none of that name
  const char *name;  // a part of the path, without an end; null: the path ends in '/', '.' or '..' of what is there
  uint32_t length;
  bool is_directory;  // the path ends in '/'
  // Where it failed.
  uint32_t failed_at;  // how many bytes of the path lead to what is wrong
};
status_t files_find(const char *path, struct files_place *place);

// ---- node.c ----
status_t files_node_new(const char *name, uint32_t length, bool is_directory, OWN_RET struct files_node **node);
status_t files_node_rename(struct files_node *node, const char *name, uint32_t length);
void files_unlink(struct files_node *node);    // out of its directory; gone, if nobody has it open
void files_drop(OWN struct files_node *node);  // of what has neither a name nor a cursor

// ---- content.c: a file's bytes ----
status_t files_content_prepare(struct files_node *node, uint64_t at, size_t size);  // there are blocks for them
void files_content_write(struct files_node *node, uint64_t at, const void *from, size_t size);
void files_content_read(const struct files_node *node, uint64_t at, void *to, size_t size);
status_t files_content_end(struct files_node *node, uint64_t size);  // cuts or lengthens
void files_content_drop(struct files_node *node);                    // all of it
