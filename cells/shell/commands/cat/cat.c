// SPDX-License-Identifier: Apache-2.0
// cat: shows what is in files.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"
#include "kernel/console/console.h"

enum { PIECE = 512 };

// What the command is given to read.
static int64_t show_input(void) {
  struct console_piece piece = {};
  status_t status;
  for (; (status = console_read_piece(&piece)) == OK; piece.count = 0)
    console_write(piece.bytes, piece.count);
  if (status != NOT_FOUND) return 0;
  console_print("nothing to show: name a file, or give input by < or |\n");
  return 1;
}

static int64_t show(const char *path) {
  struct file_cursor *cursor = NULL;
  char bytes[PIECE];
  size_t count = 0;
  status_t status = file_open(path, FILE_READ, &cursor);
  if (status != OK) return paths_tell(path, status);
  while (file_read(cursor, bytes, sizeof bytes, &count) == OK)
    console_write(bytes, count);
  file_close(cursor);
  return 0;
}

CELL_CALLBACK int64_t cat_run(struct shell_call *call) {
  int64_t result = 0;
  if (call->count == 1) return show_input();
  for (int32_t i = 1; i < call->count; i++)
    if (show(call->words[i]) != 0) result = 1;
  return result;
}

CELL_CALLBACK bool cat_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, cat_command) = {
    .name = "cat",
    .summary = "show what is in files",
    .usage = "cat [FILE...]",
    .help = "The bytes of each file in turn, as they are. Without one: what it is given by < or |.\n",
    .run = cat_run,
    .complete = cat_complete,
};
