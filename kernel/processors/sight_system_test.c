// SPDX-License-Identifier: Apache-2.0
// sight_system_test: a processor whose interrupts are off is seen where it stands, and nobody waits for it for ever. It is each in turn, the one that
// booted too.
#include "kernel/processors/sight.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { MOST = 4, PAGES = 3 };

struct sight {
  uint32_t hold, spins;  // spins: somebody does
  uint64_t faults;
};
CELL_STATE(struct sight, sight);

void sight_reset(void) {
  sight.faults = 0;
}

// Nothing is called here, so that this is where it is seen.
void sight_spins(void) {
  uint64_t interrupts = arch_interrupts_off();
  __atomic_store_n(&sight.hold, 1, __ATOMIC_RELEASE);
  __atomic_store_n(&sight.spins, 1, __ATOMIC_RELEASE);
  while (__atomic_load_n(&sight.hold, __ATOMIC_ACQUIRE) != 0)
    __builtin_ia32_pause();
  __atomic_store_n(&sight.spins, 0, __ATOMIC_RELEASE);
  arch_interrupts_restore(interrupts);
}

void sight_let_go(void) {
  __atomic_store_n(&sight.hold, 0, __ATOMIC_RELEASE);
}

RAW_STATIC bool faults_once(void) {
  return __atomic_fetch_add(&sight.faults, 1, __ATOMIC_RELAXED) == 0;
}

status_t sight_maps(void) {
  if (!faults_once()) return OK;
  void *address;
  status_t status = pages_reserve(PAGES, "sight", &address);
  *(volatile uint64_t *)16;
  return status == OK ? pages_release(address) : status;
}

// ---- The tests ----

CELL_CALLBACK void sight_deaf(void *) {
  sight_spins();
}

static bool begins(uint32_t processor, OWN_RET struct task **task) {
  struct task_options options = {.name = "deaf", .cpus = UINT64_C(1) << processor};
  if (sched_spawn_with(&options, sight_deaf, NULL, task) != OK) return false;
  while (__atomic_load_n(&sight.spins, __ATOMIC_ACQUIRE) == 0)
    (void)clock_sleep(UINT64_C(1000000));
  return true;
}

static bool is_named(const struct processor_sight *seen, const char *function) {
  for (uint64_t i = 0; i < seen->frames; i++) {
    uint32_t cell;
    const char *symbol;
    uint64_t offset;
    if (graph_symbol_at(graph_running(), seen->frame[i], &cell, &symbol, &offset) == OK && text_equal(symbol, function))
      return true;
  }
  return false;
}

static bool is_logged(uint64_t from, const char *text) {
  struct log_line line;
  for (; log_read(from, &line) == OK; from = line.sequence + 1)
    if (text_starts(line.text, text)) return true;
  return false;
}

CELL_CALLBACK void sight_met(uint64_t) {}

CELL_CALLBACK bool sight_is_that(uint32_t deaf, char *why, uint32_t size) {
  struct processor_sight seen = {0};
  char sentence[64];
  uint32_t missing;
  uint64_t from = log_next();
  SYSTEM_EXPECT(processors_look(deaf, PROCESSORS_PATIENCE_NS, &seen) == OK);
  SYSTEM_EXPECT(text_equal(seen.name, "deaf"));
  SYSTEM_EXPECT(seen.interrupts_are_off && !seen.is_halted && seen.held == 0);
  SYSTEM_EXPECT(is_named(&seen, "sight_spins"));
  SYSTEM_EXPECT(is_named(&seen, "sight_deaf"));
  SYSTEM_EXPECT(processors_gather(sight_met, 0, PROCESSORS_PATIENCE_NS, &missing) == TIMED_OUT && missing == deaf);
  text_format(sentence, sizeof sentence, "processor %u does not come to the rendezvous", deaf);
  SYSTEM_EXPECT(is_logged(from, sentence));
  text_format(sentence, sizeof sentence, "processor %u runs %lu 'deaf', interrupts off", deaf, seen.task);
  SYSTEM_EXPECT(is_logged(from, sentence));
  return true;
}

// What it remembers of the pages does not keep them from going.
CELL_CALLBACK bool sight_pages_go(uint32_t, char *why, uint32_t size) {
  void *address;
  uint64_t faults = fault_count();
  SYSTEM_EXPECT(pages_reserve(PAGES, "sight", &address) == OK);
  SYSTEM_EXPECT(pages_release(address) == OK);
  SYSTEM_EXPECT(fault_count() == faults);  // else it was given up, and the pages stay
  return true;
}

static bool with_each(NOESCAPE bool (*test)(uint32_t deaf, char *why, uint32_t size), char *why, uint32_t size) {
  struct processor_sight seen;
  for (uint32_t turn = 0; turn < 100 && processors_online() < 2; turn++)  // starting them is a task of its own
    (void)clock_sleep(UINT64_C(10'000'000));
  uint32_t count = processors_online() < MOST ? processors_online() : MOST;
  if (count < 2) SYSTEM_SKIP("one processor");
  for (uint32_t deaf = 0; deaf < count; deaf++) {
    struct task *task;
    uint32_t missing;
    // It is online, but may not have chosen for the first time.
    status_t pinned;
    while ((pinned = sched_set_cpus(task_current()->number, UINT64_C(1) << (deaf + 1) % count)) == OUT_OF_RANGE)
      (void)clock_sleep(UINT64_C(10'000'000));
    SYSTEM_EXPECT(pinned == OK);
    sched_give_way();
    if (processors_look(deaf, PROCESSORS_PATIENCE_NS, &seen) == UNSUPPORTED) SYSTEM_SKIP("no non-maskable interrupts");
    SYSTEM_EXPECT(begins(deaf, &task));
    bool passed = test(deaf, why, size);
    sight_let_go();
    status_t joined = sched_join(&task, NULL, NULL);
    if (!passed) return false;
    SYSTEM_EXPECT(joined == OK);
    SYSTEM_EXPECT(processors_gather(sight_met, 0, PROCESSORS_PATIENCE_NS, &missing) == OK);
  }
  return true;
}

CELL_CALLBACK bool sight_is_seen(char *why, uint32_t size) {
  return with_each(sight_is_that, why, size);
}
CELL_OPS(struct system_test, sight_seen_test) = {
    .name = "a processor whose interrupts are off is named and seen where it stands",
    .run = sight_is_seen,
};

CELL_CALLBACK bool sight_of_pages(char *why, uint32_t size) {
  return with_each(sight_pages_go, why, size);
}
CELL_OPS(struct system_test, sight_pages_test) = {
    .name = "pages go although a processor takes no interrupts",
    .run = sight_of_pages,
};

// Of all others together.
static uint64_t made_stale(void) {
  const struct nucleus_cpu *here = nucleus_cpu();
  uint64_t times = 0;
  for (const struct nucleus_cpu *cpu = here->following; cpu != NULL && cpu != here; cpu = cpu->following)
    times += __atomic_load_n(&cpu->stale, __ATOMIC_ACQUIRE);
  return times;
}

CELL_CALLBACK bool sight_of_undo(char *why, uint32_t size) {
  if (processors_online() < 2) SYSTEM_SKIP("one processor");
  SYSTEM_EXPECT(sched_set_cpus(task_current()->number, 1) == OK);
  sched_give_way();
  sight_reset();
  uint64_t before = made_stale();
  SYSTEM_EXPECT(sight_maps() == OK && sight.faults == 2);
  SYSTEM_EXPECT(made_stale() >= before + processors_online() - 1);
  return true;
}
CELL_OPS(struct system_test, sight_undo_test) = {
    .name = "an undo that changes page tables tells the others",
    .run = sight_of_undo,
};
