// SPDX-License-Identifier: Apache-2.0
// wait: what sync's own locks share: the wait of the running task on a queue, with interrupts off.
#pragma once
#include "kernel/sync/sync.h"

status_t wait_off(struct wait_queue *queue, uint64_t deadline_ns, const char *what);
struct task *wait_take_first(struct wait_queue *queue);  // off the queue, but not woken; null: it is empty
