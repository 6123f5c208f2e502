// SPDX-License-Identifier: Apache-2.0
// demo: tasks that show something; the shell's `spawn` starts them. Each is a cell with a table of this type, found through the
// graph, so a demo is there as soon as its cell is in the image.
#pragma once
#include "kernel/base/cell.h"

struct demo_task {
  const char *name;
  const char *summary;  // one line for `spawn`
  // In a task of its own, as STEPS (docs/kinds.md): it stores to its own stack only, and may be killed at any instruction
  // outside an ATOMIC call. The argument is null.
  AS(STEPS) void (*run)(void *argument);
};
