// SPDX-License-Identifier: Apache-2.0
// event: set and taken.
#include "kernel/event/event.h"

// All who wait look: one that was woken alone could be killed before it took anything.
void event_set(struct event *event, uint64_t bits) {
  lock_enter(&event->lock);
  if ((event->bits | bits) != event->bits) event->bits |= bits;
  if (event->bits != 0) wait_wake_all(&event->waiters);
  lock_leave(&event->lock);
}

status_t event_take(struct event *event, uint64_t *taken, uint64_t deadline_ns) {
  if (*taken != 0) return OK;
  lock_enter(&event->lock);
  status_t status = event->bits == 0 ? WAITING : OK;
  if (status == OK) {
    *taken = event->bits;
    event->bits = 0;
  } else {
    wait_join(&event->waiters, deadline_ns, "event");
  }
  lock_leave(&event->lock);
  return status;
}

status_t event_wait(struct event *event, uint64_t *taken, uint64_t deadline_ns) {
  status_t status;
  while ((status = event_take(event, taken, deadline_ns)) == WAITING)
    if ((status = wait_here()) != OK) break;
  return status;
}
