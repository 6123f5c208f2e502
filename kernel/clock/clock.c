// SPDX-License-Identifier: Apache-2.0
// clock: cycles into nanoseconds, the tick, and sleeping.
#include "kernel/clock/clock.h"

#include <stdckdint.h>

#include "kernel/arch/arch.h"
#include "kernel/clock/calibrate.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

#define NS_A_SECOND UINT64_C(1000000000)
enum { SHIFT = 32 };

struct clock_state {
  uint64_t hertz;     // of the time-stamp counter; 0: not calibrated
  uint64_t factor;    // ns a cycle, times 2^SHIFT
  uint64_t start;     // cycles
  uint64_t floor_ns;  // clock_now() at the last tick; one word, stored by the tick alone
};
CELL_STATE(struct clock_state, clock);

// 96 bits are enough for 2^64 cycles of less than 2^32 ns each; what 64 bits do not hold any more lies 584 years ahead.
uint64_t clock_from_cycles(uint64_t cycles) {
  return (uint64_t)((unsigned __int128)cycles * clock.factor >> SHIFT);
}

uint64_t clock_at(uint64_t cycles) {
  return cycles < clock.start ? 0 : clock_from_cycles(cycles - clock.start);
}

uint64_t clock_now(void) {
  uint64_t ns = clock_at(arch_cycles());
  return ns > clock.floor_ns ? ns : clock.floor_ns;
}

uint64_t clock_frequency(void) {
  return clock.hertz;
}

// An interrupt has no caller that could tell it the time.
CELL_UNSAFE("read before anything is stored: made again, the tick is a little later")
static uint64_t time_of_tick(void) {
  return clock_now();
}

CELL_CALLBACK bool clock_tick(void) {
  uint64_t now = time_of_tick();
  clock.floor_ns = now;
  return sched_tick(now);
}

status_t clock_take_sleep(uint64_t deadline_ns) {
  if (task_current() == NULL) return INVALID;
  if (interrupt_timer_hertz() == 0) return UNSUPPORTED;
  sched_wait_join(NULL, deadline_ns, "sleep");
  return WAITING;
}

// Nobody else wakes a sleeper, so a deadline that has not come yet means that the sleep goes on.
status_t clock_sleep_until(uint64_t deadline_ns) {
  status_t status = OK;
  while (status == OK && clock_now() < deadline_ns)
    if ((status = clock_take_sleep(deadline_ns)) == WAITING) status = sched_wait_here();
  return status == TIMED_OUT ? OK : status;
}

status_t clock_sleep(uint64_t ns) {
  if (task_current() == NULL) return INVALID;
  if (interrupt_timer_hertz() == 0) return UNSUPPORTED;
  uint64_t deadline;
  if (ckd_add(&deadline, clock_now(), ns)) deadline = UINT64_MAX;
  return ns == 0 ? OK : clock_sleep_until(deadline);
}

CELL_CALLBACK status_t clock_init(void) {
  uint64_t hertz;
  status_t status = calibrate(&hertz);
  if (status != OK) {
    LOG(LOG_ERROR, "no time: the platform's timer does not answer, or the time-stamp counter does not count up");
    return status;
  }
  clock.hertz = hertz;
  clock.factor = (NS_A_SECOND << SHIFT) / hertz;
  clock.start = arch_cycles();
  clock.floor_ns = 0;
  sched_set_time(clock.factor);
  status = interrupt_timer(CLOCK_TICK_HERTZ, hertz, clock_tick);
  if (status != OK) {
    LOG(LOG_ERROR, "no tick: %s", status_name(status));
    return status;
  }
  LOG(LOG_INFO, "time-stamp counter at %lu.%03lu MHz, tick at %u Hz", hertz / 1000000, hertz / 1000 % 1000,
      CLOCK_TICK_HERTZ);
  return OK;
}

CELL_OPS(struct cell_lifecycle, clock_lifecycle) = {.init = clock_init};
