// SPDX-License-Identifier: Apache-2.0
// ok_pointer_leaves: what is called through a pointer under a lock does not wait.
// file: ok_pointer_leaves.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"
struct step {
  struct lock lock;
  AS(READ) uint32_t (*count)(void);
  AS(STEPS) void (*run)(void);
};
STEPS uint32_t run_step(struct step *step);
// file: ok_pointer_leaves.c
#include "ok_pointer_leaves.h"

uint32_t run_step(struct step *step) {
  lock_enter(&step->lock);
  uint32_t count = step->count();
  lock_leave(&step->lock);
  step->run();
  return count;
}
