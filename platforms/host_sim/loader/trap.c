// SPDX-License-Identifier: Apache-2.0
// Signals of the host become faults and interrupts of the simulated processor: the frame that the processor would push is laid on the
// nucleus's exception stack or on the stack that was interrupted, and the nucleus's stub for the vector goes on.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/graph/graph.h"
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/next.h"
#include "platforms/host_sim/loader/simulation.h"

enum { SIGNAL_STACK = 256 * 1024 };
enum { DIVIDE = 0, DEBUG = 1, BREAKPOINT = 3, STACK = 12, GENERAL = 13, PAGE_FAULT = 14 };
enum { FLAG_TRAP = 1 << 8, FLAG_INTERRUPTS = 1 << 9, ERROR_PRESENT = 1, ERROR_WRITE = 2, ERROR_USER = 4 };

static uint64_t *reg(ucontext_t *context, int which) {
  return (uint64_t *)&context->uc_mcontext.gregs[which];
}

// In the order of struct sim_registers.
static const int shown[] = {REG_R15, REG_R14, REG_R13, REG_R12, REG_R11, REG_R10, REG_R9,  REG_R8,  REG_RDI,
                            REG_RSI, REG_RBP, REG_RBX, REG_RDX, REG_RCX, REG_RAX, REG_RIP, REG_EFL, REG_RSP};
enum { SHOWN = sizeof shown / sizeof *shown };
static_assert(sizeof(struct sim_registers) == SHOWN * sizeof(uint64_t));

static void get_registers(ucontext_t *context, struct sim_registers *registers) {
  for (int i = 0; i < SHOWN; i++)
    ((uint64_t *)registers)[i] = *reg(context, shown[i]);
  registers->rflags &= ~(uint64_t)FLAG_TRAP;
}

static void set_registers(ucontext_t *context, const struct sim_registers *registers) {
  for (int i = 0; i < SHOWN; i++)
    *reg(context, shown[i]) = ((const uint64_t *)registers)[i];
}

static ucontext_t *stopped;  // what a hook looks at
static sim_hook *hook;
static void *hook_data;
static bool moved;   // by the hook: what it looks at goes on elsewhere
static bool turned;  // another CPU goes on there
int sim_steps;

void sim_on_step(sim_hook *to, void *data) {
  hook = to;
  hook_data = data;
}

static bool in_region(uint64_t address) {
  return address - REGION_BASE < REGION_SIZE;
}

// Code of this platform's cells stands for the hardware: it is not divided. The nucleus is, but no interrupt comes into it.
static bool is_in_cell(uint64_t rip, bool nucleus) {
  const uint8_t *region = (const uint8_t *)REGION_BASE;
  const struct graph_cell *cell;
  static const char platform[] = "//platforms/";
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    if (rip - cell->text_address >= cell->text_size) continue;
    if (cell->flags & GRAPH_NUCLEUS) return nucleus;
    return strncmp(graph_string(region, cell->label), platform, sizeof platform - 1) == 0;
  }
  return false;
}

static bool is_divisible(uint64_t rip) {
  return in_region(rip) && !is_in_cell(rip, false);
}

// Whether code of the simulation ran, and not the loader's.
static bool is_guest(ucontext_t *context) {
  uint64_t stack = *reg(context, REG_RSP);
  return in_region(*reg(context, REG_RIP)) || in_region(stack) || stack - DYNAMIC_BASE < DYNAMIC_SIZE;
}

// Where an interrupt's frame has no room any more, the interrupt waits: the task will fault by itself.
static bool has_room(uint64_t stack) {
  uint64_t byte;
  return sim_read(stack - FRAME_ROOM, &byte, sizeof byte);
}

// Lays the frame below `top` and lets them go on at the stub.
static void lay_frame(struct sim_registers *registers, uint64_t top, uint32_t vector, uint64_t error) {
  struct frame_point at = {registers->rip, registers->rsp, registers->rflags};
  frame_lay(&at, top, vector, error, sim_cpu());
  registers->rip = at.rip;
  registers->rsp = at.rsp;
}

static void deliver(ucontext_t *context, uint64_t top, uint32_t vector, uint64_t error) {
  struct sim_registers registers;
  get_registers(context, &registers);
  lay_frame(&registers, top, vector, error);
  set_registers(context, &registers);
}

// Whether an interrupt may come between any two instructions here.
static bool is_open(const struct sim_registers *registers) {
  return in_region(registers->rip) && !is_in_cell(registers->rip, true) && sim_cpu()->masked == 0 &&
         has_room(registers->rsp);
}

bool trap_take_pending(struct sim_registers *registers) {
  struct host_sim_processor *processor = sim_processor();
  if (cpus_tick()) sim_host(HOST_POLL, 0, 0);
  if (processor->pending == 0 || !is_open(registers)) return false;
  uint32_t vector = (uint32_t)__builtin_ctzll(processor->pending);
  processor->pending &= processor->pending - 1;
  lay_frame(registers, registers->rsp, MACHINE_FIRST_VECTOR + vector, 0);
  return true;
}

static bool take_pending(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  bool taken = trap_take_pending(&registers);
  if (taken) set_registers(context, &registers);
  return taken;
}

static void fault(ucontext_t *context, uint32_t vector, uint64_t error, uint64_t address) {
  struct host_sim_processor *processor = sim_processor();
  if (processor->entry.stubs == 0)
    host_fail("fault %u at 0x%llx before the nucleus was ready", vector, (unsigned long long)*reg(context, REG_RIP));
  processor->entry.fault_address = address;
  deliver(context, processor->entry.exception_stack, vector, error);
}

static void on_general(ucontext_t *context, uint32_t vector) {
  uint32_t interrupt;
  if (vector != GENERAL || !frame_is_software_interrupt(*reg(context, REG_RIP), &interrupt))
    return fault(context, vector, 0, 0);
  if (!has_room(*reg(context, REG_RSP)))
    return fault(context, PAGE_FAULT, ERROR_WRITE, *reg(context, REG_RSP) - sizeof(uint64_t));
  *reg(context, REG_RIP) += 2;
  deliver(context, *reg(context, REG_RSP), interrupt, 0);
}

static void on_page_fault(ucontext_t *context) {
  uint64_t address = *reg(context, REG_CR2), error = *reg(context, REG_ERR) & ~(uint64_t)(ERROR_USER | ERROR_PRESENT);
  if (memory_touched(address, (uint32_t)error) == MEMORY_MENDED) return;
  struct memory_leaf leaf;
  memory_look_up(address, &leaf);
  fault(context, PAGE_FAULT, error | (leaf.prot != 0 ? ERROR_PRESENT : 0), address);
}

// ---- Steps ----

enum { INT3 = 0xcc, PUSHFQ = 0x9c, POPFQ = 0x9d, REX_W = 0x48, IRETQ = 0xcf };
static bool pushed_flags;  // by the instruction before: the trap flag among them

// A breakpoint in place of the instruction after the next.
static struct {
  uint64_t at;  // 0: there is none
  uint8_t byte;
} breakpoint;

static void take_breakpoint(void) {
  if (breakpoint.at != 0) *(uint8_t *)breakpoint.at = breakpoint.byte;
  breakpoint.at = 0;
}

static bool by_flag;

void sim_step_by_flag(bool always) {
  by_flag = always;
}

static bool put_breakpoint_at(uint64_t at) {
  if (by_flag || !(sim_steps & STEPS_HOOK) || !in_region(at) || !memory_text_for_write(at)) return false;
  breakpoint.at = at;
  breakpoint.byte = *(const uint8_t *)at;
  *(uint8_t *)at = INT3;
  return true;
}

static bool put_breakpoint(const struct sim_registers *registers) {
  uint64_t at;
  return next_instruction(registers, &at) && at != registers->rip && put_breakpoint_at(at);
}

// What the system keeps of its flags does not show that it is stepped; what it loads lets it be stepped on.
void trap_arm(struct sim_registers *registers) {
  if (put_breakpoint(registers)) return;
  const uint8_t *code = (const uint8_t *)registers->rip;
  registers->rflags |= FLAG_TRAP;
  pushed_flags = code[0] == PUSHFQ;
  uint64_t flags_at = code[0] == POPFQ                       ? registers->rsp
                      : code[0] == REX_W && code[1] == IRETQ ? registers->rsp + 16
                                                             : 0;
  if (flags_at == 0) return;
  memory_for_write(flags_at, 8);
  *(uint64_t *)flags_at |= FLAG_TRAP;
}

// The next trap comes in front of the instruction there, which nobody was asked about: another CPU had its turn.
void trap_arm_here(struct sim_registers *registers) {
  if (!put_breakpoint_at(registers->rip)) trap_arm(registers);
}

static void clear_pushed(ucontext_t *context) {
  if (pushed_flags) *(uint64_t *)*reg(context, REG_RSP) &= ~(uint64_t)FLAG_TRAP;
  pushed_flags = false;
}

// The instruction is tried again: a page was brought to it.
static void arm_here(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  trap_arm_here(&registers);
  *reg(context, REG_EFL) = registers.rflags;
}

static void arm_again(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  trap_arm(&registers);
  *reg(context, REG_EFL) = registers.rflags;
}

// The CPU that is on is written down, and another one goes on where the signal's handling ends.
static void put_on(ucontext_t *context, uint32_t next) {
  struct host_sim_processor *processor = sim_processor();
  get_registers(context, (struct sim_registers *)processor->registers);
  processor->is_in_call = 0;
  cpus_put_on(next);
  processor = sim_processor();
  struct sim_registers registers = {.rip = (uint64_t)sim_host_back, .rflags = FLAG_INTERRUPTS};
  if (processor->is_in_call)
    registers.rax = cpus_result();
  else
    memcpy(&registers, processor->registers, sizeof registers);
  set_registers(context, &registers);
  take_pending(context);
  turned = true;
}

// Asks the hook about the next instruction.
static void ask(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  stopped = context;
  moved = false;
  enum sim_action action = hook == NULL ? SIM_RUN : hook(&registers, hook_data);
  stopped = NULL;
  if (!moved) set_registers(context, &registers);
  trap_hook_on(action == SIM_STEP);
}

// Between two instructions, where somebody wants to be told of each.
static void step(ucontext_t *context) {
  turned = false;
  if (sim_steps & STEPS_HOOK) ask(context);
  struct host_sim_machine *machine = sim_machine();
  if ((sim_steps & STEPS_TURN) && is_divisible(*reg(context, REG_RIP)) && --machine->turn_steps == 0) {
    trap_steps_changed();
    uint32_t next = cpus_choose((uint32_t)machine->on);
    if (next != CPUS_NONE) put_on(context, next);
  }
  *reg(context, REG_EFL) &= ~(uint64_t)FLAG_TRAP;
  if (sim_steps != 0 && in_region(*reg(context, REG_RIP))) turned ? arm_here(context) : arm_again(context);
}

void sim_force_fault(uint32_t vector, uint64_t error, uint64_t address) {
  if (stopped == NULL) host_fail("a fault can be forced in a step hook only");
  fault(stopped, vector, error, address);
  moved = true;
}

bool sim_force_interrupt(uint32_t vector) {
  if (stopped == NULL) host_fail("an interrupt can be forced in a step hook only");
  if (sim_cpu()->masked != 0 || !has_room(*reg(stopped, REG_RSP))) {
    sim_processor()->pending |= UINT64_C(1) << (vector - MACHINE_FIRST_VECTOR);
    return false;
  }
  deliver(stopped, *reg(stopped, REG_RSP), vector, 0);
  moved = true;
  return true;
}

bool sim_force_turn(uint32_t cpu) {
  if (stopped == NULL) host_fail("a turn can be forced in a step hook only");
  if (cpu >= sim_machine()->cpus || cpu == sim_machine()->on || !cpus_can_go_on(cpu)) return false;
  put_on(stopped, cpu);
  moved = true;
  return true;
}

static void on_debug(ucontext_t *context) {
  *reg(context, REG_EFL) &= ~(uint64_t)FLAG_TRAP;
  clear_pushed(context);
  // The loader is not stepped; sim_host_back goes on where a call into it returns.
  if (sim_steps != 0 && in_region(*reg(context, REG_RIP))) step(context);
}

static void on_fault(int number, siginfo_t *, void *data) {
  ucontext_t *context = data;
  int saved = errno;
  bool reached =
      breakpoint.at != 0 && *reg(context, REG_TRAPNO) == BREAKPOINT && *reg(context, REG_RIP) == breakpoint.at + 1;
  bool armed = breakpoint.at != 0;
  if (reached) *reg(context, REG_RIP) = breakpoint.at;
  take_breakpoint();
  if (reached || (number == SIGTRAP && *reg(context, REG_TRAPNO) == DEBUG)) {
    on_debug(context);
    errno = saved;
    return;
  }
  if (!is_guest(context)) {  // the loader's own defect: as without a handler, so that a debugger shows it
    signal(number, SIG_DFL);
    return;
  }
  uint32_t vector = (uint32_t)*reg(context, REG_TRAPNO);
  uint64_t rip = *reg(context, REG_RIP);
  if (vector == PAGE_FAULT)
    on_page_fault(context);
  else if (vector == GENERAL || vector == STACK)
    on_general(context, vector);
  else
    fault(context, vector, 0, 0);
  if (*reg(context, REG_RIP) != rip && sim_steps != 0)
    step(context);
  else if (armed)
    arm_again(context);
  errno = saved;
}

static bool let_others_go_on(ucontext_t *context) {
  if (sim_machine()->started < 2 || !is_divisible(*reg(context, REG_RIP))) return false;
  uint32_t next = cpus_choose((uint32_t)sim_machine()->on);
  if (next != CPUS_NONE) {
    sim_processor()->computes = 1;
    put_on(context, next);
  }
  return next != CPUS_NONE;
}

// Real time: a look at the timers, 250 times a second. One that is due comes at once where the processor would let it. Who computes on and
// on keeps no other CPU waiting.
static void on_tick(int, siginfo_t *, void *context) {
  struct host_sim_machine *machine = sim_machine();
  uint64_t now = terminal_now();
  for (uint32_t i = 0; i < machine->cpus; i++) {
    struct host_sim_processor *processor = host_sim_processor_at(i);
    processor->next_event = 0;
    if (processor->has_timer == 0 || processor->alarm > now) continue;
    processor->alarm = UINT64_MAX;
    processor->pending |= UINT64_C(1) << MACHINE_TIMER;
    machine->ticks++;
  }
  if (!is_divisible(*reg(context, REG_RIP))) return;
  sim_host(HOST_POLL, 0, 0);
  take_pending(context);
  let_others_go_on(context);
}

// Virtual time: a task that has reached no safe point since the last look would keep everybody else waiting for ever. It is the next tick, and
// another CPU goes on.
static void on_look(int, siginfo_t *, void *context) {
  static uint64_t seen;
  struct host_sim_machine *machine = sim_machine();
  bool stuck = machine->safe_points == seen && sim_steps == 0 && is_divisible(*reg(context, REG_RIP));
  seen = machine->safe_points;
  if (!stuck) return;
  uint64_t alarm = cpus_next_alarm();
  bool passes = alarm != UINT64_MAX && (machine->started > 1 || sim_cpu()->masked == 0);
  if (passes && machine->cycles < alarm) machine->cycles = alarm;
  bool goes_on = take_pending(context);
  if (let_others_go_on(context)) goes_on = true;
  machine->forced += goes_on;
  if (sim_steps != 0 && in_region(*reg(context, REG_RIP))) arm_here(context);
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | flags};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGALRM);
  sigaddset(&action.sa_mask, SIGVTALRM);
  if (sigaction(number, &action, NULL) != 0) host_fail("cannot handle signal %d: %s", number, strerror(errno));
}

void trap_start(void) {
  void *stack = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED || sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = SIGNAL_STACK}, NULL) != 0)
    host_fail("no stack for signals: %s", strerror(errno));
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    handle(faults[i], on_fault, 0);
  handle(SIGALRM, on_tick, SA_RESTART);
  handle(SIGVTALRM, on_look, SA_RESTART);
}

bool trap_has_hook(void) {
  return hook != NULL;
}

// Whether the hook is to be asked, and of which CPU's instructions.
static bool hook_is_on, hook_is_late;
static uint32_t hook_cpu = SIM_ALL_CPUS;

void trap_steps_changed(void) {
  bool asks = hook_is_on && (hook_cpu == SIM_ALL_CPUS || hook_cpu == sim_machine()->on);
  sim_steps = (asks ? STEPS_HOOK : 0) | (sim_machine()->turn_steps != 0 ? STEPS_TURN : 0);
}

void trap_hook_on(bool on) {
  hook_is_on = on;
  trap_steps_changed();
}

void trap_hook_call(void) {
  trap_hook_on(hook != NULL && !hook_is_late);
}

void trap_hook_now(void) {
  if (hook_is_late) trap_hook_on(hook != NULL);
}

void sim_step_late(bool late) {
  hook_is_late = late;
}

void sim_step_on(uint32_t cpu) {
  hook_cpu = cpu;
  trap_steps_changed();
}

bool trap_is_armed(void) {
  return breakpoint.at != 0;
}
