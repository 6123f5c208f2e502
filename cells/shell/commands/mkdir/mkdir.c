// SPDX-License-Identifier: Apache-2.0
// mkdir: makes directories.
#include "cells/fs/file.h"
#include "cells/shell/command.h"
#include "cells/shell/paths/paths.h"

CELL_CALLBACK int64_t mkdir_run(struct shell_call *call) {
  int64_t result = 0;
  if (call->count == 1) return paths_usage("mkdir PATH...");
  for (int32_t i = 1; i < call->count; i++)
    if (paths_tell(call->words[i], file_make_directory(call->words[i])) != 0) result = 1;
  return result;
}

CELL_CALLBACK bool mkdir_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return paths_complete(call, index, text, size);
}

CELL_OPS(struct shell_command, mkdir_command) = {
    .name = "mkdir",
    .summary = "make directories",
    .usage = "mkdir PATH...",
    .help = "The directory above has to be there. Paths begin with /; a name may have every byte but / and NUL.\n",
    .run = mkdir_run,
    .complete = mkdir_complete,
};
