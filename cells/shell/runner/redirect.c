// SPDX-License-Identifier: Apache-2.0
// redirect: the files of a command's task. Its output goes to one through the console's diversion, which it asks for itself; so what is open is the
// task's own, and goes with it.
#include "cells/shell/runner/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/task/task.h"

// Opened and in use in one transaction: or the one behind an abandoned one would open it again.
status_t runner_open(struct runner_stage *stage, bool output) {
  uint64_t self = task_current()->number;
  struct file_cursor *cursor = NULL;
  uint32_t mode = FILE_WRITE | FILE_CREATE | (stage->appends ? FILE_APPEND : FILE_EMPTY);
  if ((output ? stage->sink : stage->source) != NULL) return OK;
  status_t status = file_open(output ? stage->to : stage->from, output ? mode : FILE_READ, &cursor);
  if (status != OK) return status;
  if (output)
    status = console_divert(self, runner_sink, stage);
  else
    status = console_divert_input(self, runner_source, stage);
  if (status != OK) {
    file_close(cursor);
    return status;
  }
  if (output)
    stage->sink = cursor;
  else
    stage->source = cursor;
  return OK;
}

// What the file does not take is dropped, and told at the command's end.
size_t runner_sink(void *context, const char *text, size_t length, [[maybe_unused]] bool may_wait) {
  struct runner_stage *stage = context;
  size_t count = length;
  if (stage->written == OK) stage->written = file_write(stage->sink, text, length, &count);
  return count;
}

status_t runner_source(void *context, void *to, size_t size, size_t *count) {
  struct runner_stage *stage = context;
  return file_read(stage->source, to, size, count);
}

static bool open_file(struct runner_stage *stage, const char *path, bool output) {
  char why[FILE_WHY];
  status_t status = path == NULL ? OK : runner_open(stage, output);
  if (status == OK) return true;
  file_explain(path, status, why, sizeof why);
  console_write(why, text_length(why));
  return false;
}

bool runner_begin_files(struct runner_stage *stage) {
  return open_file(stage, stage->from, false) && open_file(stage, stage->to, true);
}

bool runner_end_files(struct runner_stage *stage) {
  char why[FILE_WHY];
  if (stage->written == OK) return true;
  console_divert_end(task_current()->number);
  file_explain(stage->to, stage->written, why, sizeof why);
  console_write(why, text_length(why));
  console_print("what %s wrote behind that is lost\n", stage->call.words[0]);
  return false;
}
