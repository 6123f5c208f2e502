// SPDX-License-Identifier: Apache-2.0
// cwe401_not_linked: an object is lost where it is not linked.
// file: cwe401_not_linked.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/list.h"
#include "kernel/heap/heap.h"

struct event {
  uint64_t at;
  struct list_node node;
};
struct events {
  struct list_node all;
  uint32_t count;
};

ATOMIC status_t event_add(uint64_t at);

// file: cwe401_not_linked.c
#include "cwe401_not_linked.h"

CELL_STATE(struct events, events);

status_t event_add(uint64_t at) {
  // note: 'event' is owned from here: heap_new made it
  struct event *event = NEW(struct event);
  // note: 'event' is not null here
  if (event == NULL) return NO_MEMORY;
  event->at = at;
  // want: own.leak 'event' is lost here, and nobody else holds it
  // note: 'events.count' is 100 here
  if (events.count == 100) return FULL;
  list_push_back(&events.all, &event->node);
  events.count++;
  return OK;
}
