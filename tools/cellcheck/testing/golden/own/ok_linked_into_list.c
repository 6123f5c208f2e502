// SPDX-License-Identifier: Apache-2.0
// ok_linked_into_list: an object that is linked into a list of state belongs to it.
// file: ok_linked_into_list.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/heap/heap.h"

struct event {
  struct list_node node;
  uint64_t at;
};
struct events {
  struct list_node all;
  uint32_t count;
};

ATOMIC status_t event_add(uint64_t at);
ATOMIC void events_drop(void);

// file: ok_linked_into_list.c
#include "ok_linked_into_list.h"

CELL_STATE(struct events, events);

status_t event_add(uint64_t at) {
  struct event *event = NEW(struct event);
  if (event == NULL) return NO_MEMORY;
  event->at = at;
  list_push_back(&events.all, &event->node);
  events.count++;
  return OK;
}

void events_drop(void) {
  struct list_node *node;
  while ((node = list_pop_front(&events.all)) != NULL)
    heap_delete(LIST_OBJECT(node, struct event, node));
  events.count = 0;
}
