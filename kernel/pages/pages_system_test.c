// SPDX-License-Identifier: Apache-2.0
// pages_system_test: what only the running machine can show of kernel/pages: the real tables, and that the processor
// obeys them.
#include "kernel/arch/arch.h"
#include "kernel/base/region.h"
#include "kernel/base/text.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

// Frames that are somewhere: this sum never changes, whatever kernel/pages does.
static uint64_t frames_accounted(void) {
  struct frames_statistics in;
  struct pages_statistics out;
  frames_statistics(&in);
  pages_statistics(&out);
  return in.free + out.table_frames + out.record_frames + out.reserved_pages;
}

CELL_CALLBACK bool pages_test_promises(char *why, uint32_t size) {
  return pages_check(why, size) == OK;
}

CELL_OPS(struct system_test, pages_promises_test) = {
    .name = "no frame is writable and executable, null and guards are unmapped, tables and text are read-only",
    .run = pages_test_promises,
};

CELL_CALLBACK bool pages_test_null(char *why, uint32_t size) {
  struct pages_mapping first;
  if (pages_physical(NULL) != UINT64_MAX || pages_next(0, &first) != OK || first.start < UINT64_C(0x10000)) {
    text_format(why, size, "something is mapped in the first 64 KiB");
    return false;
  }
  return true;
}

CELL_OPS(struct system_test, pages_null_test) = {.name = "address 0 is not mapped", .run = pages_test_null};

static bool span_is_right(char *span, uint32_t pages, char *why, uint32_t size) {
  uint64_t bytes = (uint64_t)pages * FRAME_SIZE, sum = 0;
  for (uint64_t i = 0; i < bytes; i++)
    sum += (uint8_t)span[i];
  if (sum != 0) {
    text_format(why, size, "fresh pages are not zero");
    return false;
  }
  if (pages_physical(span - 1) != UINT64_MAX || pages_physical(span + bytes) != UINT64_MAX) {
    text_format(why, size, "a guard page is mapped");
    return false;
  }
  for (uint64_t i = 0; i < bytes; i += 8)
    *(uint64_t *)(span + i) = i;
  for (uint64_t i = 0; i < bytes; i += 8) {
    if (*(uint64_t *)(span + i) == i) continue;
    text_format(why, size, "byte %llu does not keep what is written", (unsigned long long)i);
    return false;
  }
  return true;
}

CELL_UNSAFE("asks about an address whose span is gone")
CELL_CALLBACK bool pages_test_reserve(char *why, uint32_t size) {
  void *span = NULL;
  uint64_t interrupts = arch_interrupts_off();  // other tasks take frames too
  uint64_t before = frames_accounted();
  bool passed = pages_reserve(5, "test", &span) == OK;
  if (!passed) text_format(why, size, "five pages could not be reserved");
  passed = passed && span_is_right(span, 5, why, size);
  if (span != NULL && pages_release(span) != OK && passed) {
    text_format(why, size, "five pages could not be released");
    passed = false;
  }
  if (passed && (frames_accounted() != before || pages_physical(span) != UINT64_MAX)) {
    text_format(why, size, "after the release the memory is not as before");
    passed = false;
  }
  arch_interrupts_restore(interrupts);
  return passed;
}

CELL_OPS(struct system_test, pages_reserve_test) = {
    .name = "reserved pages are zero, keep what is written, lie between guards, and go back whole",
    .run = pages_test_reserve,
};

RAW_STATIC void put(void *address, uint64_t value) {
  *(volatile uint64_t *)address = value;
}

// The same address with another frame behind it: who goes by the old translation writes to the frame that was there before.
CELL_CALLBACK bool pages_test_stale(char *why, uint32_t size) {
  void *first = NULL, *second = NULL;
  uint64_t interrupts = arch_interrupts_off(), before = 0, taken = UINT64_MAX, wrong = 0;
  bool passed = pages_reserve(1, "test", &first) == OK;
  if (passed) {
    put(first, 1);
    before = pages_physical(first);
    passed = pages_release(first) == OK && frames_take(0, &taken) == OK && taken == before;
  }
  if (passed) put(pages_direct(taken), 2);
  passed = passed && pages_reserve(1, "test", &second) == OK && second == first;
  if (passed) {
    put(second, 3);
    wrong = *(uint64_t *)pages_direct(taken);
    passed = pages_physical(second) != taken;
  }
  passed = (second == NULL || pages_release(second) == OK) && passed;
  passed = (taken == UINT64_MAX || frames_give(taken, 0) == OK) && passed;
  arch_interrupts_restore(interrupts);
  SYSTEM_EXPECT(passed && wrong == 2);
  return true;
}

CELL_OPS(struct system_test, pages_stale_test) = {
    .name = "an address that is used again shows the frame that is behind it now",
    .run = pages_test_stale,
};

CELL_CALLBACK bool pages_test_low(char *why, uint32_t size) {
  enum { LOW = 0x20000 };
  volatile void *registers;
  if (!frames_has(LOW)) SYSTEM_SKIP("memory below 1 MiB is not given out here");
  SYSTEM_EXPECT(pages_device(LOW, FRAME_SIZE, &registers) == INVALID);
  return true;
}

CELL_OPS(struct system_test, pages_low_test) = {
    .name = "memory below 1 MiB that is given out is no device",
    .run = pages_test_low,
};

// Refuses every frame in turn while pages are reserved. Interrupts are off, so that nobody else meets the refusal.
CELL_CALLBACK bool pages_test_no_memory(char *why, uint32_t size) {
  status_t status = NO_MEMORY;
  for (uint64_t nth = 1; status == NO_MEMORY; nth++) {
    void *span = NULL;
    uint64_t interrupts = arch_interrupts_off();
    uint64_t before = frames_accounted();
    frames_fail_after(nth);
    status = pages_reserve(20, "test", &span);
    frames_fail_after(0);
    bool is_released = status != OK || pages_release(span) == OK;
    bool is_as_before = is_released && frames_accounted() == before && frames_check();
    arch_interrupts_restore(interrupts);
    if (pages_check(why, size) != OK) return false;
    if (!is_as_before) {
      text_format(why, size, "refusing frame %llu left something behind", (unsigned long long)nth);
      return false;
    }
  }
  if (status == OK) return true;
  text_format(why, size, "refused with %s instead of NO_MEMORY", status_name(status));
  return false;
}

CELL_OPS(struct system_test, pages_no_memory_test) = {
    .name = "reserving pages without memory leaves everything as it was",
    .run = pages_test_no_memory,
};

CELL_CALLBACK bool pages_test_drop_all(char *why, uint32_t size) {
  volatile uint64_t on_stack = 1;
  uint64_t *on_heap = heap_new(sizeof *on_heap, alignof(uint64_t), "system test");
  SYSTEM_EXPECT(on_heap != NULL);
  *on_heap = 2;
  arch_tlb_drop_all();
  bool is_kept = on_stack == 1 && *on_heap == 2 && arch_interrupts_are_on();
  heap_delete(on_heap);
  SYSTEM_EXPECT(is_kept);
  return true;
}

CELL_OPS(struct system_test, pages_drop_all_test) = {
    .name = "memory is as before when all translations are dropped",
    .run = pages_test_drop_all,
};

// What must fault, tried by a task that may die of it.
enum what {
  WRITE_TEXT,
  WRITE_TEXT_DIRECT,
  WRITE_TABLE,
  WRITE_SEEN_TABLE,
  RUN_HEAP,
  RUN_STACK,
  READ_NULL,
  READ_GUARD,
  WHATS
};

struct attempt {
  enum what what;
  void *heap;  // an object of 64 bytes
};

static const char *what_name(enum what what) {
  switch (what) {
  case WRITE_TEXT: return "writing text";
  case WRITE_TEXT_DIRECT: return "writing text through the direct map";
  case WRITE_TABLE: return "writing the top page table";
  case WRITE_SEEN_TABLE: return "writing the page table of spans where it is seen as of user mode";
  case RUN_HEAP: return "running the heap";
  case RUN_STACK: return "running a stack";
  case READ_NULL: return "reading near address 0";
  case READ_GUARD: return "reading a guard page";
  case WHATS: break;
  }
  return "?";
}

RAW_STATIC void run_at(void *code) {
  *(volatile uint8_t *)code = 0xc3;  // ret
  // By hand: kcfi would refuse a call before the processor does.
  __asm__ volatile("call *%0" : : "r"(code) : "memory", "cc");
}

RAW_STATIC void write_same(uint64_t address) {
  volatile uint8_t *byte = (volatile uint8_t *)address;
  *byte = *byte;
}

CELL_CALLBACK void pages_test_attempt(void *argument) {
  const struct attempt *attempt = argument;
  uint64_t text = (uint64_t)pages_promises_test.run, on_stack = 0;  // a gate: text like any other
  struct pages_span span;
  switch (attempt->what) {
  case WRITE_TEXT: write_same(text); break;
  case WRITE_TEXT_DIRECT: write_same((uint64_t)pages_direct(pages_physical((void *)text))); break;
  case WRITE_TABLE: write_same((uint64_t)pages_direct(arch_page_root())); break;
  case WRITE_SEEN_TABLE: write_same(TABLES_BASE); break;
  case RUN_HEAP: run_at(attempt->heap); break;
  case RUN_STACK: run_at(&on_stack); break;
  case READ_NULL: (void)*(volatile uint8_t *)(uint64_t)READ_NULL; break;
  case READ_GUARD:
    if (pages_span_at(&on_stack, &span) == OK) (void)*(volatile uint8_t *)(span.start - 1);
    break;
  case WHATS: break;
  }
  sched_exit(0);
}

static bool faults(struct attempt *attempt, char *why, uint32_t size) {
  struct task *task = NULL;
  enum task_end end = TASK_RETURNED;
  status_t status = sched_spawn("attempt", pages_test_attempt, attempt, &task);
  if (status == OK) status = sched_join(&task, &end, NULL);
  if (status == OK && end == TASK_FAULTED) return true;
  text_format(why, size, "%s did not fault (%s)", what_name(attempt->what), status_name(status));
  return false;
}

CELL_CALLBACK bool pages_test_faults(char *why, uint32_t size) {
  struct attempt attempt = {.heap = heap_new(64, 16, "system test")};
  SYSTEM_EXPECT(attempt.heap != NULL);
  bool passed = true;
  for (uint32_t what = 0; passed && what < WHATS; what++) {
    attempt.what = (enum what)what;
    passed = faults(&attempt, why, size);
  }
  heap_delete(attempt.heap);
  return passed;
}

CELL_OPS(struct system_test, pages_faults_test) = {
    .name = "what the tables forbid faults, be it writing text and tables, running data, null or guards",
    .run = pages_test_faults,
};
