// SPDX-License-Identifier: Apache-2.0
// mv: gives a file or a directory another name or place.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"

// The error is about what is moved, or about where it goes: what can be found out of the first is told first.
static int64_t tell(const char *from, const char *to, status_t status) {
  struct file_entry entry;
  status_t found = file_look(from, &entry);
  if (found != OK || (status == BUSY && entry.length == 0)) return paths_tell(from, found != OK ? found : status);
  return paths_tell(to, status);
}

CELL_CALLBACK int64_t mv_run(struct shell_call *call) {
  char target[FILE_PATH_MOST + 1];
  if (call->count != 3) return paths_usage("mv FROM TO");
  status_t status = paths_target(call->words[1], call->words[2], target);
  if (status != OK) return paths_tell(call->words[2], status);
  status = file_rename(call->words[1], target);
  return status == OK ? 0 : tell(call->words[1], target, status);
}

CELL_CALLBACK bool mv_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, mv_command) = {
    .name = "mv",
    .summary = "move or rename a file or a directory",
    .usage = "mv FROM TO",
    .help =
        "TO is its new path, or a directory into which it goes under the name that it has. A file that is at the new\n"
        "path is replaced, in one step; so is an empty directory by a directory.\n",
    .run = mv_run,
    .complete = mv_complete,
};
