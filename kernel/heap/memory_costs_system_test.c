// SPDX-License-Identifier: Apache-2.0
// What frames, pages and heap cost, in instructions, held against budgets. Under `-icount shift=0` the emulator's
// time-stamp counter counts one for each instruction, so the figures are the same every time; elsewhere they are
// skipped.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/heap/memory_costs.h"
#include "kernel/pages/pages.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 50, MANY = 1000, HELD = 64 };

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

// Prints the cost of one round and holds it against the budget.
static bool within(const char *what, uint64_t argument, uint64_t cycles, uint64_t budget, char *why, uint32_t size) {
  uint64_t each = cycles / ROUNDS;
  console_print("[cost] %s %lu: %lu instructions, budget %lu\n", what, argument, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s %lu costs %lu instructions, over its budget of %lu", what, argument, each, budget);
  return false;
}

// Frames that are held while others are taken and given, so that one lies free alone, its buddy being taken. Whether there is one by
// itself, or a block has to be split, depends on where the image ends.
struct memory_costs_held {
  uint64_t frames[HELD];
  uint32_t count;
};

static bool hold_a_buddy(struct memory_costs_held *held) {
  for (held->count = 0; held->count < HELD;) {
    uint64_t *frame = &held->frames[held->count];
    if (frames_take(0, frame) != OK) return false;
    if (held->count > 0 && (frame[0] ^ frame[-1]) == FRAME_SIZE) return frames_give(*frame, 0) == OK;
    held->count++;
  }
  return false;
}

static bool give_held(const struct memory_costs_held *held) {
  bool passed = true;
  for (uint32_t i = 0; i < held->count; i++)
    passed = frames_give(held->frames[i], 0) == OK && passed;
  return passed;
}

// Each of these makes one round untimed first, so that slabs, types, tables and records are there, and then has
// interrupts off.
static bool frames_keep(uint32_t order, uint64_t budget, char *why, uint32_t size) {
  struct memory_costs_held held;
  bool passed = hold_a_buddy(&held);
  uint64_t interrupts = arch_interrupts_off(), start = 0;
  for (uint32_t i = 0; passed && i <= ROUNDS; i++) {
    uint64_t frame = 0;
    if (i == 1) start = arch_cycles();
    passed = frames_take(order, &frame) == OK && frames_give(frame, order) == OK;
  }
  uint64_t took = arch_cycles() - start;
  arch_interrupts_restore(interrupts);
  passed = give_held(&held) && passed;
  SYSTEM_EXPECT(passed);
  return within("take and give frames of order", order, took, budget, why, size);
}

CELL_CALLBACK bool memory_costs_frames(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  return frames_keep(0, 550, why, size) && frames_keep(9, 660, why, size);
}
CELL_OPS(struct system_test, memory_costs_frames_test) = {
    .name = "a block of frames keeps its budget",
    .run = memory_costs_frames,
};

static bool object_keeps(size_t bytes, uint64_t budget, char *why, uint32_t size) {
  uint64_t interrupts = arch_interrupts_off(), start = 0;
  for (uint32_t i = 0; i <= ROUNDS; i++) {
    if (i == 1) start = arch_cycles();
    heap_delete(heap_new(bytes, 8, "struct cost"));
  }
  uint64_t took = arch_cycles() - start;
  arch_interrupts_restore(interrupts);
  return within("new and delete bytes", bytes, took, budget, why, size);
}

CELL_CALLBACK bool memory_costs_objects(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  return object_keeps(16, 1550, why, size) && object_keeps(64, 1600, why, size) && object_keeps(256, 1850, why, size) &&
         object_keeps(1024, 2550, why, size) && object_keeps(4096, 5200, why, size) &&
         object_keeps(65536, 40000, why, size);
}
CELL_OPS(struct system_test, memory_costs_objects_test) = {
    .name = "an object of the heap keeps its budget",
    .run = memory_costs_objects,
};

bool memory_costs_objects_inside(size_t bytes, uint32_t objects) {
  bool passed = true;
  for (uint32_t i = 0; i < objects; i++) {
    void *object = heap_new(bytes, 8, "struct cost");
    passed = passed && object != NULL;
    heap_delete(object);
  }
  return passed;
}

bool memory_costs_frames_inside(uint32_t blocks) {
  bool passed = true;
  for (uint32_t i = 0; i < blocks; i++) {
    uint64_t frame;
    passed = frames_take(0, &frame) == OK && frames_give(frame, 0) == OK && passed;
  }
  return passed;
}

// What ROUNDS more pairs add to a transaction that has FEW, so without its begin, its end and its first lock.
static bool inside_keeps(const char *what, size_t bytes, uint64_t budget, char *why, uint32_t size) {
  enum { FEW = 4 };
  struct memory_costs_held held;
  bool passed = hold_a_buddy(&held);
  uint64_t interrupts = arch_interrupts_off(), took[3], few = FEW;
  for (uint32_t i = 0; i < 3; i++, few = i == 2 ? FEW + ROUNDS : FEW) {  // the first one only makes slabs and rows
    uint64_t start = arch_cycles();
    passed =
        (bytes != 0 ? memory_costs_objects_inside(bytes, (uint32_t)few) : memory_costs_frames_inside((uint32_t)few)) &&
        passed;
    took[i] = arch_cycles() - start;
  }
  arch_interrupts_restore(interrupts);
  passed = give_held(&held) && passed;
  SYSTEM_EXPECT(passed);
  return within(what, bytes, took[2] - took[1], budget, why, size);
}

CELL_CALLBACK bool memory_costs_inside(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  return inside_keeps("inside a transaction, new and delete bytes", 16, 230, why, size) &&
         inside_keeps("inside a transaction, new and delete bytes", 64, 240, why, size) &&
         inside_keeps("inside a transaction, new and delete bytes", 256, 500, why, size) &&
         inside_keeps("inside a transaction, new and delete bytes", 1024, 1200, why, size) &&
         inside_keeps("inside a transaction, take and give a frame", 0, 280, why, size);
}
CELL_OPS(struct system_test, memory_costs_inside_test) = {
    .name = "an object inside a transaction keeps its budget",
    .run = memory_costs_inside,
};

static bool span_keeps(const char *what, uint32_t pages, uint64_t budget, char *why, uint32_t size) {
  bool passed = true;
  uint64_t interrupts = arch_interrupts_off(), start = 0;
  for (uint32_t i = 0; passed && i <= ROUNDS; i++) {
    void *span = NULL;
    if (i == 1) start = arch_cycles();
    passed = pages_reserve(pages, "cost", &span) == OK && pages_release(span) == OK;
  }
  uint64_t took = arch_cycles() - start;
  arch_interrupts_restore(interrupts);
  SYSTEM_EXPECT(passed);
  return within(what, pages, took, budget, why, size);
}

CELL_CALLBACK bool memory_costs_spans(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  return span_keeps("reserve and release pages", 1, 2600, why, size) &&
         span_keeps("reserve and release pages", 4, 4700, why, size) &&
         span_keeps("reserve and release pages", 64, 41000, why, size);
}
CELL_OPS(struct system_test, memory_costs_spans_test) = {
    .name = "a span of pages keeps its budget",
    .run = memory_costs_spans,
};

CELL_CALLBACK bool memory_costs_many_spans(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  void **many = heap_new(MANY * sizeof(void *), alignof(void *), "system test");
  SYSTEM_EXPECT(many != NULL);
  bool passed = true;
  for (uint32_t i = 0; i < MANY; i++)
    passed = pages_reserve(1, "one of many", &many[i]) == OK && passed;
  passed = passed && span_keeps("among a thousand spans, reserve and release pages", 1, 2600, why, size);
  for (uint32_t i = 0; i < MANY; i++)
    passed = (many[i] == NULL || pages_release(many[i]) == OK) && passed;
  heap_delete(many);
  return passed;
}
CELL_OPS(struct system_test, memory_costs_many_spans_test) = {
    .name = "a span among a thousand others keeps its budget",
    .run = memory_costs_many_spans,
};

// What a person or a test asks for may take its time, but interrupts are off in it.
CELL_CALLBACK bool memory_costs_checks(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  uint64_t interrupts = arch_interrupts_off(), start = arch_cycles();
  status_t status = pages_check(why, size);
  uint64_t pages = arch_cycles();
  bool heap_holds = heap_check();
  uint64_t heap = arch_cycles();
  bool frames_hold = frames_check();
  uint64_t end = arch_cycles();
  arch_interrupts_restore(interrupts);
  SYSTEM_EXPECT(status == OK && heap_holds && frames_hold);
  console_print("[cost] pages_check, heap_check, frames_check: %lu, %lu, %lu instructions\n", pages - start,
                heap - pages, end - heap);
  return true;
}
CELL_OPS(struct system_test, memory_costs_checks_test) = {
    .name = "the checks hold while costs are counted",
    .run = memory_costs_checks,
};
