// SPDX-License-Identifier: Apache-2.0
// Tasks that go wrong, in the real system, under the real watchdog.
#include "kernel/watchdog/watchdog_system_test.h"

#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/watchdog/watchdog.h"
#include "testing/system/system_test.h"

#define SHORT_NS UINT64_C(100000000)

struct dog_place {
  struct wait_queue queue;
  struct lock lock;
};
CELL_STATE(struct dog_place, dog_place);

// Nobody ever wakes it.
CELL_CALLBACK void dog_hangs(void *) {
  watchdog_expect(SHORT_NS);
  wait_join(&dog_place.queue, 0, "what never comes");
  (void)!wait_here();
}

CELL_CALLBACK bool dog_ends_the_hung(char *why, uint32_t size) {
  struct task *task;
  enum task_end end;
  struct fault_record record = {0};
  uint64_t before = watchdog_found(WATCHDOG_OVERDUE);
  SYSTEM_EXPECT(sched_spawn("hangs", dog_hangs, NULL, &task) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_WAS_KILLED);
  SYSTEM_EXPECT(watchdog_found(WATCHDOG_OVERDUE) == before + 1);
  SYSTEM_EXPECT(fault_record(0, &record) == OK && record.rung == FAULT_TASK);
  SYSTEM_EXPECT(text_starts(record.what, "waits longer than it said: what never comes for "));
  return true;
}
CELL_OPS(struct system_test, dog_ends_the_hung_test) = {.name = "a task that waits longer than it said is ended",
                                                        .run = dog_ends_the_hung};

struct dog_pair {
  struct mutex mutex;
};

void watchdog_forget(struct mutex *mutex) {
  ledger_remove(mutex->entry, (uint64_t)mutex);
  mutex->entry = LEDGER_NONE;
  mutex->holder = NULL;
}

CELL_CALLBACK void dog_waits(void *argument) {
  struct dog_pair *pair = argument;
  if (mutex_take(&pair->mutex) != OK) sched_exit(1);
  if (mutex_give(&pair->mutex) != OK) sched_exit(2);
}

// A giver with a defect: the mutex is free, and who waits for it is not told.
CELL_CALLBACK bool dog_wakes_the_forgotten(char *why, uint32_t size) {
  struct dog_pair *pair = NEW(struct dog_pair);
  struct task *task;
  enum task_end end;
  int64_t result;
  SYSTEM_EXPECT(pair != NULL);
  uint64_t before = watchdog_found(WATCHDOG_NO_HOLDER);
  SYSTEM_EXPECT(mutex_take(&pair->mutex) == OK);
  SYSTEM_EXPECT(sched_spawn("waits", dog_waits, pair, &task) == OK);
  while (__atomic_load_n(&pair->mutex.waiters.tasks.next, __ATOMIC_RELAXED) == NULL)
    sched_give_way();
  watchdog_forget(&pair->mutex);
  SYSTEM_EXPECT(sched_join(&task, &end, &result) == OK && end == TASK_RETURNED && result == 0);
  SYSTEM_EXPECT(watchdog_found(WATCHDOG_NO_HOLDER) == before + 1);
  heap_delete(pair);
  return true;
}
CELL_OPS(struct system_test, dog_wakes_the_forgotten_test) = {
    .name = "a task that waits for what nobody holds is woken", .run = dog_wakes_the_forgotten};

#define PATIENCE_NS UINT64_C(20000000000)  // for the watchdog to find it

static bool is_found(enum watchdog_kind kind, uint64_t before, uint64_t until_ns) {
  return watchdog_found(kind) != before || clock_now() > until_ns;
}

void dog_begin(struct dog_stubborn *stubborn) {
  stubborn->began = 1;
}

// With interrupts off no processor is heard.
CELL_CALLBACK void dog_is_deaf(void *argument) {
  const struct dog_stubborn *stubborn = argument;
  uint64_t until = clock_now() + PATIENCE_NS, interrupts = arch_interrupts_off();
  while (!is_found(WATCHDOG_NO_ANSWER, stubborn->before, until))
    arch_pause();
  arch_interrupts_restore(interrupts);
}

static status_t spawn_on(uint32_t processor, const char *name, void (*entry)(void *), struct dog_stubborn *stubborn,
                         OWN_RET struct task **task) {
  struct task_options options = {.name = name, .cpus = UINT64_C(1) << processor};
  return sched_spawn_with(&options, entry, stubborn, task);
}

static bool has(const char *line, const char *text) {
  for (; *line != 0; line++)
    if (text_starts(line, text)) return true;
  return false;
}

static bool is_told(uint64_t from, const char *text) {
  struct log_line line;
  for (; log_read(from, &line) == OK; from = line.sequence + 1)
    if (has(line.text, text)) return true;
  return false;
}

// Whichever it is, the one that booted too; once for all the time.
static bool hears(enum watchdog_kind kind, const char *name, NOESCAPE void (*entry)(void *), const char *place,
                  char *why, uint32_t size) {
  for (uint32_t processor = 0; processor < processors_online(); processor++) {
    struct dog_stubborn stubborn = {.before = watchdog_found(kind)};
    struct task *task;
    char sentence[64];
    uint64_t from = log_next();
    SYSTEM_EXPECT(spawn_on(processor, name, entry, &stubborn, &task) == OK);
    SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
    SYSTEM_EXPECT(watchdog_found(kind) == stubborn.before + 1);
    text_format(sentence, sizeof sentence, "processor %u %s", processor, watchdog_kind_name(kind));
    SYSTEM_EXPECT(is_told(from, sentence));
    SYSTEM_EXPECT(is_told(from, place) || is_told(from, "does not answer"));
  }
  return true;
}

CELL_CALLBACK bool dog_hears_silence(char *why, uint32_t size) {
  if (processors_online() < 2) SYSTEM_SKIP("one processor; its interrupts are what a watchdog lives on");
  return hears(WATCHDOG_NO_ANSWER, "deaf", dog_is_deaf, "dog_is_deaf+", why, size);
}
CELL_OPS(struct system_test, dog_hears_silence_test) = {
    .name = "a processor whose interrupts are off too long is told of, whichever it is", .run = dog_hears_silence};

// A lock that is held outside a transaction, as by a READ.
RAW_STATIC void hold(const struct dog_stubborn *stubborn, uint64_t until) {
  lock_enter(&dog_place.lock);
  while (!is_found(WATCHDOG_LOCK_HELD, stubborn->before, until))
    arch_pause();
  lock_leave(&dog_place.lock);
}

CELL_CALLBACK void dog_holds_a_lock(void *argument) {
  hold(argument, clock_now() + PATIENCE_NS);
}

CELL_CALLBACK bool dog_sees_a_lock(char *why, uint32_t size) {
  if (processors_online() < 2) SYSTEM_SKIP("one processor; its interrupts are what a watchdog lives on");
  struct processor_sight sight;
  uint32_t other = (uint32_t)NUCLEUS_HERE(number) == 0 ? 1 : 0;
  if (processors_look(other, PROCESSORS_PATIENCE_NS, &sight) == UNSUPPORTED) SYSTEM_SKIP("no non-maskable interrupts");
  return hears(WATCHDOG_LOCK_HELD, "holds a lock", dog_holds_a_lock, "dog_holds_a_lock+", why, size);
}
CELL_OPS(struct system_test, dog_sees_a_lock_test) = {.name = "a lock that is held too long is told of",
                                                      .run = dog_sees_a_lock};

// A choice is due, since it is to be ended; with preemption off there is none.
CELL_CALLBACK void dog_holds_on(void *argument) {
  const struct dog_stubborn *stubborn = argument;
  uint64_t until = clock_now() + PATIENCE_NS;
  nucleus_preempt_off();
  dog_begin((struct dog_stubborn *)argument);
  while (!is_found(WATCHDOG_NO_CHOICE, stubborn->before, until))
    arch_pause();
  nucleus_preempt_on();
  sched_exit(1);  // never: it is to be ended
}

CELL_CALLBACK bool dog_sees_who_holds_on(char *why, uint32_t size) {
  struct dog_stubborn stubborn = {.before = watchdog_found(WATCHDOG_NO_CHOICE)};
  struct task *task;
  enum task_end end;
  if (processors_online() < 2) SYSTEM_SKIP("one processor; nobody else would run");
  SYSTEM_EXPECT(spawn_on(processors_online() - 1, "holds on", dog_holds_on, &stubborn, &task) == OK);
  while (__atomic_load_n(&stubborn.began, __ATOMIC_RELAXED) == 0)
    sched_give_way();
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK && end == TASK_WAS_KILLED);
  SYSTEM_EXPECT(watchdog_found(WATCHDOG_NO_CHOICE) > stubborn.before);
  return true;
}
CELL_OPS(struct system_test, dog_sees_who_holds_on_test) = {
    .name = "a task that runs on although a choice is due is told of", .run = dog_sees_who_holds_on};
