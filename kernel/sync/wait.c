// SPDX-License-Identifier: Apache-2.0
// Wait queues: the lists themselves are kernel/sched's to guard, since a kill or a deadline takes a task off them too.
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"

void wait_join(struct wait_queue *queue, uint64_t deadline_ns, const char *what) {
  sched_wait_join(&queue->tasks, deadline_ns, what);
}

status_t wait_here(void) {
  return sched_wait_here();
}

bool wait_wake_one(struct wait_queue *queue) {
  return sched_wake_first(&queue->tasks) != NULL;
}

uint32_t wait_wake_all(struct wait_queue *queue) {
  uint32_t count = 0;
  while (sched_wake_first(&queue->tasks) != NULL)
    count++;
  return count;
}
