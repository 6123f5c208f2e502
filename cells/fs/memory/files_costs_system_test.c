// SPDX-License-Identifier: Apache-2.0
// What files cost, in instructions, held against budgets. Under `-icount shift=0` the emulator's time-stamp counter counts one for each
// instruction; elsewhere the tests are skipped.
#include "cells/fs/file.h"
#include "kernel/arch/arch.h"
#include "kernel/console/console.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 50 };

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

static bool within(const char *what, uint64_t cycles, uint64_t budget, char *why, uint32_t size) {
  uint64_t each = cycles / ROUNDS;
  console_print("[cost] %s: %lu instructions, budget %lu\n", what, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s costs %lu instructions, over its budget of %lu", what, each, budget);
  return false;
}

static void path_of(uint32_t i, char path[32]) {
  text_format(path, 32, "/files/number%u", i);
}

// One call for each of ROUNDS files.
static uint64_t time_open(uint32_t mode, struct file_cursor *cursors[ROUNDS], status_t *status) {
  uint64_t took = 0;
  char path[32];
  for (uint32_t i = 0; i < ROUNDS && *status == OK; i++) {
    path_of(i, path);
    uint64_t start = arch_cycles();
    *status = file_open(path, mode, &cursors[i]);
    took += arch_cycles() - start;
  }
  return took;
}

static uint64_t time_close(OWN struct file_cursor *cursors[ROUNDS]) {
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++) {
    file_close(cursors[i]);
    cursors[i] = NULL;
  }
  return arch_cycles() - start;
}

static uint64_t time_remove(status_t *status) {
  uint64_t took = 0;
  char path[32];
  for (uint32_t i = 0; i < ROUNDS && *status == OK; i++) {
    path_of(i, path);
    uint64_t start = arch_cycles();
    *status = file_remove(path);
    took += arch_cycles() - start;
  }
  return took;
}

CELL_CALLBACK bool files_costs_names(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct file_cursor *cursors[ROUNDS] = {};
  status_t status = file_make_directory("/files");
  uint64_t create = time_open(FILE_WRITE | FILE_CREATE, cursors, &status), close = time_close(cursors);
  uint64_t open = time_open(FILE_READ, cursors, &status);
  (void)time_close(cursors);
  uint64_t remove = time_remove(&status);
  SYSTEM_EXPECT(status == OK && file_remove_directory("/files") == OK);
  return within("create and open a file among 50", create, 5500, why, size) &&
         within("open a file among 50", open, 3500, why, size) && within("close a file", close, 2000, why, size) &&
         within("remove an empty file", remove, 3000, why, size);
}
CELL_OPS(struct system_test, files_costs_names_test) = {.name = "making, opening and removing files keep their budgets",
                                                        .run = files_costs_names};

// ROUNDS requests of `count` bytes, one behind the other.
static uint64_t time_bytes(struct file_cursor *cursor, void *bytes, size_t count, bool writes, status_t *status) {
  size_t done = 0;
  *status = file_seek(cursor, 0);
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS && *status == OK; i++)
    *status = writes ? file_write(cursor, bytes, count, &done) : file_read(cursor, bytes, count, &done);
  return arch_cycles() - start;
}

CELL_CALLBACK bool files_costs_bytes(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct file_cursor *cursor = NULL;
  uint8_t bytes[1024];
  __builtin_memset(bytes, 'b', sizeof bytes);
  SYSTEM_EXPECT(file_open("/bytes", FILE_READ | FILE_WRITE | FILE_CREATE, &cursor) == OK);
  status_t status[6];
  uint64_t append = time_bytes(cursor, bytes, sizeof bytes, true, &status[0]);
  uint64_t over = time_bytes(cursor, bytes, sizeof bytes, true, &status[1]);
  uint64_t over_one = time_bytes(cursor, bytes, 1, true, &status[2]);
  uint64_t read = time_bytes(cursor, bytes, sizeof bytes, false, &status[3]);
  uint64_t read_one = time_bytes(cursor, bytes, 1, false, &status[4]);
  file_close(cursor);
  status[5] = file_remove("/bytes");
  for (uint32_t i = 0; i < 6; i++)
    SYSTEM_EXPECT(status[i] == OK);
  return within("append 1 KiB, with larger blocks as the file grows", append, 4000, why, size) &&
         within("write 1 KiB over what is there", over, 1500, why, size) &&
         within("write a byte", over_one, 600, why, size) && within("read 1 KiB", read, 1500, why, size) &&
         within("read a byte", read_one, 600, why, size);
}
CELL_OPS(struct system_test, files_costs_bytes_test) = {.name = "reading and writing files keep their budgets",
                                                        .run = files_costs_bytes};
