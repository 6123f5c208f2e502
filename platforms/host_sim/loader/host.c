// SPDX-License-Identifier: Apache-2.0
// What cells ask of the loader, and the way of an image from its file to its end.
#include <stdio.h>
#include <sys/time.h>

#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/simulation.h"

struct sim_options sim_options;
static uint32_t end_status;
const char host_name[] = "host_sim";

enum {
  DEFAULT_RAM_MIB = 32,
  DEFAULT_ONE_IN = 50,
  IDLE_SECONDS_MOST = 24 * 3600,  // of virtual time: a seed makes it pass in leaps
  STEP = 100,                     // ns: a look at the clock, a safe point
  TICK_US = 4000,
  LOOK_US = 10000,
};
#define DEVICES ((UINT64_C(1) << MACHINE_TIMER) - 1)

#define IS_AT(member, offset) static_assert(offsetof(struct host_sim_processor, member) == (offset))
IS_AT(entry.host, MACHINE_HOST);
IS_AT(entry.deliver, MACHINE_DELIVER);
IS_AT(entry.stub, MACHINE_STUB);
IS_AT(entry.fault_address, MACHINE_FAULT_ADDRESS);
IS_AT(entry.guest_stack, MACHINE_GUEST_STACK);
IS_AT(entry.scratch, MACHINE_SCRATCH);
IS_AT(entry.stubs, MACHINE_STUBS);
IS_AT(pending, MACHINE_PENDING);
static_assert(MACHINE_SHARED + offsetof(struct host_sim_machine, cycles) == MACHINE_CYCLES);
static_assert(sizeof(struct sim_registers) == MACHINE_REGISTERS * sizeof(uint64_t));

struct host_sim_machine *sim_machine(void) {
  return host_sim_machine();
}

// Devices are wired to the first CPU.
void host_raise(uint32_t line) {
  host_sim_processor_at(0)->pending |= UINT64_C(1) << line;
}

static void flush(struct host_sim_machine *machine) {
  if (machine->output_count == 0) return;
  if (sim_options.output != NULL)
    sim_options.output(machine->output, machine->output_count);
  else
    terminal_write(machine->output, machine->output_count);
  machine->output_count = 0;
}

bool host_read(uint64_t address, void *to, uint64_t size) {
  return sim_read(address, to, size);
}

static void put(struct host_sim_machine *machine, uint8_t byte) {
  machine->output[machine->output_count++] = byte;
  // Without a timer nobody else would look at it while tasks are busy.
  bool due = byte == '\n' && host_sim_processor_at(0)->has_timer == 0;
  if (due || machine->output_count == MACHINE_OUTPUT) flush(machine);
}

void ticks_start(void) {
  if (sim_options.output != NULL) return;
  if (sim_options.realtime)
    setitimer(ITIMER_REAL, &(struct itimerval){{0, TICK_US}, {0, TICK_US}}, NULL);
  else
    setitimer(ITIMER_VIRTUAL, &(struct itimerval){{0, LOOK_US}, {0, LOOK_US}}, NULL);
}

static void tell_time(void) {
  uint64_t us = terminal_now() / 1000;
  fprintf(stderr, "host_sim: waits for the first time %llu.%03llu ms after its start\n", (unsigned long long)us / 1000,
          (unsigned long long)us % 1000);
  sim_options.tell_time = false;
}

// Every CPU is idle: on to the next alarm. What time passes is virtual, so it passes at once; but who may still say something is waited for
// each second.
static void pass_time(struct host_sim_machine *machine, uint64_t idle_since) {
  uint64_t alarm = cpus_next_alarm(), second = machine->cycles / MACHINE_HERTZ;
  bool has_input = sim_options.output == NULL && (!terminal_ended() || sim_options.socket != NULL);
  cpus_count();
  if (alarm == UINT64_MAX && sim_options.output != NULL) sim_leave(SIM_STUCK);
  if (alarm == UINT64_MAX && !has_input)
    host_fail("nothing is left to do: the input has ended, and no timer is to come");
  if (machine->cycles - idle_since > IDLE_SECONDS_MOST * MACHINE_HERTZ && !has_input && sim_options.output == NULL)
    host_fail("nothing is left to do: the input has ended, and nobody became ready in a day of virtual time");
  if (has_input && alarm / MACHINE_HERTZ != second) terminal_wait(sim_options.realtime ? -1 : 4);
  if (alarm != UINT64_MAX && machine->cycles < alarm) machine->cycles = alarm;
}

// This CPU has nothing to run: others go on, or it does when an interrupt has come.
static uint64_t idle(struct host_sim_machine *machine) {
  static uint64_t idle_since;
  bool says = machine->output_count != 0;
  flush(machine);
  struct host_sim_processor *processor = sim_processor();
  processor->state = HOST_SIM_IDLE;
  processor->is_in_call = 1;
  uint32_t next = cpus_choose((uint32_t)machine->on);
  if (next == CPUS_NONE && sim_options.tell_time) tell_time();
  terminal_poll();
  if (says || (host_sim_processor_at(0)->pending & DEVICES) != 0) idle_since = machine->cycles;
  while ((next = cpus_choose(CPUS_NONE)) == CPUS_NONE) {
    if (machine->realtime)
      terminal_wait(sim_options.realtime ? -1 : 4);
    else
      pass_time(machine, idle_since);
  }
  return cpus_go_on(next);
}

uint64_t sim_host(uint64_t number, uint64_t a, uint64_t b) {
  struct host_sim_machine *machine = sim_machine();
  if (trap_is_armed())
    host_fail("a step was lost before a call of number %llu: loader/next.c took an instruction for another",
              (unsigned long long)number);
  sim_processor()->computes = 0;
  switch (number) {
  case HOST_FLUSH: flush(machine); return 0;
  case HOST_IDLE: return idle(machine);
  case HOST_POLL: flush(machine), terminal_poll(); return 0;
  case HOST_POWER_OFF: flush(machine), end_status = (uint32_t)a; sim_leave(SIM_POWERED_OFF);
  case HOST_RESTART: flush(machine); sim_leave(SIM_RESTARTED);
  case HOST_STOP: flush(machine); return cpus_stop();
  case HOST_TLB_DROP: memory_tlb_drop(a); return 0;
  case HOST_TLB_DROP_ALL: memory_tlb_drop_all(); return 0;
  case HOST_WINDOW_CLOSE: memory_windows_closed(); return 0;
  case HOST_NOW: return terminal_now();
  case HOST_LINE_PUT: return socket_put(a, b);
  case HOST_READY: flush(machine), trap_hook_on(false); sim_leave(SIM_READY);
  case HOST_PAUSE: return cpus_pause();
  case HOST_TURN: return cpus_turn();
  case HOST_PUT: put(machine, (uint8_t)a); return 0;
  case HOST_CPUS: return machine->cpus;
  case HOST_CPU_RESET: return cpus_reset((uint32_t)a) ? 0 : 1;
  case HOST_CPU_START: return cpus_begin((uint32_t)a, b) ? 0 : 1;
  case HOST_STEPS: trap_hook_now(); return 0;
  default: host_fail("a cell asks the loader for %llu, which it does not know", (unsigned long long)number);
  }
}

enum sim_end sim_boot(const struct sim_options *options, uint32_t *status) {
  sim_options = *options;
  uint64_t ram = (options->ram_mib == 0 ? DEFAULT_RAM_MIB : options->ram_mib) << 20;
  terminal_start(options->output == NULL);
  memory_start(ram);
  struct host_sim_machine *machine = sim_machine();
  *machine = (struct host_sim_machine){.realtime = options->realtime,
                                       .step = STEP,
                                       .random = options->seed,
                                       .one_in = options->seed == 0     ? 0
                                                 : options->one_in == 0 ? DEFAULT_ONE_IN
                                                                        : options->one_in};
  uint64_t start_info =
      image_load(options->image, options->command_line == NULL ? "" : options->command_line, ram, &machine->page_root);
  memory_paging_on();
  trap_start();
  cpus_start(options->cpus, options->seed);
  if (options->socket != NULL) socket_start(options->socket);
  ticks_start();
  uint64_t block = (uint64_t)sim_cpu() - NUCLEUS_DATA_PAGE * REGION_PAGE;
  uint64_t stack = block + (NUCLEUS_STACK_PAGE + NUCLEUS_STACK_PAGES) * REGION_PAGE;
  enum sim_end end = (enum sim_end)sim_enter(image_enter_address(PLATFORM), stack, start_info);
  if (options->tell_digest) fprintf(stderr, "host_sim: digest %016llx\n", (unsigned long long)sim_digest());
  if (machine->forced != 0 && !options->realtime)
    fprintf(stderr,
            "host_sim: %llu ticks or turns came by force, to tasks that reach no safe point: not a deterministic run\n",
            (unsigned long long)machine->forced);
  if (status != NULL) *status = end_status;
  return end;
}
