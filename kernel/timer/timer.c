// SPDX-License-Identifier: Apache-2.0
// Timers: a queue for each processor. What is due goes from the queue to a list, in the transaction of the timer interrupt, and each function is
// called AFTER it: so one that faults is undone and given up by itself.
#include "kernel/timer/timer.h"

#include "kernel/base/list.h"
#include "kernel/base/timer_queue.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"

// All that an interrupt does, what comes AFTER it too, has one journal of 16 KiB. Between two interrupts others run, however much is due.
enum { AT_ONCE = 6, PAUSE_NS = 10000 };

struct timer {
  struct timer_node node;
  struct list_node due;
  AS(ATOMIC) void (*run)(uint64_t argument);
  uint64_t argument;
  uint32_t entry;  // in the ledger
  uint32_t cpu;    // under whose lock it is
  uint64_t state;  // enum timer_state
};

struct timer_cpu {
  struct lock lock;
  struct timer_queue queue;
  struct list_node due;  // of struct timer by `due`: no longer in the queue, and not called yet
  uint64_t called, given_up;
  uint64_t looked_ns;  // when the last interrupt came
};
CELL_CPU_STATE(struct timer_cpu, timer_cpus);

// Between looking and entering another processor may have moved it.
TRUSTED_LOCK static struct timer_cpu *enter(const struct timer *timer) {
  for (;;) {
    uint32_t number = __atomic_load_n(&timer->cpu, __ATOMIC_RELAXED);
    struct timer_cpu *cpu = &timer_cpus[number];
    lock_enter(&cpu->lock);
    if (__atomic_load_n(&timer->cpu, __ATOMIC_RELAXED) == number) return cpu;
    lock_leave(&cpu->lock);
  }
}

TRUSTED_LOCK static void leave(struct timer_cpu *cpu) {
  lock_leave(&cpu->lock);
}

// Under the lock. True: it was not over.
static bool take_off(struct timer_cpu *cpu, struct timer *timer) {
  timer_queue_remove(&cpu->queue, &timer->node);
  list_remove(&timer->due);
  bool was_over = timer->state == TIMER_OVER;
  timer->state = TIMER_OVER;
  return !was_over;
}

// This processor stays this one to the end of the transaction.
TRUSTED_LOCK static struct timer_cpu *enter_here(void) {
  struct timer_cpu *cpu = &timer_cpus[nucleus_cpu()->number];
  lock_enter(&cpu->lock);
  return cpu;
}

static void put_on(struct timer_cpu *cpu, struct timer *timer, uint64_t deadline_ns) {
  __atomic_store_n(&timer->cpu, (uint32_t)(cpu - timer_cpus), __ATOMIC_RELAXED);
  timer->state = TIMER_WAITS;
  timer_queue_insert(&cpu->queue, &timer->node, deadline_ns);
  if (cpu->queue.first == &timer->node) clock_alarm(deadline_ns);
}

// ---- Owned ----

CELL_CALLBACK void timer_release(uint64_t object) {
  (void)timer_stop((struct timer *)object);
}
CELL_CALLBACK uint64_t timer_bytes(uint64_t) {
  return sizeof(struct timer);
}
CELL_OPS(struct ledger_type, timer_type) = {.name = "timed call", .release = timer_release, .bytes = timer_bytes};

// It is linked into this cell's state, so its memory is the cell's, and what its owner has is that it is called.
static status_t enter_ledger(struct timer *timer) {
  uint32_t cell = ledger_cell(CELL_LABEL);
  if (cell == LEDGER_NONE) return NO_MEMORY;
  timer->entry = ledger_add(LEDGER_SELF, &timer_type, (uint64_t)timer);
  if (timer->entry == LEDGER_NONE) return NO_MEMORY;
  status_t status = heap_give(timer, cell);
  if (status != OK) ledger_remove(timer->entry, (uint64_t)timer);
  return status;
}

static status_t make(struct timer **out) {
  struct timer *timer = NEW(struct timer);
  if (timer == NULL) return NO_MEMORY;
  status_t status = enter_ledger(timer);
  if (status == OK)
    *out = timer;
  else
    heap_delete(timer);
  return status;
}

status_t timer_start(uint64_t deadline_ns, void (*run)(uint64_t argument), uint64_t argument, struct timer **out) {
  if (run == NULL) return INVALID;
  if (!interrupt_timer_works()) return UNSUPPORTED;
  struct timer_cpu *cpu = enter_here();
  struct timer *timer;
  status_t status = make(&timer);
  if (status == OK) {
    timer->run = run;
    timer->argument = argument;
    put_on(cpu, timer, deadline_ns);
    *out = timer;
  }
  leave(cpu);
  return status;
}

void timer_move(struct timer *timer, uint64_t deadline_ns) {
  struct timer_cpu *cpu = enter(timer), *here = enter_here();
  (void)take_off(cpu, timer);
  put_on(here, timer, deadline_ns);
  leave(here);
  leave(cpu);
}

void timer_repeat(struct timer *timer, uint64_t period_ns) {
  uint64_t moment = timer->node.deadline, now = timer_cpus[nucleus_cpu()->number].looked_ns;
  uint64_t periods = now < moment ? 1 : (now - moment) / period_ns + 1;
  timer_move(timer, moment + periods * period_ns);
}

bool timer_stop(struct timer *timer) {
  if (timer == NULL) return false;
  struct timer_cpu *cpu = enter(timer);
  bool was_wanted = take_off(cpu, timer);
  ledger_remove(timer->entry, (uint64_t)timer);
  heap_delete(timer);
  leave(cpu);
  return was_wanted;
}

status_t timer_give(struct timer *timer, uint32_t owner) {
  return ledger_move(timer->entry, (uint64_t)timer, owner);
}

uint64_t timer_deadline(const struct timer *timer) {
  return timer->node.deadline;
}

enum timer_state timer_state(const struct timer *timer) {
  return (enum timer_state)timer->state;
}

// ---- Due ----

static bool is_due(const struct timer_cpu *cpu, const struct timer *timer) {
  for (const struct list_node *node = cpu->due.next; node != &cpu->due; node = node->next)
    if (node == &timer->due) return true;
  return false;
}

// Who is not in the list any more was stopped or moved, and may be gone. Its function runs under the lock: so who has stopped it knows that it
// does not run.
CELL_CALLBACK void timer_call(uint64_t object, uint64_t, uint64_t) {
  struct timer *timer = (struct timer *)object;
  struct timer_cpu *cpu = enter_here();
  if (is_due(cpu, timer)) {
    (void)take_off(cpu, timer);
    cpu->called++;
    timer->run(timer->argument);
  }
  leave(cpu);
}

// Behind all of them: whose call was undone each time is in the list still.
CELL_CALLBACK void timer_give_up(uint64_t, uint64_t, uint64_t) {
  struct timer_cpu *cpu = enter_here();
  while (!list_is_empty(&cpu->due)) {
    struct timer *timer = LIST_OBJECT(cpu->due.next, struct timer, due);
    (void)take_off(cpu, timer);
    cpu->given_up++;
    LOG(LOG_ERROR, "a timer's function faults each time; it is given up");
  }
  leave(cpu);
}

// Part of the timer interrupt.
CELL_CALLBACK void timer_look(uint64_t now_ns) {
  struct timer_cpu *cpu = enter_here();
  uint32_t count = 0;
  cpu->looked_ns = now_ns;
  for (; count < AT_ONCE && timer_queue_deadline(&cpu->queue) <= now_ns && cpu->queue.first != NULL; count++) {
    struct timer *timer = TIMER_OBJECT(cpu->queue.first, struct timer, node);
    timer_queue_remove(&cpu->queue, &timer->node);
    list_push_back(&cpu->due, &timer->due);
    timer->state = TIMER_DUE;
    AFTER(timer_call, timer, 0, 0);
  }
  if (count > 0) AFTER(timer_give_up, 0, 0, 0);
  uint64_t next = timer_queue_deadline(&cpu->queue);
  clock_alarm(next <= now_ns ? now_ns + PAUSE_NS : next);
  leave(cpu);
}

CELL_CALLBACK status_t timer_init(void) {
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++)
    list_init(&timer_cpus[i].due);
  clock_on_alarm(timer_look);
  return OK;
}
CELL_OPS(struct cell_lifecycle, timer_lifecycle) = {.init = timer_init};

// ---- What is told ----

void timer_statistics(struct timer_statistics *out) {
  *out = (struct timer_statistics){0};
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++) {
    out->waiting += timer_cpus[i].queue.count;
    out->called += timer_cpus[i].called;
    out->given_up += timer_cpus[i].given_up;
  }
}

static bool cpu_holds(uint32_t number) {
  struct timer_cpu *cpu = &timer_cpus[number];
  lock_enter(&cpu->lock);
  bool holds = timer_queue_check(&cpu->queue, cpu->queue.count);
  for (const struct timer_node *node = cpu->queue.first; holds && node != NULL; node = timer_queue_next(node)) {
    const struct timer *timer = TIMER_OBJECT(node, const struct timer, node);
    holds = timer->cpu == number && timer->state == TIMER_WAITS;
  }
  lock_leave(&cpu->lock);
  return holds;
}

bool timer_check(void) {
  bool holds = true;
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++)
    holds = holds && cpu_holds(i);
  return holds;
}
CELL_CHECK(timer_cpus, timer_check);
