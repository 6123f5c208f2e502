// SPDX-License-Identifier: Apache-2.0
// placement_system_test: where a task runs that another one wakes: with it, as long as that one waits next. On a machine with four processors that are really at
// once; one after another, each would find what the other has left.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/event/event.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { LEAST = 4, ROUNDS = 2000, APART_EVERY = 8 };
#define IDLE_NS UINT64_C(20000000)  // until then the timer has come everywhere for what ran before

struct placement {
  struct event ping, pong;
  uint64_t answered_on;  // a processor, from 1; 0: nobody has answered
};
CELL_STATE(struct placement, placement);

RAW_STATIC uint64_t here(void) {
  return nucleus_cpu()->number + 1;
}
RAW_STATIC void say_where(void) {
  __atomic_store_n(&placement.answered_on, here(), __ATOMIC_RELEASE);
}
static bool are_idle(void) {
  for (uint32_t turn = 0; turn < 100 && processors_online() < LEAST; turn++)  // starting them is a task of its own
    (void)clock_sleep(UINT64_C(10'000'000));
  (void)clock_sleep(IDLE_NS);
  return processors_online() >= LEAST;
}

CELL_CALLBACK void placement_answer(void *) {
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t taken = 0;
    if (event_wait(&placement.ping, &taken, 0) != OK) return;
    say_where();
    event_set(&placement.pong, 1);
  }
}

CELL_CALLBACK bool placement_of_a_pair(char *why, uint32_t size) {
  struct task *task;
  uint64_t apart = 0;
  if (!are_idle()) SYSTEM_SKIP("the machine has fewer than four processors");
  SYSTEM_EXPECT(sched_spawn("answers", placement_answer, NULL, &task) == OK);
  for (uint32_t i = 0; i < ROUNDS; i++) {
    uint64_t taken = 0;
    event_set(&placement.ping, 1);
    SYSTEM_EXPECT(event_wait(&placement.pong, &taken, 0) == OK);
    apart += placement.answered_on != here();
  }
  (void)sched_join(&task, NULL, NULL);
  console_print("[figure] of %u answers %lu came from another processor\n", ROUNDS, apart);
  SYSTEM_EXPECT(apart <= ROUNDS / APART_EVERY);
  return true;
}
CELL_OPS(struct system_test, placement_of_a_pair_test) = {.name = "two that wake each other stay together",
                                                          .run = placement_of_a_pair};
