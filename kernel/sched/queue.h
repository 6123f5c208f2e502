// SPDX-License-Identifier: Apache-2.0
// queue: what all policies do to a run queue alike; each links a copy of queue.c.
#pragma once
#include "kernel/base/text.h"
#include "kernel/sched/policy.h"

enum queue_provider { QUEUE_ROUND_ROBIN = 1, QUEUE_PRIORITY, QUEUE_FAIR };

// Met at the second tick after the one that begins it: short enough for a keystroke, and switches still cost next to
// nothing.
enum { QUEUE_SLICE_NS = 6000000 };
enum { QUEUE_PORTION = 16 };  // strangers taken over at a choice: a few KiB of its journal

// Makes the queue this provider's: what another one has put in becomes strangers.
void queue_adopt(RETAINS struct sched_queue *queue, enum queue_provider provider);
// Takes one stranger off, for the provider to arrange; null: there is none.
struct task *queue_next_stranger(struct sched_queue *queue);

void queue_insert(RETAINS struct sched_queue *queue, RETAINS struct task *task, uint32_t list,
                  struct list_node *place);  // in front of it
void queue_push(RETAINS struct sched_queue *queue, RETAINS struct task *task, uint32_t list, bool first);
void queue_take(struct sched_queue *queue, struct task *task);
// The highest list below `below` that is not empty; SCHED_LISTS: none. Clears the bits of those that are.
uint32_t queue_highest(struct sched_queue *queue, uint32_t below);
// The first of a list that may run on that processor, if it is among the first few; null: none.
struct task *queue_first_for(struct list_node *list, uint32_t cpu);

bool queue_check(const struct sched_queue *queue, uint32_t cpu);
