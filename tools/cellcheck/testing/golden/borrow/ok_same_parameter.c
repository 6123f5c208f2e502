// SPDX-License-Identifier: Apache-2.0
// ok_same_parameter: pointers within what one parameter shows may be set.
// file: ok_same_parameter.h public
#pragma once
#include "kernel/base/cell.h"

struct node {
  struct node *next;
  uint32_t value;
};

ATOMIC void node_reverse(struct node *list);

// file: ok_same_parameter.c
#include "ok_same_parameter.h"

void node_reverse(struct node *list) {
  struct node *second = list->next;
  if (second == NULL) return;
  list->next = second->next;
  second->next = list;
}
