// SPDX-License-Identifier: Apache-2.0
// cwe562_local_linked: a node on the stack stays linked.
// file: cwe562_local_linked.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"

struct waiter {
  struct list_node node;
  uint32_t number;
};
struct waiters {
  struct waiter *newest;
};

ATOMIC bool queue_enter(uint32_t number);

// file: cwe562_local_linked.c
#include "cwe562_local_linked.h"

CELL_STATE(struct waiters, waiters);

bool queue_enter(uint32_t number) {
  struct waiter waiter = {.number = number};
  // want: borrow.stack 'waiters.newest' keeps the address of the local variable 'waiter' when the function returns
  waiters.newest = &waiter;
  // note: 'number' is 0 here
  if (number == 0) return false;
  waiters.newest = NULL;
  return true;
}
