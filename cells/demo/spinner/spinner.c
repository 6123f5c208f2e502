// SPDX-License-Identifier: Apache-2.0
// spinner: a task that computes until it is killed and never waits: others run only because it is preempted.
#include "cells/demo/demo.h"

CELL_CALLBACK void spinner_run([[maybe_unused]] void *argument) {
  for (;;) {}
}

CELL_OPS(struct demo_task, spinner_demo) = {
    .name = "spin",
    .summary = "computes until it is killed and never waits: others run only because it is preempted",
    .run = spinner_run,
};
