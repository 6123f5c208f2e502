// SPDX-License-Identifier: Apache-2.0
// Files in the real system: clients that share one, clients that die, no memory at any frame, another version of the cell under open files.
#include "cells/fs/file.h"
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "testing/swap/helper.h"
#include "testing/system/system_test.h"

enum { WRITERS = 4, LINES = 60, LINE = 100, LARGE = 300000, KILLS = 40, REFUSALS_MOST = 400 };

// ---- A file that several write to ----

CELL_CALLBACK void files_append(void *argument) {
  struct file_cursor *cursor = NULL;
  char line[LINE];
  size_t count = 0;
  __builtin_memset(line, 'a' + (int)(uint64_t)argument, LINE);
  if (file_open("/shared", FILE_WRITE | FILE_APPEND, &cursor) != OK) sched_exit(1);
  for (uint32_t i = 0; i < LINES; i++) {
    if (file_write(cursor, line, LINE, &count) != OK || count != LINE) sched_exit(2);
    if (i % 8 == 0) sched_give_way();
  }
  file_close(cursor);
  sched_exit(0);
}

static bool has_whole_lines(struct file_cursor *cursor, uint32_t lines[WRITERS]) {
  char line[LINE];
  for (size_t done = 0; file_read_all(cursor, line, LINE, &done) == OK; done = 0) {
    uint32_t who = (uint32_t)(line[0] - 'a');
    for (uint32_t i = 1; i < LINE; i++)
      if (line[i] != line[0]) return false;
    if (who >= WRITERS) return false;
    lines[who]++;
  }
  return true;
}

CELL_CALLBACK bool files_are_shared(char *why, uint32_t size) {
  struct file_cursor *cursor = NULL;
  struct task *tasks[WRITERS];
  uint32_t lines[WRITERS] = {};
  SYSTEM_EXPECT(file_open("/shared", FILE_READ | FILE_CREATE, &cursor) == OK);
  for (uint64_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(sched_spawn("appends", files_append, (void *)i, &tasks[i]) == OK);
  for (uint32_t i = 0; i < WRITERS; i++) {
    int64_t result = -1;
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, &result) == OK);
    SYSTEM_EXPECT(result == 0);
  }
  SYSTEM_EXPECT(file_size(cursor) == WRITERS * LINES * LINE);
  SYSTEM_EXPECT(has_whole_lines(cursor, lines));
  for (uint32_t i = 0; i < WRITERS; i++)
    SYSTEM_EXPECT(lines[i] == LINES);
  file_close(cursor);
  SYSTEM_EXPECT(file_remove("/shared") == OK && file_check());
  return true;
}
CELL_OPS(struct system_test, files_shared_test) = {
    .name = "what several tasks append to a file is all there, each line whole", .run = files_are_shared};

// ---- A client that dies ----

CELL_CALLBACK void files_churn(void *) {
  static const char bytes[3000] = {1};
  for (;;) {
    struct file_cursor *cursor = NULL;
    size_t done = 0;
    if (file_open("/churn", FILE_WRITE | FILE_CREATE, &cursor) != OK) sched_exit(1);
    if (file_write_all(cursor, bytes, sizeof bytes, &done) != OK) sched_exit(2);
    arch_pause();
    if (file_truncate(cursor, 10) != OK) sched_exit(3);
    if (file_rename("/churn", "/churned") != OK || file_remove("/churned") != OK) sched_exit(4);
    arch_pause();  // where host_sim lets the tick in
    file_close(cursor);
  }
}

CELL_CALLBACK bool files_outlive_clients(char *why, uint32_t size) {
  struct file_statistics before, after;
  file_statistics(&before);
  for (uint64_t i = 0; i < KILLS; i++) {
    struct task *task = NULL;
    enum task_end end;
    SYSTEM_EXPECT(sched_spawn("churns", files_churn, NULL, &task) == OK);
    SYSTEM_EXPECT(clock_sleep(1000 + i * 37000) == OK);
    SYSTEM_EXPECT(sched_kill(task->number) == OK);
    SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_WAS_KILLED);
    SYSTEM_EXPECT(file_check());
    (void)!file_remove("/churn");
    (void)!file_remove("/churned");
    file_settle();
    file_statistics(&after);
    SYSTEM_EXPECT(after.cursors == before.cursors && after.nodes == before.nodes && after.bytes == before.bytes);
  }
  return true;
}
CELL_OPS(struct system_test,
         files_killed_test) = {.name = "of tasks that are killed at odd moments no cursor, no file and no byte is left",
                               .run = files_outlive_clients};

// ---- No memory ----

// A small file with a long name and one that takes blocks; either way nothing is left. NO_MEMORY: something was refused.
static status_t attempt(void) {
  static const char name[] = "/a name that is too long to lie in its node";
  struct file_cursor *cursor = NULL;
  size_t count = 0;
  status_t status = file_open(name, FILE_WRITE | FILE_CREATE, &cursor);
  if (status != OK) return status;
  for (uint64_t at = 0; status == OK && at <= LARGE; at += LARGE / 4) {
    status = file_seek(cursor, at);
    if (status == OK) status = file_write(cursor, "some bytes", 10, &count);
  }
  status_t cut = status == OK ? file_truncate(cursor, 7) : OK;
  file_close(cursor);
  status_t removed = file_remove(name);
  file_settle();
  return status != OK ? status : cut != OK ? cut : removed;
}

CELL_CALLBACK bool files_need_memory(char *why, uint32_t size) {
  struct file_statistics before, after;
  file_statistics(&before);
  status_t status = NO_MEMORY;
  uint64_t nth = 1;
  for (; status == NO_MEMORY && nth < REFUSALS_MOST; nth++) {
    heap_fail_after(nth);
    status = attempt();
    heap_fail_after(0);
    file_statistics(&after);
    SYSTEM_EXPECT(after.bytes == before.bytes && after.nodes == before.nodes && after.cursors == before.cursors);
    SYSTEM_EXPECT(file_check() && heap_check() && ledger_check());
  }
  SYSTEM_EXPECT(status == OK && nth > 8);
  return true;
}
CELL_OPS(struct system_test, files_memory_test) = {
    .name = "out of memory at every allocation: nothing of a file is left", .run = files_need_memory};

// ---- Another version of the cell ----

// Counts in a file until there is another one that says to stop.
CELL_CALLBACK void files_count(void *) {
  struct file_cursor *cursor = NULL;
  struct file_entry entry;
  size_t count = 0;
  if (file_open("/swapped", FILE_WRITE, &cursor) != OK) sched_exit(1);
  for (uint64_t number = 1; file_look("/stop", &entry) != OK; number++) {
    if (file_seek(cursor, 0) != OK || file_write(cursor, &number, sizeof number, &count) != OK) sched_exit(2);
    sched_give_way();
  }
  file_close(cursor);
  sched_exit(0);
}

// Waits until the number in the file is larger than that, and tells it; 0: it cannot be read.
static uint64_t number_behind(struct file_cursor *cursor, uint64_t before) {
  uint64_t number = before;
  while (number <= before) {
    size_t count = 0;
    status_t status = file_seek(cursor, 0);
    if (status == OK) status = file_read(cursor, &number, sizeof number, &count);
    if (status != OK && status != EMPTY) return 0;
    sched_give_way();
  }
  return number;
}

CELL_CALLBACK bool files_are_swapped(char *why, uint32_t size) {
  struct file_cursor *cursor = NULL, *stop = NULL;
  struct task *task = NULL;
  struct swap_report *report = NEW(struct swap_report);
  const uint8_t *region = graph_running();
  const struct graph_spare *spare = graph_spare(region, 0);
  SYSTEM_EXPECT(report != NULL && spare != NULL);
  uint32_t before = graph_find(region, "//cells/fs/memory");
  int64_t result = -1;
  SYSTEM_EXPECT(file_open("/swapped", FILE_READ | FILE_CREATE, &cursor) == OK);
  SYSTEM_EXPECT(sched_spawn("counts", files_count, NULL, &task) == OK);
  uint64_t number = number_behind(cursor, 10);
  SYSTEM_EXPECT(number > 10);
  SYSTEM_EXPECT(helper_swap("//cells/fs/memory", graph_string(region, spare->name), report) == OK);
  SYSTEM_EXPECT(graph_find(region, "//cells/fs/memory") != before);
  SYSTEM_EXPECT(number_behind(cursor, number + 10) > number + 10);  // the same cursors, in the other version
  SYSTEM_EXPECT(file_open("/stop", FILE_WRITE | FILE_CREATE, &stop) == OK);
  SYSTEM_EXPECT(sched_join(&task, NULL, &result) == OK && result == 0);
  SYSTEM_EXPECT(file_size(cursor) == sizeof number && file_check());
  file_close(cursor);
  file_close(stop);
  SYSTEM_EXPECT(file_remove("/swapped") == OK && file_remove("/stop") == OK);
  heap_delete(report);
  return true;
}
CELL_OPS(struct system_test, files_swap_test) = {
    .name = "another version of the cell takes over while files are open and written", .run = files_are_swapped};
