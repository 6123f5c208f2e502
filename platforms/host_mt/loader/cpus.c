// SPDX-License-Identifier: Apache-2.0
// The CPUs, each a thread: how they start, wait, are woken and interrupted, and their timers.
#include <asm/prctl.h>
#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_mt/loader/mt.h"

enum {
  HAS_WRGSBASE = 2,  // in AT_HWCAP2 (Linux, arch/x86/include/uapi/asm/hwcap2.h)
  MEASURED_NS = 4000000,
};
enum state { ABSENT, BEGINS, RUNS };  // ABSENT: was not started, or has stopped

struct thread {
  uint32_t state;  // enum state; also what it waits on
  pid_t id;
  timer_t timer;
};
static struct thread threads[MACHINE_CPUS];
static uint32_t count, running;
static _Thread_local struct host_mt_processor *here;

struct host_mt_processor *cpus_here(void) {
  return here;
}

uint32_t cpus_count(void) {
  return count;
}

static void futex(uint32_t *word, int operation, uint32_t value) {
  (void)syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

// ---- Time ----

static uint64_t host_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return (uint64_t)now.tv_sec * MACHINE_HERTZ + (uint64_t)now.tv_nsec;
}

static uint64_t cycles_now(void) {
  return (uint64_t)((unsigned __int128)(__rdtsc() - here->counter_start) * here->counter_factor >> 32);
}

// The counter is the same on all processors of a host that goes by it itself; ns a cycle, times 2^32.
static uint64_t measure_counter(uint64_t *start) {
  uint64_t ns = host_ns(), first = *start = __rdtsc(), taken;
  while ((taken = host_ns() - ns) < MEASURED_NS)
    sched_yield();
  return (uint64_t)(((unsigned __int128)taken << 32) / (__rdtsc() - first));
}

// The host's timer is never later than the alarm; what came too early is set anew.
void cpus_alarm(void) {
  here->armed = here->alarm;
  if (here->alarm == UINT64_MAX) return;
  uint64_t now = cycles_now(), ns = here->alarm > now ? here->alarm - now : 1;
  struct itimerspec at = {.it_value = {(time_t)(ns / MACHINE_HERTZ), (long)(ns % MACHINE_HERTZ)}};
  (void)timer_settime(threads[here->number].timer, 0, &at, NULL);
}

void cpus_look_at_timer(void) {
  if (here->armed == UINT64_MAX || here->has_timer == 0) return;
  if (cycles_now() < here->alarm) {
    if (cycles_now() >= here->armed) cpus_alarm();
    return;
  }
  here->armed = here->alarm = UINT64_MAX;
  __atomic_fetch_or(&here->pending, UINT64_C(1) << MACHINE_TIMER, __ATOMIC_SEQ_CST);
}

// ---- Interrupts ----

// `sleeps` is set before the sleeper looks at `pending`, and `pending` before `sleeps` is looked at here.
void cpus_kick(uint32_t number) {
  struct host_mt_processor *processor = host_mt_processor_at(number);
  if (__atomic_load_n(&processor->sleeps, __ATOMIC_SEQ_CST) != 0)
    futex((uint32_t *)&processor->pending, FUTEX_WAKE, 1);
  else if (here != processor)
    (void)syscall(SYS_tgkill, getpid(), __atomic_load_n(&threads[number].id, __ATOMIC_ACQUIRE), SIGUSR2);
}

void host_raise(uint32_t line) {
  const uint64_t bit = UINT64_C(1) << line;
  if (!(__atomic_fetch_or(&host_mt_processor_at(0)->pending, bit, __ATOMIC_SEQ_CST) & bit)) cpus_kick(0);
}

// The host's timer finds the thread in the wait, or leaves its bit in front of it.
uint64_t cpus_idle(void) {
  static_assert(MACHINE_VECTORS == 32);  // so one half of `pending` is all of it
  __atomic_store_n(&here->sleeps, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(&here->pending, __ATOMIC_SEQ_CST) == 0)
    futex((uint32_t *)&here->pending, FUTEX_WAIT, 0);
  __atomic_store_n(&here->sleeps, 0, __ATOMIC_SEQ_CST);
  uint64_t vector = (uint64_t)__builtin_ctzll(here->pending);
  __atomic_fetch_and(&here->pending, ~(UINT64_C(1) << vector), __ATOMIC_SEQ_CST);
  return here->entry.stubs + STUB_SIZE * (MACHINE_FIRST_VECTOR + vector);
}

// ---- Start and end ----

static void set_gs(void) {
  uint64_t cpu = host_cpu_address(here->number);
  if (getauxval(AT_HWCAP2) & HAS_WRGSBASE)
    __asm__ volatile("wrgsbase %0" : : "r"(cpu));
  else if (syscall(SYS_arch_prctl, ARCH_SET_GS, cpu) != 0)
    host_fail("cannot set %%gs: %s", strerror(errno));
}

static void become(uint32_t number) {
  here = host_mt_processor_at(number);
  set_gs();
  trap_start_thread();
  struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR2};
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
  if (timer_create(CLOCK_MONOTONIC, &event, &threads[number].timer) != 0)
    host_fail("no timer for CPU %u: %s", number, strerror(errno));
  __atomic_store_n(&threads[number].id, event._sigev_un._tid, __ATOMIC_RELEASE);
}

[[noreturn]] static void enter(uint64_t start_info) {
  uint64_t block = host_cpu_address(here->number) - NUCLEUS_DATA_PAGE * REGION_PAGE;
  uint64_t stack = block + (NUCLEUS_STACK_PAGE + NUCLEUS_STACK_PAGES) * REGION_PAGE;
  mt_enter(image_enter_address(PLATFORM), stack, start_info, here->number);
}

[[noreturn]] static void wait_for_start(void) {
  struct thread *self = &threads[here->number];
  for (uint32_t state; (state = __atomic_load_n(&self->state, __ATOMIC_ACQUIRE)) != BEGINS;)
    futex(&self->state, FUTEX_WAIT, state);
  __atomic_store_n(&self->state, RUNS, __ATOMIC_RELEASE);
  enter(0);
}

static void *thread_main(void *number) {
  become((uint32_t)(uint64_t)number);
  wait_for_start();
}

void cpus_start(uint32_t wanted) {
  count = wanted == 0 ? 1 : wanted;
  if (count > MACHINE_CPUS) host_fail("there are %d CPUs at most; %u are wanted", (int)MACHINE_CPUS, count);
  uint64_t start, factor = measure_counter(&start);
  for (uint32_t i = 0; i < count; i++)
    *host_mt_processor_at(i) = (struct host_mt_processor){.entry.host = (uint64_t)mt_host_entry,
                                                          .counter_start = start,
                                                          .counter_factor = factor,
                                                          .number = i,
                                                          .alarm = UINT64_MAX,
                                                          .armed = UINT64_MAX};
  become(0);
  host_mt_processor_at(0)->joined = 1;
  threads[0].state = RUNS;
  running = 1;
  for (uint64_t i = 1; i < count; i++) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, thread_main, (void *)i);
    if (error != 0) host_fail("no thread for CPU %llu: %s", (unsigned long long)i, strerror(error));
  }
}

void cpus_run_first(uint64_t start_info) {
  enter(start_info);
}

// Where the others, if there are any, wait for somebody that is gone, it is the end.
void cpus_stop(void) {
  enum { STOPPED = 124 };
  __atomic_store_n(&threads[here->number].state, ABSENT, __ATOMIC_RELEASE);
  if (__atomic_sub_fetch(&running, 1, __ATOMIC_SEQ_CST) == 0) mt_end(STOPPED);
  wait_for_start();
}

bool cpus_reset(uint32_t number) {
  if (number >= count || __atomic_load_n(&threads[number].state, __ATOMIC_ACQUIRE) != ABSENT) return false;
  struct host_mt_processor *processor = host_mt_processor_at(number);
  processor->joined = processor->has_timer = processor->windows = processor->window_count = 0;
  processor->alarm = UINT64_MAX;
  __atomic_store_n(&processor->pending, 0, __ATOMIC_RELEASE);
  return true;
}

bool cpus_begin(uint32_t number, uint64_t page) {
  if (number >= count) return false;
  uint32_t *state = &threads[number].state, absent = ABSENT;
  image_check_start(number, page);
  if (!__atomic_compare_exchange_n(state, &absent, BEGINS, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return true;
  __atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
  futex(state, FUTEX_WAKE, 1);
  return true;
}
