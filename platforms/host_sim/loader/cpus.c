// SPDX-License-Identifier: Apache-2.0
// The CPUs of the simulated machine, of which the one thread is one at a time. Those that are not on lie in simulated memory whole: in a
// call into the loader, with their registers on their stack, or between two instructions, with all registers in their page. So the worlds
// that a program keeps have them.
#include <asm/prctl.h>
#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/simulation.h"

enum {
  ROUND = 64,       // safe points and looks at the clock that a turn takes where no seed chooses
  TURN_BITS = 8,    // a seed's turns take up to 2^7 of them,
  STEPS_BITS = 7,   // and half of them end up to 2^6 instructions later
  BRIEF = 16,       // instructions of one that comes to no safe point, while others wait in a spin
  FLAGS = 0x202,    // as a processor has them when it starts, but for interrupts: nucleus_cpu.masked says that
  HAS_WRGSBASE = 2  // in AT_HWCAP2 (Linux, arch/x86/include/uapi/asm/hwcap2.h)
};

struct nucleus_cpu *sim_cpu_at(uint32_t number) {
  return (struct nucleus_cpu *)host_cpu_address(number);
}

struct nucleus_cpu *sim_cpu(void) {
  return sim_cpu_at((uint32_t)sim_machine()->on);
}

struct host_sim_processor *sim_processor(void) {
  return host_sim_processor_at(sim_machine()->on);
}

static void set_gs(const struct nucleus_cpu *cpu) {
  if (getauxval(AT_HWCAP2) & HAS_WRGSBASE)
    __asm__ volatile("wrgsbase %0" : : "r"(cpu));
  else if (syscall(SYS_arch_prctl, ARCH_SET_GS, cpu) != 0)
    host_fail("cannot set %%gs: %s", strerror(errno));
}

static uint64_t patience;

void sim_patience(uint64_t calls) {
  patience = calls;
}

void cpus_count(void) {
  if (patience != 0 && --patience == 0) sim_leave(SIM_STUCK);
}

void cpus_start(uint32_t count, uint64_t seed) {
  struct host_sim_machine *machine = sim_machine();
  if (count > MACHINE_CPUS) host_fail("there are %d CPUs at most; %u are wanted", (int)MACHINE_CPUS, count);
  machine->cpus = count == 0 ? 1 : count;
  machine->started = 1;
  for (uint32_t i = 0; i < machine->cpus; i++)
    *host_sim_processor_at(i) = (struct host_sim_processor){.entry.host = (uint64_t)sim_host_entry};
  host_sim_processor_at(0)->state = HOST_SIM_RUNS;
  host_sim_processor_at(0)->joined = 1;
  cpus_seed(seed);
  set_gs(sim_cpu());
}

// ---- Turns ----

static uint64_t random_number(struct host_sim_machine *machine) {
  // xorshift64* (Marsaglia; Vigna)
  machine->turn_random ^= machine->turn_random >> 12;
  machine->turn_random ^= machine->turn_random << 25;
  machine->turn_random ^= machine->turn_random >> 27;
  return machine->turn_random * UINT64_C(0x2545f4914f6cdd1d) >> 20;
}

// From 1 on, each power of two as likely as another.
static uint64_t random_length(struct host_sim_machine *machine, uint32_t bits) {
  uint64_t most = UINT64_C(1) << random_number(machine) % bits;
  return 1 + random_number(machine) % most;
}

static void plan_turn(struct host_sim_machine *machine) {
  machine->turn_in = machine->started < 2 ? 0 : machine->turn_random == 0 ? ROUND : random_length(machine, TURN_BITS);
}

void cpus_seed(uint64_t seed) {
  sim_machine()->turn_random = seed == 0 ? 0 : (seed * UINT64_C(0x9e3779b97f4a7c15)) | 1;
  plan_turn(sim_machine());
}

void sim_seed(uint64_t seed) {
  cpus_seed(seed);
}

static bool timer_is_due(const struct host_sim_machine *machine, const struct host_sim_processor *processor) {
  bool is_used = machine->realtime == 0 && machine->held == 0 && processor->has_timer != 0;
  return is_used && machine->cycles >= processor->alarm;
}

bool cpus_can_go_on(uint32_t number) {
  const struct host_sim_processor *processor = host_sim_processor_at(number);
  if (processor->state != HOST_SIM_IDLE) return processor->state == HOST_SIM_RUNS;
  return processor->pending != 0 || timer_is_due(sim_machine(), processor);
}

uint32_t cpus_choose(uint32_t besides) {
  struct host_sim_machine *machine = sim_machine();
  uint32_t able[MACHINE_CPUS], count = 0;
  for (uint64_t i = 1; i <= machine->cpus; i++) {
    uint32_t number = (uint32_t)((machine->on + i) % machine->cpus);
    if (number != besides && cpus_can_go_on(number)) able[count++] = number;
  }
  if (count == 0) return CPUS_NONE;
  return able[machine->turn_random == 0 || count == 1 ? 0 : random_number(machine) % count];
}

void cpus_again(void) {
  trap_steps_changed();
  set_gs(sim_cpu());
}

void cpus_put_on(uint32_t number) {
  struct host_sim_machine *machine = sim_machine();
  if (sim_processor()->window_count != 0) memory_windows_closed();  // the window is that one's alone
  machine->turns += number != machine->on;
  machine->on = number;
  machine->turn_steps = 0;
  cpus_again();
}

bool cpus_tick(void) {
  struct host_sim_machine *machine = sim_machine();
  struct host_sim_processor *processor = sim_processor();
  if (!timer_is_due(machine, processor)) return false;
  processor->alarm = UINT64_MAX;
  processor->pending |= UINT64_C(1) << MACHINE_TIMER;
  machine->ticks++;
  return true;
}

// The stub of the interrupt that ends its wait.
static uint64_t end_wait(struct host_sim_processor *processor) {
  (void)cpus_tick();
  uint64_t vector = (uint64_t)__builtin_ctzll(processor->pending);
  processor->pending &= processor->pending - 1;
  processor->state = HOST_SIM_RUNS;
  return processor->entry.stubs + STUB_SIZE * (MACHINE_FIRST_VECTOR + vector);
}

uint64_t cpus_result(void) {
  struct host_sim_processor *processor = sim_processor();
  return processor->state == HOST_SIM_IDLE ? end_wait(processor) : 0;
}

uint64_t cpus_go_on(uint32_t number) {
  cpus_put_on(number);
  struct sim_registers registers;
  memcpy(&registers, sim_processor()->registers, sizeof registers);
  if (sim_processor()->is_in_call) return cpus_result();
  if (sim_processor()->computes) {
    sim_machine()->turn_steps = BRIEF;
    trap_steps_changed();
  }
  (void)trap_take_pending(&registers);
  if (sim_steps != 0) trap_arm_here(&registers);
  sim_go_on(&registers);
}

uint64_t cpus_pause(void) {
  cpus_count();
  uint32_t next = cpus_choose((uint32_t)sim_machine()->on);
  if (next == CPUS_NONE) return 0;
  sim_processor()->is_in_call = 1;
  return cpus_go_on(next);
}

uint64_t cpus_turn(void) {
  struct host_sim_machine *machine = sim_machine();
  plan_turn(machine);
  if (cpus_choose((uint32_t)machine->on) == CPUS_NONE) return 0;
  if (machine->turn_random == 0 || sim_options.whole_turns || random_number(machine) % 2 != 0) return cpus_pause();
  machine->turn_steps = random_length(machine, STEPS_BITS);
  trap_steps_changed();
  return 0;
}

// ---- Start and end ----

uint64_t cpus_next_alarm(void) {
  uint64_t next = UINT64_MAX;
  for (uint32_t i = 0; i < sim_machine()->cpus && sim_machine()->held == 0; i++) {
    const struct host_sim_processor *processor = host_sim_processor_at(i);
    if (processor->state != HOST_SIM_ABSENT && processor->has_timer != 0 && processor->alarm < next)
      next = processor->alarm;
  }
  return next;
}

static void end_one(uint32_t number) {
  struct host_sim_machine *machine = sim_machine();
  struct host_sim_processor *processor = host_sim_processor_at(number);
  if (processor->state == HOST_SIM_ABSENT) return;
  processor->state = HOST_SIM_ABSENT;
  machine->started--;
  plan_turn(machine);
}

uint64_t cpus_stop(void) {
  end_one((uint32_t)sim_machine()->on);
  uint32_t next = cpus_choose(CPUS_NONE);
  if (next == CPUS_NONE) sim_leave(SIM_STOPPED);  // the others, if there are any, wait for somebody that is gone
  return cpus_go_on(next);
}

bool cpus_reset(uint32_t number) {
  if (number >= sim_machine()->cpus || number == sim_machine()->on) return false;
  end_one(number);
  struct host_sim_processor *processor = host_sim_processor_at(number);
  *processor = (struct host_sim_processor){.entry.host = processor->entry.host};
  return true;
}

bool cpus_begin(uint32_t number, uint64_t page) {
  struct host_sim_machine *machine = sim_machine();
  if (number >= machine->cpus) return false;
  struct host_sim_processor *processor = host_sim_processor_at(number);
  if (processor->state != HOST_SIM_ABSENT) return true;  // only one that was reset hears it
  image_check_start(number, page);
  uint64_t block = host_cpu_address(number) - NUCLEUS_DATA_PAGE * REGION_PAGE;
  uint64_t stack = block + (NUCLEUS_STACK_PAGE + NUCLEUS_STACK_PAGES) * REGION_PAGE - sizeof(uint64_t);
  const uint64_t ends_backtraces = 0;
  if (!sim_write(stack, &ends_backtraces, sizeof ends_backtraces)) host_fail("CPU %u begins without a stack", number);
  struct sim_registers registers = {.rip = image_enter_address(PLATFORM), .rsp = stack, .rsi = number, .rflags = FLAGS};
  memcpy(processor->registers, &registers, sizeof registers);
  processor->is_in_call = 0;
  processor->state = HOST_SIM_RUNS;
  machine->started++;
  plan_turn(machine);
  return true;
}
