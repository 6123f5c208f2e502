// SPDX-License-Identifier: Apache-2.0
// cp: copies a file.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"
#include "kernel/console/console.h"

enum { PIECE = 4096 };

// The target is cut behind what was copied, not emptied before: so a file that is copied to itself stays as it is.
static status_t copy(struct file_cursor *from, struct file_cursor *to) {
  char bytes[PIECE];
  size_t count = 0;
  status_t status;
  while ((status = file_read(from, bytes, sizeof bytes, &count)) == OK) {
    size_t done = 0;
    status = file_write_all(to, bytes, count, &done);
    if (status != OK) return status;
  }
  return status == EMPTY ? file_truncate(to, file_position(to)) : status;
}

static int64_t copy_file(const char *source, const char *target) {
  struct file_cursor *from = NULL, *to = NULL;
  status_t status = file_open(source, FILE_READ, &from);
  if (status != OK) return paths_tell(source, status);
  status = file_open(target, FILE_WRITE | FILE_CREATE, &to);
  if (status == OK) {
    status = copy(from, to);
    if (status != OK)
      console_print("%llu of %llu bytes were copied\n", (unsigned long long)file_position(to),
                    (unsigned long long)file_size(from));
    file_close(to);
  }
  file_close(from);
  return paths_tell(target, status);
}

CELL_CALLBACK int64_t cp_run(struct shell_call *call) {
  char target[FILE_PATH_MOST + 1];
  if (call->count != 3) return paths_usage("cp FILE TO");
  status_t status = paths_target(call->words[1], call->words[2], target);
  if (status != OK) return paths_tell(call->words[2], status);
  return copy_file(call->words[1], target);
}

CELL_CALLBACK bool cp_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, cp_command) = {
    .name = "cp",
    .summary = "copy a file",
    .usage = "cp FILE TO",
    .help = "TO is a path for the copy, or a directory, in which it has the name that the file has. What is there is\n"
            "replaced.\n",
    .run = cp_run,
    .complete = cp_complete,
};
