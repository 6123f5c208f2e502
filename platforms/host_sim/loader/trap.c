// SPDX-License-Identifier: Apache-2.0
// Signals of the host become faults and interrupts of the simulated processor: the frame that the processor would push is laid on the
// nucleus's exception stack or on the stack that was interrupted, and the nucleus's stub for the vector goes on.
#include <asm/prctl.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/graph/graph.h"
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/next.h"
#include "platforms/host_sim/loader/simulation.h"

enum { SIGNAL_STACK = 256 * 1024, FRAME_ROOM = 512 };
enum {
  DIVIDE = 0,
  DEBUG = 1,
  BREAKPOINT = 3,
  DOUBLE_FAULT = 8,
  STACK = 12,
  GENERAL = 13,
  PAGE_FAULT = 14,
  ALIGNMENT = 17
};
enum { FLAG_TRAP = 1 << 8, FLAG_INTERRUPTS = 1 << 9, ERROR_PRESENT = 1, ERROR_WRITE = 2, ERROR_USER = 4 };

static uint64_t *reg(ucontext_t *context, int which) {
  return (uint64_t *)&context->uc_mcontext.gregs[which];
}

static ucontext_t *stopped;  // what a hook looks at
static sim_hook *hook;
static void *hook_data;

void sim_on_step(sim_hook *to, void *data) {
  hook = to;
  hook_data = data;
}

static bool in_region(uint64_t address) {
  return address - REGION_BASE < REGION_SIZE;
}

// Whether code of the simulation ran, and not the loader's.
static bool is_guest(ucontext_t *context) {
  uint64_t stack = *reg(context, REG_RSP);
  return in_region(*reg(context, REG_RIP)) || in_region(stack) || stack - DYNAMIC_BASE < DYNAMIC_SIZE;
}

// Where an interrupt's frame has no room any more, the interrupt waits: the task will fault by itself.
static bool has_room(ucontext_t *context) {
  uint64_t byte;
  return sim_read(*reg(context, REG_RSP) - FRAME_ROOM, &byte, sizeof byte);
}

// Vectors with an error code: Intel SDM vol. 3, table 6-1.
static bool has_error(uint32_t vector) {
  return vector == DOUBLE_FAULT || (vector >= 10 && vector <= PAGE_FAULT) || vector == ALIGNMENT || vector == 21;
}

// Lays the frame below `top` and lets the context go on at the stub.
static void deliver(ucontext_t *context, uint64_t top, uint32_t vector, uint64_t error) {
  struct nucleus_cpu *cpu = sim_cpu();
  uint64_t flags = *reg(context, REG_EFL) & ~(uint64_t)(FLAG_INTERRUPTS | FLAG_TRAP);
  if (cpu->masked == 0) flags |= FLAG_INTERRUPTS;
  uint64_t *frame = (uint64_t *)(top & ~UINT64_C(15));
  memory_for_write((uint64_t)(frame - 6), 6 * sizeof *frame);
  memory_for_write((uint64_t)cpu, sizeof *cpu);
  *--frame = MACHINE_SS;
  *--frame = *reg(context, REG_RSP);
  *--frame = flags;
  *--frame = MACHINE_CS;
  *--frame = *reg(context, REG_RIP);
  if (has_error(vector)) *--frame = error;
  cpu->masked = 1;
  *reg(context, REG_RSP) = (uint64_t)frame;
  *reg(context, REG_RIP) = sim_machine()->stubs + STUB_SIZE * vector;
  *reg(context, REG_EFL) &= ~(uint64_t)FLAG_TRAP;
}

static void fault(ucontext_t *context, uint32_t vector, uint64_t error, uint64_t address) {
  struct host_sim_machine *machine = sim_machine();
  if (machine->stubs == 0)
    sim_fail("fault %u at 0x%llx before the nucleus was ready", vector, (unsigned long long)*reg(context, REG_RIP));
  machine->fault_address = address;
  deliver(context, machine->exception_stack, vector, error);
}

// `int n`: a process may not, the nucleus may.
static bool is_software_interrupt(ucontext_t *context, uint32_t *vector) {
  const uint8_t *code = (const uint8_t *)*reg(context, REG_RIP);
  if (!in_region((uint64_t)code) || code[0] != 0xcd || code[1] < MACHINE_FIRST_VECTOR ||
      code[1] >= MACHINE_FIRST_VECTOR + MACHINE_VECTORS)
    return false;
  *vector = code[1];
  return true;
}

static void on_general(ucontext_t *context, uint32_t vector) {
  uint32_t interrupt;
  if (vector != GENERAL || !is_software_interrupt(context, &interrupt)) return fault(context, vector, 0, 0);
  if (!has_room(context)) return fault(context, PAGE_FAULT, ERROR_WRITE, *reg(context, REG_RSP) - sizeof(uint64_t));
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

static bool put_breakpoint(const struct sim_registers *registers) {
  uint64_t at;
  if (by_flag || !next_instruction(registers, &at) || at == registers->rip || !in_region(at) ||
      !memory_text_for_write(at))
    return false;
  breakpoint.at = at;
  breakpoint.byte = *(const uint8_t *)at;
  *(uint8_t *)at = INT3;
  return true;
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

static void clear_pushed(ucontext_t *context) {
  if (pushed_flags) *(uint64_t *)*reg(context, REG_RSP) &= ~(uint64_t)FLAG_TRAP;
  pushed_flags = false;
}

// The instruction is tried again: a page was brought to it.
static void arm_again(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  trap_arm(&registers);
  *reg(context, REG_EFL) = registers.rflags;
}

// Asks the hook about the next instruction.
static void step(ucontext_t *context) {
  struct sim_registers registers;
  get_registers(context, &registers);
  stopped = context;
  uint64_t before = registers.rip;
  enum sim_action action = hook == NULL ? SIM_RUN : hook(&registers, hook_data);
  if (*reg(context, REG_RIP) != before) get_registers(context, &registers);  // a fault or an interrupt was forced
  stopped = NULL;
  sim_machine()->stepping = action == SIM_STEP;
  registers.rflags &= ~(uint64_t)FLAG_TRAP;
  if (action == SIM_STEP) trap_arm(&registers);
  set_registers(context, &registers);
}

void sim_force_fault(uint32_t vector, uint64_t error, uint64_t address) {
  if (stopped == NULL) sim_fail("a fault can be forced in a step hook only");
  fault(stopped, vector, error, address);
}

bool sim_force_interrupt(uint32_t vector) {
  if (stopped == NULL) sim_fail("an interrupt can be forced in a step hook only");
  if (sim_cpu()->masked != 0 || !has_room(stopped)) {
    sim_raise(vector - MACHINE_FIRST_VECTOR);
    return false;
  }
  deliver(stopped, *reg(stopped, REG_RSP), vector, 0);
  return true;
}

static void on_debug(ucontext_t *context) {
  *reg(context, REG_EFL) &= ~(uint64_t)FLAG_TRAP;
  clear_pushed(context);
  // The loader is not stepped; sim_host_back goes on where a call into it returns.
  if (sim_machine()->stepping && in_region(*reg(context, REG_RIP))) step(context);
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
  if (*reg(context, REG_RIP) != rip && sim_machine()->stepping)
    step(context);
  else if (armed)
    arm_again(context);
  errno = saved;
}

static bool in_nucleus(uint64_t rip) {
  const uint8_t *region = (const uint8_t *)REGION_BASE;
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    if (cell->flags & GRAPH_NUCLEUS) return rip - cell->text_address < cell->text_size;
  return false;
}

// Whether an interrupt may come between any two instructions here.
static bool is_open(ucontext_t *context) {
  uint64_t rip = *reg(context, REG_RIP);
  return in_region(rip) && !in_nucleus(rip) && sim_cpu()->masked == 0 && has_room(context);
}

// As at a safe point: output goes out and input is looked for.
static void tick_now(ucontext_t *context, struct host_sim_machine *machine) {
  machine->ticks++;
  sim_host(HOST_POLL, 0, 0);
  deliver(context, *reg(context, REG_RSP), MACHINE_FIRST_VECTOR + MACHINE_TIMER, 0);
}

// Real time: a tick. It comes at once where the processor would let it.
static void on_tick(int, siginfo_t *, void *context) {
  struct host_sim_machine *machine = sim_machine();
  machine->next_event = 0;
  if (machine->tick_cycles == 0) return;
  if (is_open(context))
    tick_now(context, machine);
  else
    machine->pending |= UINT64_C(1) << MACHINE_TIMER;
}

// Virtual time: a task that has reached no safe point since the last look would keep everybody else waiting for ever.
static void on_look(int, siginfo_t *, void *context) {
  static uint64_t seen;
  struct host_sim_machine *machine = sim_machine();
  bool stuck = machine->safe_points == seen;
  seen = machine->safe_points;
  if (!stuck || machine->tick_cycles == 0 || !is_open(context)) return;
  machine->cycles = machine->next_tick;
  machine->next_tick += machine->tick_cycles;
  machine->forced++;
  tick_now(context, machine);
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | flags};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGALRM);
  sigaddset(&action.sa_mask, SIGVTALRM);
  if (sigaction(number, &action, NULL) != 0) sim_fail("cannot handle signal %d: %s", number, strerror(errno));
}

void trap_start(void) {
  void *stack = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED || sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = SIGNAL_STACK}, NULL) != 0)
    sim_fail("no stack for signals: %s", strerror(errno));
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    handle(faults[i], on_fault, 0);
  handle(SIGALRM, on_tick, SA_RESTART);
  handle(SIGVTALRM, on_look, SA_RESTART);
  if (syscall(SYS_arch_prctl, ARCH_SET_GS, sim_cpu()) != 0) sim_fail("cannot set %%gs: %s", strerror(errno));
}

bool trap_has_hook(void) {
  return hook != NULL;
}

bool trap_is_armed(void) {
  return breakpoint.at != 0;
}
