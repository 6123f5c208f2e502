// SPDX-License-Identifier: Apache-2.0
// drain_system_test: without memory, a processor makes objects from what another one has left in its slabs, entries of the ledger included.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/event/event.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/drain.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"
#include "testing/system/system_test.h"

enum { LEAST = 4, FILLS_ON = 1, NEEDS_ON = 2, SLACK = 200 };

struct drain_object {
  OWN uint64_t next;
  uint64_t words[200];
};

struct drain {
  struct event full, half, taken, done, need, answer;
};
CELL_STATE(struct drain, drain);

static void hear(struct event *event) {
  uint64_t taken = 0;
  (void)event_wait(event, &taken, 0);
}

bool drain_make(struct drain_list *list) {
  struct drain_object *object = NEW(struct drain_object);
  if (object == NULL) return false;
  object->next = list->first;
  list->first = (uint64_t)object;
  return true;
}

uint64_t drain_drop_second(uint64_t first) {
  struct drain_object *object = (struct drain_object *)first, *second = (struct drain_object *)object->next;
  if (second == NULL) return 0;
  object->next = second->next;
  heap_delete(second);
  return object->next;
}

uint64_t drain_drop(uint64_t first) {
  uint64_t next = ((struct drain_object *)first)->next;
  heap_delete((struct drain_object *)first);
  return next;
}

static uint64_t fill(uint64_t *count) {
  struct drain_list list = {};
  *count = 0;
  while (drain_make(&list))
    ++*count;
  return list.first;
}

static void drop(uint64_t objects) {
  while (objects != 0)
    objects = drain_drop(objects);
}

// Every second one: so no slab is empty.
static uint64_t drop_half(uint64_t objects) {
  uint64_t count = 0;
  for (; objects != 0; count++)
    objects = drain_drop_second(objects);
  return count;
}

CELL_CALLBACK void drain_fills(void *) {
  uint64_t count;
  uint64_t objects = fill(&count);
  event_set(&drain.full, count + 1);
  hear(&drain.half);
  uint64_t dropped = drop_half(objects);
  event_set(&drain.taken, dropped + 1);
  hear(&drain.done);
  drop(objects);
}

struct totals {
  uint64_t live, live_bytes, entries, defects;
};

static struct totals count_all(void) {
  task_trim();  // of records that are kept for the next tasks
  system_settle();
  struct heap_statistics heap;
  struct ledger_statistics ledger;
  heap_statistics(&heap);
  ledger_statistics(&ledger);
  return (struct totals){heap.live, heap.live_bytes, ledger.entries, heap.defects};
}

CELL_CALLBACK void drain_needs(void *) {
  uint64_t made;
  hear(&drain.need);
  uint64_t objects = fill(&made);
  event_set(&drain.answer, made + 1);
  drop(objects);
}

// As long as there is memory for a task.
static status_t spawn_needs(struct task **task) {
  struct task_options options = {.name = "needs", .cpus = UINT64_C(1) << NEEDS_ON};
  return sched_spawn_with(&options, drain_needs, NULL, task);
}

// How many objects it can make.
static uint64_t can_make(struct task **task) {
  uint64_t made = 0;
  event_set(&drain.need, 1);
  (void)event_wait(&drain.answer, &made, 0);
  (void)sched_join(task, NULL, NULL);
  return made - 1;
}

CELL_CALLBACK bool drain_test(char *why, uint32_t size) {
  for (uint32_t turn = 0; turn < 100 && processors_online() < LEAST; turn++)  // starting them is a task of its own
    (void)clock_sleep(UINT64_C(10'000'000));
  if (processors_online() < LEAST) SYSTEM_SKIP("the machine has fewer than four processors");
  struct task *needs, *fills;
  SYSTEM_EXPECT(spawn_needs(&needs) == OK && can_make(&needs) > SLACK);  // and it has made all that it makes once
  struct totals before = count_all();
  SYSTEM_EXPECT(spawn_needs(&needs) == OK);
  struct task_options options = {.name = "fills", .cpus = UINT64_C(1) << FILLS_ON};
  SYSTEM_EXPECT(sched_spawn_with(&options, drain_fills, NULL, &fills) == OK);
  uint64_t full = 0, dropped = 0;
  (void)event_wait(&drain.full, &full, 0);
  event_set(&drain.half, 1);
  (void)event_wait(&drain.taken, &dropped, 0);
  uint64_t made = can_make(&needs);
  event_set(&drain.done, 1);
  (void)sched_join(&fills, NULL, NULL);
  struct totals after = count_all();
  text_format(why, size,
              "of %lu objects %lu were released, %lu made in their places; live %lu to %lu, entries %lu to %lu",
              full - 1, dropped - 1, made, before.live, after.live, before.entries, after.entries);
  if (made + SLACK < dropped || __builtin_memcmp(&before, &after, sizeof before) != 0) return false;
  SYSTEM_EXPECT(heap_check() && ledger_check() && frames_check());
  return true;
}
CELL_OPS(struct system_test, drain_system_test) = {
    .name = "without memory a processor uses what another one has left",
    .run = drain_test,
};
