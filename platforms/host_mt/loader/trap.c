// SPDX-License-Identifier: Apache-2.0
// Signals of the host become faults and interrupts of the processor whose thread they find: the frame that the processor would push is laid on the
// nucleus's exception stack or on the stack that was interrupted, and the nucleus's stub for the vector goes on.
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_mt/loader/mt.h"

enum { SIGNAL_STACK = 64 * 1024, HLT = 0xf4 };
enum { STACK = 12, GENERAL = 13, PAGE_FAULT = 14 };
enum { ERROR_PRESENT = 1, ERROR_WRITE = 2, ERROR_USER = 4 };

static uint64_t *reg(ucontext_t *context, int which) {
  return (uint64_t *)&context->uc_mcontext.gregs[which];
}

static struct nucleus_cpu *cpu_here(void) {
  return (struct nucleus_cpu *)host_cpu_address(cpus_here()->number);
}

static bool in_region(uint64_t address) {
  return address - REGION_BASE < REGION_SIZE;
}

// Whether code of the system ran, and not the loader's.
static bool is_guest(ucontext_t *context) {
  uint64_t stack = *reg(context, REG_RSP);
  return in_region(*reg(context, REG_RIP)) || in_region(stack) || stack - DYNAMIC_BASE < DYNAMIC_SIZE;
}

static bool is_in_back(uint64_t rip) {
  return rip >= (uint64_t)mt_back && rip < (uint64_t)mt_back_end;
}

static void deliver(ucontext_t *context, uint64_t top, uint32_t vector, uint64_t error) {
  struct frame_point at = {*reg(context, REG_RIP), *reg(context, REG_RSP), *reg(context, REG_EFL)};
  frame_lay(&at, top, vector, error, cpu_here());
  *reg(context, REG_RIP) = at.rip;
  *reg(context, REG_RSP) = at.rsp;
}

// The way back from a fault leads through its record or over the exception stack. With interrupts on it stands between the last instructions of MACHINE_RETURN,
// and all registers are those of where it goes: what is left of iretq is done here, since an interrupt that was pushed there would be lost to the next fault.
static void leave_fault(ucontext_t *context) {
  const struct nucleus_cpu *cpu = cpu_here();
  uint64_t stack = *reg(context, REG_RSP), exception = cpus_here()->entry.exception_stack;
  if (stack - (uint64_t)cpu->faults >= sizeof cpu->faults && exception - stack > PAGE) return;
  const uint64_t *frame = (const uint64_t *)stack;
  *reg(context, REG_RIP) = frame[0];
  *reg(context, REG_EFL) = frame[2];
  *reg(context, REG_RSP) = frame[3];
}

// An interrupt that waits comes, if it may. Where its frame has no room any more it waits on: the task will fault by itself.
static void take_pending(ucontext_t *context) {
  struct host_mt_processor *processor = cpus_here();
  uint64_t rip = *reg(context, REG_RIP);
  if (!in_region(rip) && !is_in_back(rip)) return;
  if (processor->entry.stubs == 0 || cpu_here()->masked != 0 || processor->pending == 0) return;
  leave_fault(context);
  if (!memory_has_room(*reg(context, REG_RSP))) return;
  uint32_t vector = (uint32_t)__builtin_ctzll(processor->pending);
  __atomic_fetch_and(&processor->pending, ~(UINT64_C(1) << vector), __ATOMIC_SEQ_CST);
  deliver(context, *reg(context, REG_RSP), MACHINE_FIRST_VECTOR + vector, 0);
}

static void fault(ucontext_t *context, uint32_t vector, uint64_t error, uint64_t address) {
  struct host_mt_processor *processor = cpus_here();
  if (processor->entry.stubs == 0)
    host_fail("fault %u at 0x%llx before the nucleus was ready", vector, (unsigned long long)*reg(context, REG_RIP));
  processor->entry.fault_address = address;
  deliver(context, processor->entry.exception_stack, vector, error);
}

static void on_general(ucontext_t *context, uint32_t vector) {
  uint64_t rip = *reg(context, REG_RIP), stack = *reg(context, REG_RSP);
  uint32_t interrupt;
  if (vector == GENERAL && (in_region(rip) || is_in_back(rip)) && *(const uint8_t *)rip == HLT) {  // MACHINE_TAKE
    *reg(context, REG_RIP) = rip + 1;
    return take_pending(context);
  }
  if (vector != GENERAL || !frame_is_software_interrupt(rip, &interrupt)) return fault(context, vector, 0, 0);
  if (!memory_has_room(stack)) return fault(context, PAGE_FAULT, ERROR_WRITE, stack - sizeof(uint64_t));
  *reg(context, REG_RIP) += 2;
  deliver(context, stack, interrupt, 0);
}

static void on_page_fault(ucontext_t *context) {
  uint64_t address = *reg(context, REG_CR2), error = *reg(context, REG_ERR) & ~(uint64_t)(ERROR_USER | ERROR_PRESENT);
  if (memory_touched(address, (uint32_t)error) == MEMORY_MENDED) return;
  struct memory_leaf leaf;
  memory_look_up(address, &leaf);
  fault(context, PAGE_FAULT, error | (leaf.prot != 0 ? ERROR_PRESENT : 0), address);
}

static void on_fault(int number, siginfo_t *, void *data) {
  ucontext_t *context = data;
  int saved = errno;
  if (cpus_here() == NULL || !is_guest(context)) {  // the loader's own defect: as without a handler
    signal(number, SIG_DFL);
    return;
  }
  uint32_t vector = (uint32_t)*reg(context, REG_TRAPNO);
  if (vector == PAGE_FAULT)
    on_page_fault(context);
  else if (vector == GENERAL || vector == STACK)
    on_general(context, vector);
  else
    fault(context, vector, 0, 0);
  errno = saved;
}

// The timer, or somebody has made an interrupt pending.
static void on_kick(int, siginfo_t *, void *context) {
  int saved = errno;
  cpus_look_at_timer();
  take_pending(context);
  errno = saved;
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | flags};
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, SIGUSR2);
  if (sigaction(number, &action, NULL) != 0) host_fail("cannot handle signal %d: %s", number, strerror(errno));
}

void trap_start(void) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    handle(faults[i], on_fault, 0);
  handle(SIGUSR2, on_kick, SA_RESTART);
}

void trap_start_thread(void) {
  void *stack = mmap(NULL, SIGNAL_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED || sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = SIGNAL_STACK}, NULL) != 0)
    host_fail("no stack for signals: %s", strerror(errno));
}
