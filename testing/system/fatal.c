// SPDX-License-Identifier: Apache-2.0
// What ends the whole system, one way for each word of the command line. fatal_test.sh boots it with each and reads
// what comes out.
#include "kernel/arch/arch.h"
#include "kernel/boot/boot.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/fault/fault.h"
#include "kernel/graph/graph.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"

enum { FATAL_UNPREPARED = 90, FATAL_SURVIVED = 91 };
enum { CLOCK_INDEX = 0x70, CLOCK_DATA = 0x71, CLOCK_MEMORY = 0x70, CLOCK_MARK = 0xa5 };

// Writes to address 0 behind the compiler's back.
RAW_STATIC __attribute__((noinline)) void write_null(void) {
  __asm__ volatile("movq $1, 0" : : : "memory");
}

CELL_CALLBACK bool fatal_in_handler(void) {
  write_null();
  return false;
}

// An interrupt whose handler faults each time is given up, and the next one comes; the system goes on.
static void in_interrupt(void) {
  struct fault_record record;
  if (interrupt_timer(clock_frequency(), fatal_in_handler) != OK) power_off(FATAL_UNPREPARED);
  while (fault_record(0, &record) != OK || record.rung != FAULT_INTERRUPT || record.sequence < 5)
    arch_pause();
  console_print("fatal: two interrupts were given up\n");
  power_off(0);
}

RAW_STATIC __attribute__((noinline)) void without_interrupts(void) {
  arch_interrupts_off();
  write_null();
}

RAW_STATIC __attribute__((noinline)) void without_preemption(void) {
  nucleus_preempt_off();
  write_null();
}

// With an interrupt descriptor table that ends behind the double fault's entry, neither the page fault nor the general
// protection that follows from it can be delivered.
RAW_STATIC void double_fault(void) {
  struct __attribute__((packed)) {
    uint16_t limit;
    uint64_t base;
  } table;
  __asm__ volatile("sidt %0" : "=m"(table));
  table.limit = 16 * 9 - 1;
  __asm__ volatile("lidt %0" : : "m"(table));
  write_null();
}

// As if an interrupt handler had recursed too deep.
RAW_STATIC void overflow_cpu_stack(void) {
  arch_interrupts_off();
  uint64_t bottom = nucleus_cpu()->stack_top - NUCLEUS_STACK_PAGES * UINT64_C(4096);
  __asm__ volatile("mov %0, %%rsp; push %%rax" : : "r"(bottom) : "memory");
}

CELL_CALLBACK void fatal_task(void *) {
  write_null();
}

// The graph says that this cell's symbols lie far behind their table; a report must then do without names, and the
// system go on.
RAW_STATIC __attribute__((noinline)) void without_graph(void) {
  struct graph_header *header = (struct graph_header *)graph_running();
  uint32_t own = graph_cell_at(graph_running(), (uint64_t)__builtin_return_address(0));
  struct graph_cell *cell = (struct graph_cell *)graph_cell(graph_running(), own);
  if (cell == NULL) power_off(FATAL_UNPREPARED);
  uint64_t used = header->used[REGION_SYMBOLS];
  uint32_t first = cell->symbols.first;
  uint64_t window = arch_write_window_open();
  header->used[REGION_SYMBOLS] = UINT64_MAX;
  cell->symbols.first = UINT32_MAX / 2;
  arch_write_window_close(window);
  struct task *task;
  enum task_end end = TASK_RETURNED;
  if (sched_spawn("nameless", fatal_task, NULL, &task) == OK) (void)sched_join(&task, &end, NULL);
  window = arch_write_window_open();
  header->used[REGION_SYMBOLS] = used;
  cell->symbols.first = first;
  arch_write_window_close(window);
  if (end != TASK_FAULTED) power_off(FATAL_UNPREPARED);
  console_print("fatal: the system went on\n");
  power_off(0);
}

// The real-time clock's memory outlives a restart (Motorola MC146818A): the second time the system ends.
static void restart_once(void) {
  arch_out8(CLOCK_INDEX, CLOCK_MEMORY);
  bool came_back = arch_in8(CLOCK_DATA) == CLOCK_MARK;
  arch_out8(CLOCK_INDEX, CLOCK_MEMORY);
  arch_out8(CLOCK_DATA, CLOCK_MARK);
  if (!came_back) power_restart();
  console_print("fatal: came back\n");
  power_off(0);
}

CELL_CALLBACK void fatal_main(void) {
  console_print("fatal: up\n");
  if (boot_has_word("interrupt")) in_interrupt();
  if (boot_has_word("interrupts-off")) without_interrupts();
  if (boot_has_word("preemption-off")) without_preemption();
  if (boot_has_word("double-fault")) double_fault();
  if (boot_has_word("cpu-stack")) overflow_cpu_stack();
  if (boot_has_word("no-graph")) without_graph();
  if (boot_has_word("panic")) fault_panic(CELL_LABEL, "a test says so");
  if (boot_has_word("off")) power_off(0);
  if (boot_has_word("restart")) restart_once();
  console_print("fatal: still here\n");
  power_off(FATAL_SURVIVED);
}
CELL_OPS(struct cell_lifecycle, fatal_lifecycle) = {.main = fatal_main};
