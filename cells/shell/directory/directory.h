// SPDX-License-Identifier: Apache-2.0
// directory: the shell's commands that are in the running system, found through the graph by the type of their tables.
//
// Context  any; nothing blocks.
// Owns     views of the graph: valid during the caller's current call.
// State    none.
// Errors   null: no such command.
#pragma once
#include "cells/shell/command.h"

READ VIEW_RET const struct shell_command *directory_find(const char *name);
// In order of names: the first one after `name`; null or "" gives the first of all.
READ VIEW_RET const struct shell_command *directory_after(const char *name);
// What somebody who wrote `name` may have meant.
READ VIEW_RET const struct shell_command *directory_nearest(const char *name);
