// SPDX-License-Identifier: Apache-2.0
// ok_local_unlinked: a node on the stack is linked and unlinked again.
// file: ok_local_unlinked.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"

struct waiter {
  struct list_node node;
  uint32_t number;
};

ATOMIC uint32_t queue_pass(struct list_node *queue, uint32_t number);

// file: ok_local_unlinked.c
#include "ok_local_unlinked.h"

uint32_t queue_pass(struct list_node *queue, uint32_t number) {
  struct waiter waiter = {.number = number};
  list_push_back(queue, &waiter.node);
  uint32_t behind = waiter.node.next == queue ? 0 : 1;
  list_remove(&waiter.node);
  return behind;
}
