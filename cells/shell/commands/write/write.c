// SPDX-License-Identifier: Apache-2.0
// write: puts words into a file.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

// A line of the words, one blank apart. It is shorter than the line that they came in.
static size_t join(const struct shell_call *call, char line[SHELL_LINE + 1]) {
  size_t length = 0;
  for (int32_t i = 2; i < call->count; i++) {
    size_t count = text_length(call->words[i]);
    if (i > 2) line[length++] = ' ';
    __builtin_memcpy(line + length, call->words[i], count);
    length += count;
  }
  if (call->count > 2) line[length++] = '\n';
  return length;
}

// What the command is given to read, if it is.
static status_t put_input(struct file_cursor *cursor) {
  struct console_piece piece = {};
  status_t status;
  while ((status = console_read_piece(&piece)) == OK) {
    size_t done = 0;
    status = file_write_all(cursor, piece.bytes, piece.count, &done);
    if (status != OK) return status;
    piece.count = 0;
  }
  return OK;
}

CELL_CALLBACK int64_t write_run(struct shell_call *call) {
  struct file_cursor *cursor = NULL;
  char line[SHELL_LINE + 1];
  size_t done = 0;
  if (call->count < 2) return paths_usage("write FILE [TEXT...]");
  status_t status = file_open(call->words[1], FILE_WRITE | FILE_CREATE | FILE_EMPTY, &cursor);
  if (status == OK) {
    status = call->count == 2 ? put_input(cursor) : file_write_all(cursor, line, join(call, line), &done);
    file_close(cursor);
  }
  return paths_tell(call->words[1], status);
}

CELL_CALLBACK bool write_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, write_command) = {
    .name = "write",
    .summary = "put words into a file",
    .usage = "write FILE [TEXT...]",
    .help = "The file has one line then, of the words, one blank apart; what was in it is gone. Without words it is "
            "empty.\n",
    .run = write_run,
    .complete = write_complete,
};
