// SPDX-License-Identifier: Apache-2.0
// clock: cycles into nanoseconds and back, the processors' timers, and sleeping.
#include "kernel/clock/clock.h"

#include <stdckdint.h>

#include "kernel/arch/arch.h"
#include "kernel/clock/calibrate.h"
#include "kernel/fault/assert.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"

#define NS_A_SECOND UINT64_C(1000000000)
enum { SHIFT = 32, STEP = 8 };

struct clock_state {
  uint64_t hertz;                           // of the time-stamp counter; 0: not calibrated
  uint64_t factor;                          // ns a cycle, times 2^SHIFT
  uint64_t start;                           // cycles
  uint64_t floor_ns;                        // clock_now() when a timer came last, on whatever processor; only grows
  AS(ATOMIC) void (*due)(uint64_t now_ns);  // null: nobody
};
CELL_STATE(struct clock_state, clock);

struct clock_cpu {
  uint64_t alarm_ns;  // its timer comes at that moment at the latest; CLOCK_NEVER: it need not come
  bool in_tick;       // the alarm is set at its end
};
CELL_CPU_STATE(struct clock_cpu, clock_cpus);

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

// The first moment of the counter at which it is that late.
static uint64_t cycles_at(uint64_t ns) {
  uint64_t cycles = ns / clock.factor, rest = ns % clock.factor;
  if (cycles >> (64 - SHIFT) != 0) return UINT64_MAX;
  for (uint32_t bit = 0; bit < SHIFT; bit += STEP) {  // the factor leaves so many bits free
    rest <<= STEP;
    cycles = cycles << STEP | rest / clock.factor;
    rest %= clock.factor;
  }
  return ckd_add(&cycles, cycles, clock.start + 1) ? UINT64_MAX : cycles;
}

// ---- The processor's timer ----

static struct clock_cpu *this_cpu(void) {
  ASSERT(!arch_interrupts_are_on());  // else it comes into this, or another processor goes on with it
  return &clock_cpus[nucleus_cpu()->number];
}

void clock_alarm(uint64_t moment_ns) {
  struct clock_cpu *cpu = this_cpu();
  if (moment_ns >= cpu->alarm_ns) return;
  cpu->alarm_ns = moment_ns;
  if (!cpu->in_tick) interrupt_alarm(cycles_at(moment_ns));
}

void clock_on_alarm(void (*due)(uint64_t now_ns)) {
  clock.due = due;
}

// An interrupt has no caller that could tell it the time.
CELL_UNSAFE("read before anything is stored: made again, the tick is a little later")
static uint64_t time_of_tick(void) {
  return clock_now();
}

// Not undone with a tick that faults: the time has come.
RAW_STATIC void raise_floor(uint64_t now) {
  uint64_t before = __atomic_load_n(&clock.floor_ns, __ATOMIC_RELAXED);
  while (before < now &&
         !__atomic_compare_exchange_n(&clock.floor_ns, &before, now, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}

CELL_CALLBACK bool clock_tick(void) {
  uint64_t now = time_of_tick();
  raise_floor(now);
  struct clock_cpu *cpu = this_cpu();
  cpu->in_tick = true;
  cpu->alarm_ns = CLOCK_NEVER;
  bool choose = sched_tick(now);
  if (clock.due != NULL) clock.due(now);
  cpu->in_tick = false;
  interrupt_alarm(cpu->alarm_ns == CLOCK_NEVER ? UINT64_MAX : cycles_at(cpu->alarm_ns));
  return choose;
}

// ---- Sleeping ----

status_t clock_take_sleep(uint64_t deadline_ns) {
  if (task_current() == NULL) return INVALID;
  if (!interrupt_timer_works()) return UNSUPPORTED;
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
  if (!interrupt_timer_works()) return UNSUPPORTED;
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
  for (uint32_t i = 0; i < CELL_CPUS_MAX; i++)
    clock_cpus[i] = (struct clock_cpu){.alarm_ns = CLOCK_NEVER};
  sched_set_time(&(struct sched_time){.start = clock.start, .ns_a_cycle = clock.factor, .alarm = clock_alarm});
  status = interrupt_timer(hertz, clock_tick);
  if (status != OK) {
    LOG(LOG_ERROR, "no timer: %s", status_name(status));
    return status;
  }
  LOG(LOG_INFO, "time-stamp counter at %lu.%03lu MHz", hertz / 1000000, hertz / 1000 % 1000);
  return OK;
}

CELL_OPS(struct cell_lifecycle, clock_lifecycle) = {.init = clock_init};
