// SPDX-License-Identifier: Apache-2.0
// content: a file's bytes: a block for the first 64 KiB, as large as they are, and a table of blocks for what follows. The node is locked.
//
// What lies in a block behind the file's end is nobody's, so it is stored without the journal: after an undo the end is where it was,
// and nobody looks behind it. Whoever moves the end on clears what lies between (clear_to). Whoever moves it back has been seen to have
// bytes there by whom an undo brings back: so cutting is journalled, or leaves the old block as it is. No block of the table begins behind
// the end, so there is never much to clear.
#include "cells/fs/memory/state.h"

enum { BLOCK_LEAST = 256, BLOCK_STEP = 4 };

RAW_STATIC __attribute__((noinline)) void store_unseen(uint8_t *to, const uint8_t *from, size_t size) {
  __builtin_memcpy(to, from, size);
}
RAW_STATIC __attribute__((noinline)) void clear_unseen(uint8_t *to, size_t size) {
  __builtin_memset(to, 0, size);
}

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

// The place in the table of the block that has the byte `at`, from FILES_BLOCK on.
static uint64_t index_of(uint64_t at) {
  return at / FILES_BLOCK - 1;
}

// The bytes from `at` on that lie in one piece, `*size` of them at most; null: they are zero.
static uint8_t *piece(const struct files_node *node, uint64_t at, size_t *size) {
  *size = least(*size, FILES_BLOCK - at % FILES_BLOCK);
  if (at >= FILES_BLOCK) {
    uint8_t *block = node->table == NULL ? NULL : node->table->block[index_of(at)];
    return block == NULL ? NULL : block + at % FILES_BLOCK;
  }
  if (at >= node->block_size) return NULL;
  *size = least(*size, node->block_size - at);
  return node->block + at;
}

// ---- Room ----

static uint32_t block_for(uint64_t size) {
  uint32_t block = BLOCK_LEAST;
  while (block < size)
    block *= BLOCK_STEP;
  return block;
}
static_assert(FILES_BLOCK == BLOCK_LEAST << 8, "the largest of the sizes in between");

static status_t grow(struct files_node *node, uint64_t size) {
  if (size <= node->block_size) return OK;
  void *block = NULL;
  uint32_t block_size = block_for(size);
  status_t status = files_new(block_size, "file bytes", &block);
  if (status != OK) return status;
  if (node->block != NULL) store_unseen(block, node->block, least(node->size, node->block_size));
  files_delete(node->block, node->block_size);
  node->block = block;
  node->block_size = block_size;
  return OK;
}

static status_t make_table(struct files_node *node) {
  void *table = NULL;
  if (node->table != NULL) return OK;
  status_t status = files_new(sizeof(struct files_table), "file blocks", &table);
  if (status == OK) node->table = table;
  return status;
}

// The block that has the byte `at`; *made says whether it is new.
static status_t make_block(struct files_node *node, uint64_t at, bool *made) {
  void *block = NULL;
  status_t status = make_table(node);
  *made = status == OK && node->table->block[index_of(at)] == NULL;
  if (!*made) return status;
  status = files_new(FILES_BLOCK, "file bytes", &block);
  if (status == OK) node->table->block[index_of(at)] = block;
  return status;
}

// Of two blocks both are made or none: none may lie behind the end.
status_t files_content_prepare(struct files_node *node, uint64_t at, size_t size) {
  uint64_t last = at + size - 1;
  bool made = false, made_last = false;
  status_t status = OK;
  if (at < FILES_BLOCK)
    status = grow(node, least(last + 1, FILES_BLOCK));
  else
    status = make_block(node, at, &made);
  if (status != OK || last / FILES_BLOCK == at / FILES_BLOCK) return status;
  status = make_block(node, last, &made_last);
  if (status != OK && made) {
    files_delete(node->table->block[index_of(at)], FILES_BLOCK);
    node->table->block[index_of(at)] = NULL;
  }
  return status;
}

// ---- Bytes ----

// The end moves to `end`: what lies between is zero from now on.
static void clear_to(struct files_node *node, uint64_t end) {
  for (uint64_t at = node->size; at < end;) {
    size_t size = end - at;
    uint8_t *bytes = piece(node, at, &size);
    if (bytes != NULL) clear_unseen(bytes, size);
    at += size;
  }
}

void files_content_write(struct files_node *node, uint64_t at, const void *from, size_t size) {
  const uint8_t *bytes = from;
  clear_to(node, at);
  for (size_t left = size; left > 0;) {
    size_t count = left;
    if (at < node->size) count = least(count, node->size - at);
    uint8_t *to = piece(node, at, &count);
    if (at < node->size)
      __builtin_memcpy(to, bytes, count);
    else
      store_unseen(to, bytes, count);
    at += count;
    bytes += count;
    left -= count;
  }
  if (at > node->size) node->size = at;
}

void files_content_read(const struct files_node *node, uint64_t at, void *to, size_t size) {
  for (uint8_t *bytes = to; size > 0;) {
    size_t count = size;
    const uint8_t *from = piece(node, at, &count);
    if (from != NULL)
      __builtin_memcpy(bytes, from, count);
    else
      __builtin_memset(bytes, 0, count);
    at += count;
    bytes += count;
    size -= count;
  }
}

// Of one block the bytes from `from` to `to` go, which undo would want back: with the journal, if they are few. True: they were.
static bool cut_few(uint8_t *block, uint64_t from, uint64_t to) {
  if (to > from + FILE_STEP) return false;
  if (to > from) __builtin_memset(block + from, 0, to - from);
  return true;
}

// The block that the new end is in: cut, or copied up to there, for more than the journal has room for.
static status_t cut_block(struct files_node *node, uint64_t size) {
  uint64_t start = size - size % FILES_BLOCK, end = least(node->size - start, FILES_BLOCK);
  bool is_first = start == 0;
  if (!is_first && (node->table == NULL || node->table->block[index_of(start)] == NULL)) return OK;
  uint32_t block_size = is_first ? node->block_size : FILES_BLOCK;
  uint8_t *old = is_first ? node->block : node->table->block[index_of(start)];
  if (cut_few(old, size - start, least(end, block_size))) return OK;
  void *block = NULL;
  uint32_t fresh_size = is_first ? block_for(size) : FILES_BLOCK;
  status_t status = files_new_beyond(fresh_size, "file bytes", &block);
  if (status != OK) return status;
  store_unseen(block, old, size - start);
  files_wait(old, block_size);
  if (is_first) {
    node->block = block;
    node->block_size = fresh_size;
  } else {
    node->table->block[index_of(start)] = block;
  }
  return OK;
}

static void drop_blocks_from(struct files_node *node, uint64_t size) {
  if (node->table == NULL) return;
  uint64_t first = (size + FILES_BLOCK - 1) / FILES_BLOCK;
  for (uint64_t i = first == 0 ? 0 : first - 1; i < FILES_BLOCKS; i++) {
    files_wait(node->table->block[i], FILES_BLOCK);
    node->table->block[i] = NULL;
  }
  if (size > FILES_BLOCK) return;
  files_delete(node->table, sizeof *node->table);
  node->table = NULL;
}

void files_content_drop(struct files_node *node) {
  drop_blocks_from(node, 0);
  files_wait(node->block, node->block_size);
  node->block = NULL;
  node->block_size = 0;
  node->size = 0;
}

status_t files_content_end(struct files_node *node, uint64_t size) {
  status_t status = OK;
  if (size == 0) {
    files_content_drop(node);
    return OK;
  }
  if (size > node->size)
    clear_to(node, size);
  else if (size < node->size && size % FILES_BLOCK != 0)
    status = cut_block(node, size);
  if (status != OK) return status;
  if (size < node->size) drop_blocks_from(node, size);
  node->size = size;
  return OK;
}
