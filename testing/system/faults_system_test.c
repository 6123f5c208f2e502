// SPDX-License-Identifier: Apache-2.0
// Faults in the real system: each ends only its task, and the record says what it was and in whose code.
#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"
#include "kernel/fault/fault.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { VECTOR_DIVIDE, VECTOR_BREAKPOINT = 3, VECTOR_INVALID = 6, VECTOR_GENERAL = 13, VECTOR_PAGE = 14 };

// Hides a value from the compiler, which would otherwise know what the standard makes of these programs.
static uint64_t hidden(uint64_t value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

// Runs `body` in a task and fetches what was recorded of its fault.
static bool faults_as(void (*body)(void *), uint64_t vector, const char *what, char *why, uint32_t size) {
  struct task *task;
  enum task_end end;
  struct fault_record record;
  uint64_t count = fault_count();
  SYSTEM_EXPECT(sched_spawn("faults", body, NULL, &task) == OK);
  uint64_t number = task->number;
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_FAULTED);
  SYSTEM_EXPECT(fault_count() == count + 1 && fault_record(0, &record) == OK);
  SYSTEM_EXPECT(record.task == number && record.vector == vector);
  SYSTEM_EXPECT(text_equal(record.task_name, "faults"));
  SYSTEM_EXPECT(text_equal(record.cell, CELL_LABEL) && record.symbol[0] != 0 && record.cell_version != 0);
  if (text_starts(record.what, what)) return true;
  text_format(why, size, "it is told as '%s', not '%s'", record.what, what);
  return false;
}

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_null_write(void *) {
  *(volatile uint64_t *)hidden(0x10) = 1;
}
CELL_CALLBACK bool fault_null_write(char *why, uint32_t size) {
  return faults_as(fault_by_null_write, VECTOR_PAGE, "page fault: write to unmapped address 0x10, near null", why,
                   size);
}
CELL_OPS(struct system_test, fault_null_write_test) = {.name = "a write near null ends its task",
                                                       .run = fault_null_write};

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_text_write(void *) {
  *(volatile uint8_t *)hidden(__builtin_return_address(0) == NULL ? 0 : (uint64_t)__builtin_return_address(0)) = 0x90;
}
CELL_CALLBACK bool fault_text_write(char *why, uint32_t size) {
  return faults_as(fault_by_text_write, VECTOR_PAGE, "page fault: write to read-only address", why, size);
}
CELL_OPS(struct system_test, fault_text_write_test) = {.name = "a write to code ends its task",
                                                       .run = fault_text_write};

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_stack_jump(void *) {
  uint8_t code[16] = {0xc3};
  __asm__ volatile("call *%0" : : "r"(code) : "memory");
}
CELL_CALLBACK bool fault_stack_jump(char *why, uint32_t size) {
  return faults_as(fault_by_stack_jump, VECTOR_PAGE, "page fault: jump to not executable address", why, size);
}
CELL_OPS(struct system_test, fault_stack_jump_test) = {.name = "a jump to the stack ends its task",
                                                       .run = fault_stack_jump};

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_bad_jump(void *) {
  __asm__ volatile("call *%0" : : "r"(hidden(0x123456789000)) : "memory");
}
CELL_CALLBACK bool fault_bad_jump(char *why, uint32_t size) {
  return faults_as(fault_by_bad_jump, VECTOR_PAGE, "page fault: jump to unmapped address 0x123456789000", why, size);
}
CELL_OPS(struct system_test, fault_bad_jump_test) = {.name = "a jump to nowhere ends its task and names who jumped",
                                                     .run = fault_bad_jump};

CELL_CALLBACK void fault_by_division(void *) {
  volatile uint64_t zero = 0;
  zero = 5 / zero;
}
CELL_CALLBACK bool fault_division(char *why, uint32_t size) {
  return faults_as(fault_by_division, VECTOR_DIVIDE, "divide error", why, size);
}
CELL_OPS(struct system_test, fault_division_test) = {.name = "a division by zero ends its task", .run = fault_division};

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_wild_pointer(void *) {
  *(volatile uint64_t *)hidden(0xdead000000000000) = 1;
}
CELL_CALLBACK bool fault_wild_pointer(char *why, uint32_t size) {
  return faults_as(fault_by_wild_pointer, VECTOR_GENERAL, "general protection", why, size);
}
CELL_OPS(struct system_test, fault_wild_pointer_test) = {.name = "a non-canonical pointer ends its task",
                                                         .run = fault_wild_pointer};

static __attribute__((noinline)) uint64_t recurse(uint64_t depth) {
  volatile uint64_t room[16];
  room[depth % 16] = depth;
  return hidden(depth) == UINT64_MAX ? 0 : recurse(depth + 1) + room[depth % 16];
}
CELL_CALLBACK void fault_by_recursion(void *) {
  hidden(recurse(0));
}
CELL_CALLBACK bool fault_recursion(char *why, uint32_t size) {
  return faults_as(fault_by_recursion, VECTOR_PAGE, "stack overflow of task 'faults'", why, size);
}
CELL_OPS(struct system_test, fault_recursion_test) = {.name = "a stack overflow ends its task", .run = fault_recursion};

// A function of one type, called through a pointer to another.
CELL_CALLBACK uint64_t fault_other_type(uint64_t a, uint64_t b) {
  return a + b;
}
CELL_CALLBACK void fault_by_other_type(void *) {
  void (*function)(const char *) = (void (*)(const char *))hidden((uint64_t)&fault_other_type);
  function("hello");
}
CELL_CALLBACK bool fault_kcfi(char *why, uint32_t size) {
  return faults_as(fault_by_other_type, VECTOR_INVALID, "call through a pointer to a function of another type (kcfi)",
                   why, size);
}
CELL_OPS(struct system_test, fault_kcfi_test) = {.name = "a call of a wrong type ends its task", .run = fault_kcfi};

CELL_CALLBACK void fault_by_assertion(void *) {
  ASSERT(hidden(1) + 1 == 3);
}
CELL_CALLBACK bool fault_assertion(char *why, uint32_t size) {
  return faults_as(fault_by_assertion, VECTOR_INVALID, "assertion failed: faults_system_test.c:", why, size);
}
CELL_OPS(struct system_test, fault_assertion_test) = {.name = "a failed assertion ends its task",
                                                      .run = fault_assertion};

CELL_CALLBACK void fault_by_trap(void *) {
  __builtin_trap();
}
CELL_CALLBACK bool fault_trap(char *why, uint32_t size) {
  return faults_as(fault_by_trap, VECTOR_INVALID, "invalid instruction", why, size);
}
CELL_OPS(struct system_test, fault_trap_test) = {.name = "an invalid instruction ends its task", .run = fault_trap};

// The frame pointer is the report's only guide; a wild one must not lead it astray.
CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_with_bad_frame(void *) {
  __asm__ volatile("mov %0, %%rbp; movq $1, 0" : : "r"(hidden(0xdeadbeef12345678)) : "memory");
}
CELL_CALLBACK bool fault_bad_frame(char *why, uint32_t size) {
  return faults_as(fault_with_bad_frame, VECTOR_PAGE, "page fault: write to unmapped address 0x0", why, size);
}
CELL_OPS(struct system_test, fault_bad_frame_test) = {.name = "a wild frame pointer does not confuse the report",
                                                      .run = fault_bad_frame};

CELL_UNSAFE("it faults on purpose") CELL_CALLBACK void fault_by_breakpoint(void *argument) {
  __builtin_debugtrap();
  *(volatile bool *)argument = true;
}
CELL_CALLBACK bool fault_breakpoint(char *why, uint32_t size) {
  volatile bool went_on = false;
  struct task *task;
  enum task_end end;
  struct fault_record record;
  SYSTEM_EXPECT(sched_spawn("breaks", fault_by_breakpoint, (void *)&went_on, &task) == OK);
  SYSTEM_EXPECT(sched_join(&task, &end, NULL) == OK);
  SYSTEM_EXPECT(end == TASK_RETURNED && went_on);
  SYSTEM_EXPECT(fault_record(0, &record) == OK && record.vector == VECTOR_BREAKPOINT &&
                text_equal(record.cell, CELL_LABEL));
  return true;
}
CELL_OPS(struct system_test, fault_breakpoint_test) = {.name = "a breakpoint is reported and goes on",
                                                       .run = fault_breakpoint};

CELL_CALLBACK bool fault_ring(char *why, uint32_t size) {
  struct fault_record record;
  uint64_t count = fault_count(), kept = count < FAULTS_KEPT ? count : FAULTS_KEPT;
  for (uint64_t i = 0; i < kept; i++)
    SYSTEM_EXPECT(fault_record(i, &record) == OK && record.sequence == count - 1 - i);
  SYSTEM_EXPECT(fault_record(kept, &record) == OUT_OF_RANGE);
  SYSTEM_EXPECT(fault_record(UINT64_MAX, &record) == OUT_OF_RANGE);
  return true;
}
CELL_OPS(struct system_test, fault_ring_test) = {.name = "the last faults are kept, newest first", .run = fault_ring};
