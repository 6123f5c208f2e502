// SPDX-License-Identifier: Apache-2.0
// What cells ask of the loader, the machine's devices, and the way of an image from its file to its end.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "platforms/host_mt/loader/mt.h"

const char host_name[] = "host_mt";
enum { DEFAULT_RAM_MIB = 64, OUTPUT = 4096, LOOK_MS = 20, RESTARTED = 200 };

#define IS_AT(member, offset) static_assert(offsetof(struct host_mt_processor, member) == (offset))
IS_AT(entry.host, MACHINE_HOST);
IS_AT(entry.deliver, MACHINE_DELIVER);
IS_AT(entry.stub, MACHINE_STUB);
IS_AT(entry.fault_address, MACHINE_FAULT_ADDRESS);
IS_AT(entry.guest_stack, MACHINE_GUEST_STACK);
IS_AT(entry.scratch, MACHINE_SCRATCH);
IS_AT(entry.stubs, MACHINE_STUBS);
IS_AT(pending, MACHINE_PENDING);
IS_AT(host_stack, MACHINE_HOST_STACK);
IS_AT(counter_start, MACHINE_COUNTER_START);
IS_AT(counter_factor, MACHINE_COUNTER_FACTOR);

static struct mt_options options;

// ---- The console: every CPU writes, and one thread of its own reads ----

static pthread_mutex_t output_lock = PTHREAD_MUTEX_INITIALIZER, line_lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t output[OUTPUT];
static size_t output_count;

static void flush_locked(void) {
  if (output_count != 0) terminal_write(output, output_count);
  __atomic_store_n(&output_count, 0, __ATOMIC_RELAXED);
}

static void flush(void) {
  if (__atomic_load_n(&output_count, __ATOMIC_RELAXED) == 0) return;
  pthread_mutex_lock(&output_lock);
  flush_locked();
  pthread_mutex_unlock(&output_lock);
}

static void put(uint8_t byte) {
  pthread_mutex_lock(&output_lock);
  output[output_count] = byte;
  __atomic_store_n(&output_count, output_count + 1, __ATOMIC_RELAXED);
  if (byte == '\n' || output_count == OUTPUT) flush_locked();
  pthread_mutex_unlock(&output_lock);
}

static void *read_devices(void *) {
  for (;;) {
    terminal_wait(LOOK_MS);
    flush();
  }
}

static uint64_t put_line(uint64_t address, uint64_t count) {
  pthread_mutex_lock(&line_lock);
  uint64_t sent = socket_put(address, count);
  pthread_mutex_unlock(&line_lock);
  return sent;
}

// Signals of the machine are for the threads of CPUs.
static void start_devices(void) {
  sigset_t kick, before;
  sigemptyset(&kick);
  sigaddset(&kick, SIGUSR2);
  pthread_sigmask(SIG_BLOCK, &kick, &before);
  pthread_t thread;
  int error = pthread_create(&thread, NULL, read_devices, NULL);
  if (error != 0) host_fail("no thread for the input: %s", strerror(error));
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// ---- Start and end ----

void mt_end(int status) {
  pthread_mutex_lock(&output_lock);  // for good: nobody writes behind this
  flush_locked();
  terminal_stop();
  _exit(status);
}

[[noreturn]] static void restart(void) {
  if (options.restart == NULL) mt_end(RESTARTED);
  pthread_mutex_lock(&output_lock);
  flush_locked();
  terminal_stop();
  signal(SIGUSR2, SIG_IGN);  // one that is under way would end the program that has no handler yet
  execv("/proc/self/exe", options.restart);
  _exit(RESTARTED);
}

static void tell_time(void) {
  static int told;
  if (__atomic_exchange_n(&told, 1, __ATOMIC_SEQ_CST) != 0) return;
  uint64_t us = terminal_now() / 1000;
  fprintf(stderr, "host_mt: waits for the first time %llu.%03llu ms after its start\n", (unsigned long long)us / 1000,
          (unsigned long long)us % 1000);
}

static uint64_t idle(void) {
  flush();
  if (options.tell_time && cpus_here()->number == 0) tell_time();
  return cpus_idle();
}

static uint64_t measure(uint64_t what, uint64_t argument) {
  if (options.measure == NULL)
    host_fail("a cell asks for a figure of the host's; run it with the program that measures");
  return options.measure(what, argument);
}

uint64_t mt_host(uint64_t number, uint64_t a, uint64_t b) {
  switch (number) {
  case HOST_FLUSH: flush(); return 0;
  case HOST_IDLE: return idle();
  case HOST_POWER_OFF: mt_end((int)a);
  case HOST_RESTART: restart();
  case HOST_STOP: flush(), cpus_stop();
  case HOST_TLB_DROP: memory_tlb_drop(a); return 0;
  case HOST_TLB_DROP_ALL: memory_settle_dropped(), memory_windows_closed(); return 0;
  case HOST_WINDOW_CLOSE: memory_windows_closed(); return 0;
  case HOST_LINE_PUT: return put_line(a, b);
  case HOST_PAUSE: sched_yield(); return 0;
  case HOST_CPU_RESET: return cpus_reset((uint32_t)a) ? 0 : 1;
  case HOST_CPU_START: return cpus_begin((uint32_t)a, b) ? 0 : 1;
  case HOST_PUT: put((uint8_t)a); return 0;
  case HOST_CPUS: return cpus_count();
  case HOST_ALARM: cpus_alarm(); return 0;
  case HOST_SIGNAL: cpus_kick((uint32_t)a); return 0;
  case HOST_PAGE_ROOT: return memory_page_root();
  case HOST_MEASURE: return measure(a, b);
  default: host_fail("a cell asks the loader for %llu, which it does not know", (unsigned long long)number);
  }
}

void mt_boot(const struct mt_options *wanted) {
  options = *wanted;
  uint64_t ram = (options.ram_mib == 0 ? DEFAULT_RAM_MIB : options.ram_mib) << 20, page_root;
  terminal_start(true);
  memory_start(ram);
  uint64_t start_info =
      image_load(options.image, options.command_line == NULL ? "" : options.command_line, ram, &page_root);
  memory_paging_on(page_root);
  trap_start();
  cpus_start(options.cpus);
  if (options.socket != NULL) socket_start(options.socket);
  start_devices();
  cpus_run_first(start_info);
}
