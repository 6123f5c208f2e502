// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/task, kernel/sched and kernel/clock. Word 0 is a task, 1 a status, 2 and 3 what a join answers, 4 and 5 a
// list of waiting tasks.
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/policy.h"
#include "kernel/sched/sched.h"
#include "testing/campaign/subjects/crowd.h"

static struct task **task_of(struct campaign_kept *kept) {
  return (struct task **)&kept->word[0];
}
static struct list_node *list_of(struct campaign_kept *kept) {
  return (struct list_node *)&kept->word[4];
}

CELL_CALLBACK void tasks_nothing(void *) {}

CELL_CALLBACK void tasks_wait(void *argument) {
  sched_wait_join(list_of(argument), 0, "campaign");
  (void)!sched_wait_here();
}

CELL_CALLBACK void tasks_prepare(struct campaign_kept *kept) {
  (void)!sched_spawn("subject", tasks_nothing, NULL, task_of(kept));
}
CELL_CALLBACK void tasks_prepare_waiting(struct campaign_kept *kept) {
  (void)!sched_spawn("subject", tasks_wait, kept, task_of(kept));
  while ((*task_of(kept))->state != TASK_WAITING)
    sched_give_way();
}
CELL_CALLBACK void tasks_prepare_buried(struct campaign_kept *kept) {
  tasks_prepare(kept);
  while (!(*task_of(kept))->buried)
    sched_give_way();
}
CELL_CALLBACK void tasks_finish(struct campaign_kept *kept) {
  if (*task_of(kept) == NULL) return;
  (void)!sched_kill((*task_of(kept))->number);
  (void)!sched_join(task_of(kept), NULL, NULL);
}

CELL_CALLBACK void sched_call_spawn(struct campaign_kept *kept) {
  kept->word[1] = sched_spawn("subject", tasks_nothing, NULL, task_of(kept));
}
CAMPAIGN_SUBJECT(sched_spawned, "sched_spawn", "with a reference", NULL, sched_call_spawn, tasks_finish);

CELL_CALLBACK void sched_call_spawn_with(struct campaign_kept *kept) {
  struct task_options options = {.name = "subject", .stack_pages = 1, .priority = 3, .cpus = 1};
  kept->word[1] = sched_spawn_with(&options, tasks_nothing, NULL, task_of(kept));
}
CAMPAIGN_SUBJECT(sched_spawned_with, "sched_spawn_with", "a smaller stack", NULL, sched_call_spawn_with, tasks_finish);

CELL_CALLBACK void sched_call_set_cpus(struct campaign_kept *kept) {
  kept->word[1] = sched_set_cpus((*task_of(kept))->number, 1);
}
CAMPAIGN_SUBJECT(sched_cpus_set, "sched_set_cpus", "the first only", tasks_prepare, sched_call_set_cpus, tasks_finish);

CELL_CALLBACK void sched_call_kill(struct campaign_kept *kept) {
  kept->word[1] = sched_kill((*task_of(kept))->number);
}
CAMPAIGN_SUBJECT(sched_killed_ready, "sched_kill", "one that has not begun", tasks_prepare, sched_call_kill,
                 tasks_finish);
CAMPAIGN_SUBJECT(sched_killed_waiting, "sched_kill", "one that waits", tasks_prepare_waiting, sched_call_kill,
                 tasks_finish);

CELL_CALLBACK void sched_call_prioritise(struct campaign_kept *kept) {
  kept->word[1] = sched_prioritise((*task_of(kept))->number, 9);
}
CAMPAIGN_SUBJECT(sched_prioritised, "sched_prioritise", "another", tasks_prepare, sched_call_prioritise, tasks_finish);
CELL_CALLBACK void sched_call_inherit(struct campaign_kept *kept) {
  sched_inherit(*task_of(kept), 9);
}
CAMPAIGN_SUBJECT(sched_inherited, "sched_inherit", "a ready one", tasks_prepare, sched_call_inherit, tasks_finish);

CELL_CALLBACK void sched_call_set_time(struct campaign_kept *) {
  sched_set_time(&(struct sched_time){.ns_a_cycle = UINT64_C(1) << 32});
}
CAMPAIGN_SUBJECT(sched_time_set, "sched_set_time", "a nanosecond a cycle", NULL, sched_call_set_time, NULL);

CELL_CALLBACK void sched_call_join(struct campaign_kept *kept) {
  kept->word[1] = sched_join(task_of(kept), (enum task_end *)&kept->word[2], (int64_t *)&kept->word[3]);
}
CAMPAIGN_SUBJECT(sched_joined, "sched_join", "one that has ended", tasks_prepare_buried, sched_call_join, tasks_finish);
CELL_CALLBACK void sched_call_finish_join(struct campaign_kept *kept) {
  kept->word[1] = sched_finish_join(task_of(kept), (enum task_end *)&kept->word[2], (int64_t *)&kept->word[3]);
}
CAMPAIGN_SUBJECT(sched_join_finished, "sched_finish_join", "one that has ended", tasks_prepare_buried,
                 sched_call_finish_join, tasks_finish);

CELL_CALLBACK void sched_call_take_end(struct campaign_kept *kept) {
  kept->word[1] = sched_take_end(*task_of(kept), (enum task_end *)&kept->word[2], (int64_t *)&kept->word[3]);
}
CELL_CALLBACK void tasks_finish_wait(struct campaign_kept *kept) {
  sched_wait_leave(task_current());
  tasks_finish(kept);
}
CAMPAIGN_SUBJECT(sched_end_taken, "sched_take_end", "one that waits", tasks_prepare_waiting, sched_call_take_end,
                 tasks_finish_wait);

// Until all others wait: a fault in another task is not one of this call.
CELL_CALLBACK void sched_prepare_alone(struct campaign_kept *) {
  do
    sched_give_way();
  while (sched_ready() > 0);
}
CELL_CALLBACK void sched_call_give_way(struct campaign_kept *) {
  sched_give_way();
}
CAMPAIGN_SUBJECT(sched_gave_way, "sched_give_way", "to nobody", sched_prepare_alone, sched_call_give_way, NULL);

CELL_CALLBACK void sched_call_wait_join(struct campaign_kept *kept) {
  sched_wait_join(list_of(kept), UINT64_MAX, "campaign");
}
CAMPAIGN_SUBJECT(sched_wait_joined, "sched_wait_join", "with a deadline", NULL, sched_call_wait_join,
                 tasks_finish_wait);

CELL_CALLBACK void sched_prepare_wait(struct campaign_kept *kept) {
  sched_wait_join(list_of(kept), UINT64_MAX, "campaign");
}
CELL_CALLBACK void sched_call_wait_leave(struct campaign_kept *) {
  sched_wait_leave(task_current());
}
CAMPAIGN_SUBJECT(sched_wait_left, "sched_wait_leave", "with a deadline", sched_prepare_wait, sched_call_wait_leave,
                 NULL);

CELL_CALLBACK void sched_call_wake(struct campaign_kept *kept) {
  kept->word[1] = sched_wake(*task_of(kept));
}
CAMPAIGN_SUBJECT(sched_woke, "sched_wake", "one that waits", tasks_prepare_waiting, sched_call_wake, tasks_finish);

CELL_CALLBACK void sched_call_wake_first(struct campaign_kept *kept) {
  kept->word[1] = sched_wake_first(list_of(kept)) != NULL;
}
CAMPAIGN_SUBJECT(sched_woke_first, "sched_wake_first", "of one", tasks_prepare_waiting, sched_call_wake_first,
                 tasks_finish);

CELL_CALLBACK void sched_call_wake_with(struct campaign_kept *kept) {
  kept->word[1] = sched_wake_with(*task_of(kept), INTERRUPTED);
}
CAMPAIGN_SUBJECT(sched_woke_with, "sched_wake_with", "one that waits", tasks_prepare_waiting, sched_call_wake_with,
                 tasks_finish);

// Word 6 on: a list of waits that are called off together.
static struct list_node *together_of(struct campaign_kept *kept) {
  return (struct list_node *)&kept->word[6];
}
CELL_CALLBACK void sched_call_wait_cancellable(struct campaign_kept *kept) {
  sched_wait_cancellable(together_of(kept));
}
CAMPAIGN_SUBJECT(sched_wait_called_cancellable, "sched_wait_cancellable", "with a deadline", sched_prepare_wait,
                 sched_call_wait_cancellable, tasks_finish_wait);
CELL_CALLBACK void tasks_wait_together(void *argument) {
  sched_wait_join(list_of(argument), 0, "campaign");
  sched_wait_cancellable(together_of(argument));
  (void)!sched_wait_here();
}
CELL_CALLBACK void tasks_prepare_together(struct campaign_kept *kept) {
  (void)!sched_spawn("subject", tasks_wait_together, kept, task_of(kept));
  while ((*task_of(kept))->state != TASK_WAITING)
    sched_give_way();
}
CELL_CALLBACK void sched_call_cancel_first(struct campaign_kept *kept) {
  kept->word[1] = sched_cancel_first(together_of(kept));
}
CAMPAIGN_SUBJECT(sched_cancelled_first, "sched_cancel_first", "of one", tasks_prepare_together, sched_call_cancel_first,
                 tasks_finish);

// Waits for a task that can go on: an edge, and no circle.
CELL_CALLBACK struct task *campaign_holder(uint64_t object, uint32_t index) {
  return index == 0 ? *task_of((struct campaign_kept *)object) : NULL;
}
CELL_OPS(struct task_obstacle, campaign_obstacle) = {.name = "campaign", .holder = campaign_holder};
CELL_CALLBACK void sched_prepare_wait_on(struct campaign_kept *kept) {
  tasks_prepare_waiting(kept);
  sched_wait_join(list_of(kept), 0, "campaign");
}
CELL_CALLBACK void sched_call_wait_on(struct campaign_kept *kept) {
  kept->word[1] = sched_wait_on(&campaign_obstacle, (uint64_t)kept);
}
CAMPAIGN_SUBJECT(sched_waited_on, "sched_wait_on", "a task that goes on", sched_prepare_wait_on, sched_call_wait_on,
                 tasks_finish_wait);
CELL_CALLBACK void sched_call_settle_loans(struct campaign_kept *kept) {
  sched_settle_loans((*task_of(kept))->number);
}
CELL_CALLBACK void tasks_prepare_lent(struct campaign_kept *kept) {
  tasks_prepare(kept);
  sched_inherit(*task_of(kept), 9);
}
CAMPAIGN_SUBJECT(sched_settled_loans, "sched_settle_loans", "nobody waits any more", tasks_prepare_lent,
                 sched_call_settle_loans, tasks_finish);
CELL_CALLBACK void sched_call_hold_waits(struct campaign_kept *) {
  sched_hold_waits();
}
CAMPAIGN_SUBJECT(sched_held_waits, "sched_hold_waits", "once", NULL, sched_call_hold_waits, NULL);

CELL_CALLBACK void sched_call_tick(struct campaign_kept *kept) {
  kept->word[1] = sched_tick(kept->word[6]);
}
CELL_CALLBACK void sched_prepare_tick(struct campaign_kept *kept) {
  kept->word[6] = clock_now();
  sched_wait_join(NULL, kept->word[6] + 1, "campaign");
  kept->word[6] += 2;
}
CAMPAIGN_SUBJECT(sched_ticked, "sched_tick", "wakes a sleeper", sched_prepare_tick, sched_call_tick, NULL);

// Ended, and not buried yet, for it owned something.
CELL_CALLBACK void tasks_prepare_dead(struct campaign_kept *kept) {
  tasks_prepare(kept);
  void *object = heap_new(16, 8, "campaign");
  if (object != NULL && heap_give(object, (uint32_t)(*task_of(kept))->context.owner) != OK) heap_delete(object);
  (void)!sched_kill((*task_of(kept))->number);
}
CELL_CALLBACK void tasks_finish_dead(struct campaign_kept *kept) {
  sched_prepare_alone(kept);
  task_release(*task_of(kept));
}
CELL_CALLBACK void sched_call_bury(struct campaign_kept *kept) {
  sched_bury(*task_of(kept));
}
CAMPAIGN_SUBJECT(sched_buried, "sched_bury", "before what it owned", tasks_prepare_dead, sched_call_bury,
                 tasks_finish_dead);

CELL_CALLBACK void task_call_bury(struct campaign_kept *kept) {
  task_bury(*task_of(kept));
}
CAMPAIGN_SUBJECT(task_buried, "task_bury", "before what it owned", tasks_prepare_dead, task_call_bury,
                 tasks_finish_dead);

CELL_CALLBACK void task_call_trim(struct campaign_kept *) {
  task_trim();
}
CELL_CALLBACK void tasks_prepare_kept_stack(struct campaign_kept *kept) {
  tasks_prepare_buried(kept);
  (void)!sched_join(task_of(kept), NULL, NULL);
}
CAMPAIGN_SUBJECT(task_trimmed, "task_trim", "a stack", tasks_prepare_kept_stack, task_call_trim, NULL);

CELL_CALLBACK void task_call_drop_reference(struct campaign_kept *kept) {
  task_drop_reference(&(*task_of(kept))->reference[0]);
}
CELL_CALLBACK void task_finish_dropped(struct campaign_kept *kept) {
  (void)!sched_kill((*task_of(kept))->number);
  sched_prepare_alone(kept);
}
CAMPAIGN_SUBJECT(task_reference_dropped, "task_drop_reference", "the only one", tasks_prepare, task_call_drop_reference,
                 task_finish_dropped);

CELL_CALLBACK void campaign_release_task(uint64_t object) {
  task_bury((struct task *)object);
}
CELL_OPS(struct ledger_type,
         campaign_task_type) = {.name = "campaign task", .release = campaign_release_task, .is_context = true};
CELL_CALLBACK void task_call_create(struct campaign_kept *kept) {
  kept->word[1] = task_create("subject", tasks_nothing, NULL, 1, &campaign_task_type, task_of(kept));
}
CELL_CALLBACK void task_call_create_with(struct campaign_kept *kept) {
  struct task_options options = {.name = "subject", .stack_pages = 1, .restart = TASK_RESTART_ALWAYS, .restarts = 1};
  kept->word[1] = task_create_with(&options, tasks_nothing, NULL, &campaign_task_type, task_of(kept));
}
CELL_CALLBACK void task_finish_create(struct campaign_kept *kept) {
  ledger_disown((uint32_t)(*task_of(kept))->context.owner);
  sched_prepare_alone(kept);
}
CAMPAIGN_SUBJECT(task_created, "task_create", "one page of stack", NULL, task_call_create, task_finish_create);
CAMPAIGN_SUBJECT(task_created_with, "task_create_with", "one page of stack", NULL, task_call_create_with,
                 task_finish_create);

// A queue of the subjects' own. Word 0 is the task in it.
CELL_STATE(struct sched_queue, campaign_queue);

CELL_CALLBACK void policy_prepare(struct campaign_kept *kept) {
  campaign_queue = (struct sched_queue){};
  task_call_create(kept);
}
CELL_CALLBACK void policy_call_enqueue(struct campaign_kept *kept) {
  policy_enqueue(&campaign_queue, *task_of(kept), POLICY_WOKEN, 0);
}
CELL_CALLBACK void policy_call_choose(struct campaign_kept *kept) {
  kept->word[1] = policy_choose(&campaign_queue) != NULL;
}
CELL_CALLBACK void policy_call_steal(struct campaign_kept *kept) {
  kept->word[1] = policy_steal(&campaign_queue, 3) != NULL;
}
CELL_CALLBACK void policy_call_remove(struct campaign_kept *kept) {
  policy_remove(&campaign_queue, *task_of(kept));
}
CELL_CALLBACK void policy_call_account(struct campaign_kept *kept) {
  policy_account(&campaign_queue, *task_of(kept), 7000000, true);
}
CELL_CALLBACK void policy_finish(struct campaign_kept *kept) {
  list_remove(&(*task_of(kept))->queue);
  campaign_queue = (struct sched_queue){};
  task_finish_create(kept);
}
CELL_CALLBACK void policy_prepare_queued(struct campaign_kept *kept) {
  policy_prepare(kept);
  policy_call_enqueue(kept);
}
CELL_CALLBACK void policy_prepare_left(struct campaign_kept *kept) {
  policy_prepare_queued(kept);
  campaign_queue.provider = UINT32_MAX;
}
CELL_CALLBACK void policy_prepare_chosen(struct campaign_kept *kept) {
  policy_prepare_queued(kept);
  policy_call_choose(kept);
}
CAMPAIGN_SUBJECT(policy_enqueued, "policy_enqueue", "the first", policy_prepare, policy_call_enqueue, policy_finish);
CAMPAIGN_SUBJECT(policy_chose, "policy_choose", "the only one", policy_prepare_queued, policy_call_choose,
                 policy_finish);
CAMPAIGN_SUBJECT(policy_took_over, "policy_choose", "one that another provider has left", policy_prepare_left,
                 policy_call_choose, policy_finish);
CAMPAIGN_SUBJECT(policy_stole, "policy_steal", "the only one", policy_prepare_queued, policy_call_steal, policy_finish);
CAMPAIGN_SUBJECT(policy_removed, "policy_remove", "the only one", policy_prepare_queued, policy_call_remove,
                 policy_finish);
CAMPAIGN_SUBJECT(policy_accounted, "policy_account", "one that leaves", policy_prepare_chosen, policy_call_account,
                 policy_finish);

CELL_CALLBACK void task_call_retain(struct campaign_kept *kept) {
  kept->word[1] = task_retain(*task_of(kept));
}
CELL_CALLBACK void task_finish_retain(struct campaign_kept *kept) {
  if (kept->word[1] == OK) task_release(*task_of(kept));  // it may be over, and not there any more
  tasks_finish(kept);
}
CAMPAIGN_SUBJECT(task_retained, "task_retain", "a second reference", tasks_prepare, task_call_retain,
                 task_finish_retain);

CELL_UNSAFE("the reference that it finds is given back by the finish")
CELL_CALLBACK void task_call_find(struct campaign_kept *kept) {
  struct task *task;
  kept->word[1] = task_find((*task_of(kept))->number, &task);
}
CAMPAIGN_SUBJECT(task_found, "task_find", "one that has not begun", tasks_prepare, task_call_find, task_finish_retain);

CELL_CALLBACK void task_call_release(struct campaign_kept *kept) {
  task_release(*task_of(kept));
}
CAMPAIGN_SUBJECT(task_released, "task_release", "the last reference", tasks_prepare_buried, task_call_release, NULL);

CELL_CALLBACK void task_call_give(struct campaign_kept *kept) {
  kept->word[1] = task_give(*task_of(kept), ledger_cell("//testing/campaign"));
}
CAMPAIGN_SUBJECT(task_given, "task_give", "to a cell", tasks_prepare, task_call_give, tasks_finish);

CELL_CALLBACK void clock_call_sleep_until(struct campaign_kept *kept) {
  kept->word[1] = clock_sleep_until(1);
}
CELL_CALLBACK void clock_call_sleep_long(struct campaign_kept *kept) {
  kept->word[1] = clock_sleep(5000);
}
CAMPAIGN_WAITING_SUBJECT(clock_slept_long, "clock_sleep", "five microseconds", NULL, clock_call_sleep_long, NULL);
CAMPAIGN_SUBJECT(clock_slept_until, "clock_sleep_until", "the past", NULL, clock_call_sleep_until, NULL);

CELL_CALLBACK void clock_call_sleep(struct campaign_kept *kept) {
  kept->word[1] = clock_sleep(0);
}
CAMPAIGN_SUBJECT(clock_slept, "clock_sleep", "for no time", NULL, clock_call_sleep, NULL);

CELL_CALLBACK void clock_call_take_sleep(struct campaign_kept *kept) {
  kept->word[1] = clock_take_sleep(UINT64_MAX);
}
CAMPAIGN_SUBJECT(clock_sleep_taken, "clock_take_sleep", "for ever", NULL, clock_call_take_sleep, tasks_finish_wait);

// ---- Tasks on other processors ----

// Each spawns on whatever processor, joins, and kills who waits for ever.
enum { SPAWNED, RAN };

CELL_CALLBACK void tasks_run_once(void *) {
  crowd_add(RAN, 1);
}
CELL_CALLBACK void tasks_sleep(void *) {
  for (;;)
    (void)!clock_sleep(UINT64_C(1'000'000'000));
}

static void end_one(struct task **task, enum task_end expected) {
  enum task_end end = TASK_EXITED;
  if (sched_join(task, &end, NULL) != OK || end != expected) crowd_wrong("a task did not end as it should");
}

CELL_CALLBACK void tasks_work(struct campaign_kept *, uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    struct task *task;
    if (sched_spawn("crowd child", tasks_run_once, NULL, &task) == OK) {
      crowd_add(SPAWNED, 1);
      end_one(&task, TASK_RETURNED);
    }
    if ((round + number) % 3 == 0 && sched_spawn("crowd sleeper", tasks_sleep, NULL, &task) == OK) {
      (void)!sched_set_cpus(task->number, TASK_CPUS_ALL);
      (void)!sched_prioritise(task->number, 5);
      (void)!sched_kill(task->number);
      end_one(&task, TASK_WAS_KILLED);
    }
  }
  crowd_leave();
}
CELL_CALLBACK void tasks_end_crowd(struct campaign_kept *) {
  if (crowd_tally(SPAWNED) != crowd_tally(RAN)) crowd_wrong("a task did not run once");
  if (!sched_check() || !task_check()) crowd_wrong("run queues or the table of tasks do not hold");
}
CELL_OPS(struct campaign_neighbours, tasks_crowd) = {.work = tasks_work, .end = tasks_end_crowd};
