// SPDX-License-Identifier: Apache-2.0
// paths: what the commands for files have in common: completion, a name in a directory, errors told.
//
// Context  a task.
// Owns     nothing; views of what is passed in.
// State    none.
// Errors   OUT_OF_RANGE: the path would be too long.
#pragma once
#include "cells/fs/file.h"
#include "cells/shell/command.h"

// For struct shell_command: what there is that the last word may mean; directories with '/' behind. Names that cannot be typed are left
// out.
READ bool paths_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size);
// Where `from` goes to: `to`, or into it under its own name, if that is a directory.
READ status_t paths_target(const char *from, const char *to, char path[FILE_PATH_MOST + 1]);
// Prints why the call that had that path failed. 0 for OK, else 1, as a command answers.
READ int64_t paths_tell(const char *path, status_t status);
READ int64_t paths_usage(const char *usage);  // 1
