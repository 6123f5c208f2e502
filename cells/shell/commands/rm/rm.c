// SPDX-License-Identifier: Apache-2.0
// rm: removes files and directories.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

static status_t remove_one(const char *path) {
  status_t status = file_remove(path);
  struct file_entry entry;
  if (status == UNSUPPORTED && file_look(path, &entry) == OK && entry.is_directory)
    status = file_remove_directory(path);
  return status;
}

// Goes down to what can be removed and begins anew, so that it needs no room for each directory on the way, and does not mind
// who else makes or removes something meanwhile.
static status_t remove_tree(const char *path) {
  status_t status;
  while ((status = remove_one(path)) == BUSY) {
    char at[FILE_PATH_MOST + 1];
    struct file_entry entry;
    if (!text_copy(at, sizeof at, path)) return OUT_OF_RANGE;
    while ((status = remove_one(at)) == BUSY && file_look_after(at, "", &entry) == OK) {
      size_t length = text_length(at);
      bool ends_in_slash = at[length - 1] == '/';
      if (length + entry.length + 1 > FILE_PATH_MOST) return OUT_OF_RANGE;
      at[length] = '/';
      (void)text_copy(at + length + (ends_in_slash ? 0 : 1), sizeof at - length - 1, entry.name);
    }
    if (status != OK && status != NOT_FOUND && status != BUSY) return status;
    if (at[1] == '\0') return status;  // "/" has nothing in it, and stays
  }
  return status;
}

CELL_CALLBACK int64_t rm_run(struct shell_call *call) {
  int64_t result = 0;
  bool whole = call->count > 1 && text_equal(call->words[1], "-r");
  if (call->count < (whole ? 3 : 2)) return paths_usage("rm [-r] PATH...");
  for (int32_t i = whole ? 2 : 1; i < call->count; i++) {
    const char *path = call->words[i];
    status_t status = whole ? remove_tree(path) : remove_one(path);
    if (paths_tell(path, status) != 0) result = 1;
    if (status == BUSY && !whole) console_print("`rm -r %s` removes all of it\n", path);
  }
  file_settle();
  return result;
}

CELL_CALLBACK bool rm_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, rm_command) = {
    .name = "rm",
    .summary = "remove files and directories",
    .usage = "rm [-r] PATH...",
    .help = "A directory must be empty, or -r removes what is in it too. A file that is in use stays until nobody has "
            "it open.\n",
    .run = rm_run,
    .complete = rm_complete,
};
