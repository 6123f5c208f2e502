// SPDX-License-Identifier: Apache-2.0
// wait_through_pointer: what is called through a pointer may wait, as its declaration says or as the functions in it do.
// file: wait_through_pointer.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/lock/lock.h"
struct step {
  struct lock lock;
  AS(STEPS) void (*run)(void);
};
STEPS void run_step(struct step *step);
STEPS void run_helper(struct step *step);
STEPS void run_known(struct step *step);
STEPS void rest(void);
// file: wait_through_pointer.c
#include "wait_through_pointer.h"

void rest(void) {}

void run_step(struct step *step) {
  // note: 'lock' of a struct step is entered here
  lock_enter(&step->lock);
  // want: lock.wait 'lock' of a struct step is held where what the pointer leads to may wait
  step->run();
  lock_leave(&step->lock);
}

static void helper(struct step *step) {
  // note: what the pointer leads to is called here
  step->run();
}

void run_helper(struct step *step) {
  // note: 'lock' of a struct step is entered here
  lock_enter(&step->lock);
  // want: lock.wait 'lock' of a struct step is held where what the pointer leads to may wait
  helper(step);
  lock_leave(&step->lock);
}

void run_known(struct step *step) {
  void (*fn)(void) = rest;
  // note: 'lock' of a struct step is entered here
  lock_enter(&step->lock);
  // want: lock.wait 'lock' of a struct step is held where 'rest' may wait
  fn();
  lock_leave(&step->lock);
}
