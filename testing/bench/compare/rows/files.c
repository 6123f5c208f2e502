// SPDX-License-Identifier: Apache-2.0
// Files of a tmpfs.
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "testing/bench/compare/rounds.h"
#include "testing/bench/compare/rows/rows.h"

static char name[] = "/files/a";
static char bytes[COMPARE_BLOCK];

static const char *file(uint32_t i) {
  name[sizeof name - 2] = (char)('a' + i);
  return name;
}

static int open_file(uint32_t i, int flags) {
  int opened = open(file(i), flags, 0600);
  if (opened < 0) rows_fail("open");
  return opened;
}

static void create_all(void) {
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    close(open_file(i, O_WRONLY | O_CREAT | O_EXCL));
}

static void delete_all(void) {
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    if (unlink(file(i)) != 0) rows_fail("unlink");
}

static uint64_t count_create(void) {
  uint64_t begun = rows_begin();
  create_all();
  uint64_t took = rows_end(begun);
  delete_all();
  return took;
}

static uint64_t count_delete(void) {
  create_all();
  uint64_t begun = rows_begin();
  delete_all();
  return rows_end(begun);
}

static uint64_t count_open(void) {
  close(open_file(0, O_WRONLY | O_CREAT));
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_FILES; i++)
    close(open_file(0, O_RDONLY));
  uint64_t took = rows_end(begun);
  unlink(file(0));
  return took;
}

static void write_all(int opened) {
  for (uint32_t i = 0; i < COMPARE_BLOCKS; i++)
    if (write(opened, bytes, sizeof bytes) != sizeof bytes) rows_fail("write");
}

static uint64_t count_write(void) {
  int opened = open_file(0, O_WRONLY | O_CREAT);
  uint64_t begun = rows_begin();
  write_all(opened);
  uint64_t took = rows_end(begun);
  close(opened);
  unlink(file(0));
  return took;
}

static uint64_t count_read(void) {
  int opened = open_file(0, O_WRONLY | O_CREAT);
  write_all(opened);
  close(opened);
  opened = open_file(0, O_RDONLY);
  uint64_t begun = rows_begin();
  for (uint32_t i = 0; i < COMPARE_BLOCKS; i++)
    if (read(opened, bytes, sizeof bytes) != sizeof bytes) rows_fail("read");
  uint64_t took = rows_end(begun);
  close(opened);
  unlink(file(0));
  return took;
}

void rows_files(void) {
  if (mkdir("/files", 0700) != 0) rows_fail("mkdir");
  if (mount("tmpfs", "/files", "tmpfs", 0, NULL) != 0) rows_fail("mount of a tmpfs");
  rows_least("file_create", count_create, COMPARE_FILES);
  rows_least("file_open", count_open, COMPARE_FILES);
  rows_least("file_write", count_write, COMPARE_BLOCKS);
  rows_least("file_read", count_read, COMPARE_BLOCKS);
  rows_least("file_delete", count_delete, COMPARE_FILES);
}
