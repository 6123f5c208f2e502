// SPDX-License-Identifier: Apache-2.0
// plain_changes: a function without a kind, which others know by its declaration, does what a call of it does not show.
// file: plain.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
struct chain {
  struct chain *next;
  uint32_t count;
};
// note: 'chain_add' has no kind, so its callers elsewhere take it for READ
void chain_add(struct chain *chain);
// note: 'chain_time' has no kind, so its callers elsewhere take it for READ
uint64_t chain_time(void);
// note: 'chain_wait' has no kind, so its callers elsewhere take it for READ
status_t chain_wait(void);
// file: plain_changes.c
#include "plain.h"

void chain_add(struct chain *chain) {
  // want: kind.read what the parameter 'chain' leads to is changed by a READ function
  chain->next->count++;
}

uint64_t chain_time(void) {
  // want: kind.clock 'clock_now' reads a clock, and the declaration of 'chain_time' does not say so
  return clock_now();
}

status_t chain_wait(void) {
  // want: kind.blocks 'sched_wait_here' waits (BLOCKS), in a READ function
  return sched_wait_here();
}
