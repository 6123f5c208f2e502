// SPDX-License-Identifier: Apache-2.0
// ls: what is in directories.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

static void show(const struct file_entry *entry, const char *name) {
  char shown[FILE_SHOWN];
  (void)file_show(name, shown, sizeof shown);
  console_print("%10llu  ", (unsigned long long)entry->size);
  console_write(shown, text_length(shown));
  console_print("%s\n", entry->is_directory ? "/" : "");
}

static int64_t list_directory(const char *path) {
  struct file_cursor *cursor = NULL;
  struct file_entry entry;
  status_t status = file_open(path, FILE_LIST, &cursor);
  if (status != OK) return paths_tell(path, status);
  while (file_next(cursor, &entry) == OK)
    show(&entry, entry.name);
  file_close(cursor);
  return 0;
}

static int64_t list(const char *path) {
  struct file_entry entry;
  status_t status = file_look(path, &entry);
  if (status != OK) return paths_tell(path, status);
  if (entry.is_directory) return list_directory(path);
  show(&entry, entry.name);
  return 0;
}

CELL_CALLBACK int64_t ls_run(struct shell_call *call) {
  int64_t result = 0;
  if (call->count == 1) return list("/");
  for (int32_t i = 1; i < call->count; i++) {
    if (call->count > 2) console_print("%s:\n", call->words[i]);
    if (list(call->words[i]) != 0) result = 1;
  }
  return result;
}

CELL_CALLBACK bool ls_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, ls_command) = {
    .name = "ls",
    .summary = "show what is in directories",
    .usage = "ls [PATH...]",
    .help =
        "A line for each name, in the order of their bytes: the size of a file in bytes, or how many names are in a\n"
        "directory, which has a / behind it. Without a path: /. Bytes that cannot be shown are \\xNN.\n",
    .run = ls_run,
    .complete = ls_complete,
};
