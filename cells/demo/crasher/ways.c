// SPDX-License-Identifier: Apache-2.0
// How the crasher faults.
#include "cells/demo/crasher/ways.h"

#include "kernel/arch/arch.h"
#include "kernel/fault/assert.h"
#include "kernel/heap/heap.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/task/task.h"

struct crasher_armed {
  uint32_t way, left;
};
CELL_STATE(struct crasher_armed, crasher_armed);

struct crasher_row {
  char name[12], text[76];
};
static const struct crasher_row rows[CRASHER_WAYS] = {
    [CRASHER_NULL] = {"null", "a store near null, in a transaction that holds a lock"},
    [CRASHER_ASSERT] = {"assert", "a failed assertion, there"},
    [CRASHER_TYPE] = {"type", "a call through a pointer of another type (kcfi), there"},
    [CRASHER_UNDEFINED] = {"undefined", "an index out of bounds (UBSan), there"},
    [CRASHER_JOURNAL] = {"journal", "more changes than a journal holds, there"},
    [CRASHER_ALLOCATOR] = {"allocator", "inside the heap, which is given a wild name of a type, there"},
    [CRASHER_KILLED] = {"killed", "a store near null while its task is being killed, there"},
    [CRASHER_AFTER] = {"after", "behind the commit, in what the transaction left to do"},
    [CRASHER_STEPS] = {"steps", "a store near null between two transactions"},
    [CRASHER_STACK] = {"stack", "the stack overflows, there"},
    [CRASHER_INTERRUPT] = {"interrupt", "an interrupt comes when the stack is used up, there"},
    [CRASHER_NESTED] = {"nested", "calls within calls up to the stack's end, there"},
    [CRASHER_RELEASE] = {"release", "there, and then when what it has acquired is released"},
};

void crasher_arm(enum crasher_way way, uint32_t faults) {
  crasher_armed = (struct crasher_armed){.way = way, .left = faults};
}

uint32_t crasher_left(void) {
  return crasher_armed.left;
}

const char *crasher_way_name(uint32_t way) {
  return way < CRASHER_WAYS ? rows[way].name : NULL;
}
const char *crasher_way_text(uint32_t way) {
  return way < CRASHER_WAYS ? rows[way].text : NULL;
}

bool ways_is_due(enum crasher_way way) {
  return crasher_armed.way == way && crasher_armed.left > 0;
}

bool ways_due(enum crasher_way way) {
  bool due = ways_is_due(way);
  if (due && crasher_armed.left != CRASHER_ALWAYS) crasher_armed.left--;
  return due;
}

// Hides a value from the compiler, which would otherwise know what the standard makes of these programs.
RAW_STATIC uint64_t hidden(uint64_t value) {
  __asm__("" : "+r"(value));
  return value;
}

CELL_CALLBACK uint64_t crasher_other_type(uint64_t a, uint64_t b) {
  return a + b;
}

RAW_STATIC uint64_t deeper(uint64_t depth) {
  volatile uint64_t room[32];
  room[depth % 32] = depth;
  return hidden(depth) == UINT64_MAX ? 0 : deeper(depth + 1) + room[depth % 32];
}

// Waits where there is room for a call and for nothing more.
RAW_STATIC void use_up(void) {
  uint64_t low = nucleus_cpu()->current->stack_low;
  __asm__ volatile("mov %0, %%rsp; 1: call *%1; jmp 1b" : : "r"(low + 16), "b"(&arch_pause) : "memory");
}

void ways_fault(enum crasher_way way) {
  void (*function)(const char *) = (void (*)(const char *))hidden((uint64_t)&crasher_other_type);
  switch (way) {
  case CRASHER_ASSERT: ASSERT(hidden(1) == 2); break;
  case CRASHER_TYPE: function("hello"); break;
  case CRASHER_UNDEFINED: __asm__ volatile(".byte 0x67, 0x0f, 0xb9, 0x40, 18"); break;  // ud1l 18(%eax), %eax
  case CRASHER_ALLOCATOR: heap_delete(heap_new(8, 8, (const char *)hidden(0x10))); break;
  case CRASHER_STACK: hidden(deeper(0)); break;
  case CRASHER_INTERRUPT: use_up(); break;
  case CRASHER_KILLED: task_current()->kill_wanted = true; [[fallthrough]];
  default: *(volatile uint64_t *)hidden(0x10) = 1;
  }
  __builtin_trap();
}
