// SPDX-License-Identifier: Apache-2.0
// Files of the memory file system.
#include "cells/fs/file.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

struct file_name {
  char text[sizeof "/files/a"];
};

static struct file_name name_of(uint32_t i) {
  struct file_name name = {"/files/a"};
  name.text[sizeof name.text - 2] = (char)('a' + i);
  return name;
}

static void open_file(uint32_t i, uint32_t mode, OWN_RET struct file_cursor **cursor) {
  struct file_name name = name_of(i);
  measure_expect("file_open", file_open(name.text, mode, cursor));
}

static void open_and_close(uint32_t i, uint32_t mode) {
  struct file_cursor *cursor = NULL;
  open_file(i, mode, &cursor);
  file_close(cursor);
}

static void create_all(void) {
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    open_and_close(i, FILE_WRITE | FILE_CREATE | FILE_NEW);
}

static void delete_one(uint32_t i) {
  struct file_name name = name_of(i);
  measure_expect("file_remove", file_remove(name.text));
}

static void delete_all(void) {
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    delete_one(i);
}

CELL_CALLBACK uint64_t compare_file_create(void) {
  uint64_t begun = measure_begin();
  create_all();
  uint64_t took = measure_end(begun);
  delete_all();
  return took;
}

CELL_CALLBACK uint64_t compare_file_delete(void) {
  create_all();
  uint64_t begun = measure_begin();
  delete_all();
  return measure_end(begun);
}

CELL_CALLBACK uint64_t compare_file_open(void) {
  open_and_close(0, FILE_WRITE | FILE_CREATE);
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    open_and_close(0, FILE_READ);
  uint64_t took = measure_end(begun);
  delete_one(0);
  return took;
}

static void write_all(struct file_cursor *cursor, const uint8_t *bytes) {
  for (uint32_t i = 0; i < COMPARE_BLOCKS; i++) {
    size_t count = 0;
    status_t status = file_write(cursor, bytes, COMPARE_BLOCK, &count);
    measure_expect("file_write", status == OK && count != COMPARE_BLOCK ? FULL : status);
  }
}

CELL_CALLBACK uint64_t compare_file_write(void) {
  uint8_t bytes[COMPARE_BLOCK] = {};
  struct file_cursor *cursor = NULL;
  open_file(0, FILE_WRITE | FILE_CREATE, &cursor);
  uint64_t begun = measure_begin();
  write_all(cursor, bytes);
  uint64_t took = measure_end(begun);
  file_close(cursor);
  delete_one(0);
  file_settle();
  return took;
}

CELL_CALLBACK uint64_t compare_file_read(void) {
  uint8_t bytes[COMPARE_BLOCK] = {};
  struct file_cursor *cursor = NULL;
  open_file(0, FILE_WRITE | FILE_CREATE, &cursor);
  write_all(cursor, bytes);
  file_close(cursor);
  open_file(0, FILE_READ, &cursor);
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_BLOCKS; i++) {
    size_t count = 0;
    status_t status = file_read(cursor, bytes, sizeof bytes, &count);
    measure_expect("file_read", status == OK && count != COMPARE_BLOCK ? EMPTY : status);
  }
  uint64_t took = measure_end(begun);
  file_close(cursor);
  delete_one(0);
  file_settle();
  return took;
}

void rows_files(void) {
  measure_expect("file_make_directory", file_make_directory("/files"));
  measure_least("file_create", compare_file_create, COMPARE_FILES);
  measure_least("file_open", compare_file_open, COMPARE_FILES);
  measure_least("file_write", compare_file_write, COMPARE_BLOCKS);
  measure_least("file_read", compare_file_read, COMPARE_BLOCKS);
  measure_least("file_delete", compare_file_delete, COMPARE_FILES);
}
