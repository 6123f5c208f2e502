// SPDX-License-Identifier: Apache-2.0
// fault: takes the exception, tells it, and decides who goes on.
//
// Telling comes twice: first what needs nothing but the registers, then what reads the graph, code and constants. The
// second part is guarded: a fault in it comes back to the guard, and the report goes on without names.
#include "kernel/fault/fault.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/log/log.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"
#include "kernel/trace/trace.h"

enum { FLAG_TRAP = 1 << 8, FLAG_INTERRUPTS = 1 << 9 };

struct faults_state {
  uint64_t count;
  struct fault_record kept[FAULTS_KEPT];
  bool guarded;
  void *guard[5];  // __builtin_setjmp: frame pointer, where to go on, stack pointer
};
CELL_STATE(struct faults_state, faults);

TRACE_POINT(fault_point, "fault", "vector", "address");

status_t fault_record(uint64_t index, struct fault_record *record) {
  uint64_t interrupts = arch_interrupts_off();
  bool kept = index < FAULTS_KEPT && index < faults.count;
  if (kept) *record = faults.kept[(faults.count - 1 - index) % FAULTS_KEPT];
  arch_interrupts_restore(interrupts);
  return kept ? OK : OUT_OF_RANGE;
}

uint64_t fault_count(void) {
  return faults.count;
}

static const struct task *task_of(const struct nucleus_fault *fault) {
  return (const struct task *)fault->context;
}

static struct fault_record *record_plain(const struct nucleus_fault *fault) {
  struct fault_record *record = &faults.kept[faults.count % FAULTS_KEPT];
  *record = (struct fault_record){
      .sequence = faults.count,
      .cycles = arch_cycles(),
      .vector = fault->frame.vector,
      .error = fault->frame.error,
      .rip = fault->frame.rip,
      .address = fault->frame.vector == VECTOR_PAGE ? fault->address : 0,
  };
  faults.count++;
  if (fault->context != NULL) {
    record->task = task_of(fault)->number;
    text_copy(record->task_name, sizeof record->task_name, task_of(fault)->name);
  }
  explain_plain(fault, record->what, sizeof record->what);
  return record;
}

static void record_place(const struct nucleus_fault *fault, struct fault_record *record) {
  struct fault_place place = place_of(fault->frame.rip, false);
  uint64_t caller;
  if (place.cell == NULL && jumped_from(fault, &caller)) place = place_of(caller, true);
  if (place.cell == NULL) return;
  text_copy(record->cell, sizeof record->cell, place.cell);
  text_copy(record->symbol, sizeof record->symbol, place.symbol);
  record->cell_version = place.version;
  record->offset = place.offset;
}

static void tell(const struct nucleus_fault *fault, const struct fault_record *record, bool symbols) {
  if (record->task != 0)
    report_line("\r\n*** fault in task %lu '%s': %s", record->task, record->task_name, record->what);
  else
    report_line("\r\n*** fault outside a task: %s", record->what);
  report_registers(&fault->frame);
  report_backtrace(fault, symbols);
}

// Comes back a second time when something in it faults (fault_taken sends it here), and then tells what it can without
// names.
__attribute__((noinline)) static void report(const struct nucleus_fault *fault, struct fault_record *record) {
  if (__builtin_setjmp(faults.guard) == 0) {
    faults.guarded = true;
    explain(fault, record->what, sizeof record->what);
    record_place(fault, record);
    tell(fault, record, true);
  } else {
    faults.guarded = false;
    report_line("*** the report itself met a fault; once more, without names:");
    tell(fault, record, false);
  }
  faults.guarded = false;
}

// Makes the nucleus resume at the guard instead of at what faulted.
static void to_guard(struct nucleus_fault *fault) {
  faults.guarded = false;
  fault->frame.rbp = (uint64_t)faults.guard[0];
  fault->frame.rip = (uint64_t)faults.guard[1];
  fault->frame.rsp = (uint64_t)faults.guard[2];
}

static NORETURN void end_system(const char *why) {
  report_line("*** the system ends: %s", why);
  power_off(FAULT_POWER_STATUS);
}

// Null: the task alone ends.
static const char *why_fatal(const struct nucleus_fault *fault) {
  if (fault->frame.vector == VECTOR_DOUBLE || fault->frame.vector == VECTOR_MACHINE)
    return "what was running cannot be trusted";
  if (fault->depth > 1) return "it came while a fault was handled";
  if (fault->context == NULL) return "it came outside a task";
  if (nucleus_cpu()->preempt_off != 0) return "preemption was off, so something shared may be half changed";
  if (!(fault->frame.rflags & FLAG_INTERRUPTS)) return "interrupts were off, so something shared may be half changed";
  return NULL;
}

static bool goes_on(uint64_t vector) {
  return vector == VECTOR_BREAKPOINT || vector == VECTOR_DEBUG || vector == VECTOR_NMI;
}

// The upcall: on the CPU's fault stack, interrupts off.
CELL_CALLBACK enum nucleus_verdict fault_taken(struct nucleus_fault *fault) {
  if (fault->depth > 1 && faults.guarded) {
    to_guard(fault);
    return NUCLEUS_RESUME;
  }
  if (fault->depth > 2) {
    report_line("\r\n*** fault %lu at %lx, address %lx, three deep", fault->frame.vector, fault->frame.rip,
                fault->address);
    power_off(FAULT_POWER_STATUS);
  }
  struct fault_record *record = record_plain(fault);
  TRACE(fault_point, fault->frame.vector, fault->frame.rip);
  report(fault, record);
  LOG(LOG_ERROR, "%s in %s %s", record->what, record->cell[0] == 0 ? "no cell" : record->cell, record->symbol);
  if (goes_on(fault->frame.vector)) {
    fault->frame.rflags &= ~(uint64_t)FLAG_TRAP;  // else the next instruction were the next exception
    report_line("*** goes on");
    return NUCLEUS_RESUME;
  }
  const char *fatal = why_fatal(fault);
  if (fatal != NULL) end_system(fatal);
  report_line("*** the task ends, the system goes on");
  sched_end_running(TASK_FAULTED, 0);
  return NUCLEUS_LEAVE;
}

CELL_CALLBACK status_t fault_init(void) {
  nucleus_set_upcalls(&(struct nucleus_upcalls){.fault = fault_taken});
  return OK;
}

CELL_OPS(struct cell_lifecycle, fault_lifecycle) = {.init = fault_init};

void fault_panic(const char *cell, const char *message) {
  arch_interrupts_off();
  report_line("\r\n*** %s finds its own invariant broken: %s", cell, message);
  struct nucleus_fault here = {.context = nucleus_cpu()->current};
  here.frame.rbp = *(const uint64_t *)__builtin_frame_address(0);  // the caller's frame
  here.frame.rip = (uint64_t)__builtin_return_address(0);
  report_backtrace(&here, true);
  end_system("a cell gave up");
}
