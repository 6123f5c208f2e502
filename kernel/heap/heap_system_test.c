// SPDX-License-Identifier: Apache-2.0
// heap_system_test: the heap over the machine's own memory, in the running system.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "testing/system/system_test.h"

enum { OBJECTS = 300 };

CELL_CALLBACK bool heap_test_check(char *why, uint32_t size) {
  struct heap_statistics statistics;
  heap_statistics(&statistics);
  SYSTEM_EXPECT(heap_check());
  SYSTEM_EXPECT(frames_check());
  SYSTEM_EXPECT(statistics.defects == 0);
  return true;
}

CELL_OPS(struct system_test, heap_check_test) = {
    .name = "the heap and the frames under it are sound and nobody has misused them",
    .run = heap_test_check,
};

static bool object_is_right(uint8_t *object, size_t bytes, size_t align) {
  if (object == NULL || (uint64_t)object % align != 0 || heap_size(object) != bytes) return false;
  for (size_t i = 0; i < bytes; i++) {
    if (object[i] != 0) return false;
    object[i] = 0xff;
  }
  return true;
}

// Many objects of all sizes at once, with interrupts on; other tasks use the heap meanwhile.
CELL_CALLBACK bool heap_test_objects(char *why, uint32_t size) {
  uint8_t **objects = heap_new(OBJECTS * sizeof(uint8_t *), alignof(uint8_t *), "system test");
  bool passed = objects != NULL;
  for (size_t i = 0; passed && i < OBJECTS; i++) {
    size_t bytes = 1 + i * i % 9000, align = (size_t)1 << i % 13;
    objects[i] = heap_new(bytes, align, "system test");
    passed = object_is_right(objects[i], bytes, align);
    if (!passed) text_format(why, size, "%lu bytes aligned to %lu", (unsigned long)bytes, (unsigned long)align);
  }
  for (size_t i = 0; objects != NULL && i < OBJECTS; i++)
    heap_delete(objects[i]);
  heap_delete(objects);
  return passed;
}

CELL_OPS(struct system_test, heap_objects_test) = {
    .name = "objects of all sizes are zero, aligned and whole",
    .run = heap_test_objects,
};

// Frames free and frames of the heap, together: what the heap does must not change it.
static uint64_t frames_accounted(void) {
  struct frames_statistics in;
  struct heap_statistics out;
  frames_statistics(&in);
  heap_statistics(&out);
  return in.free + out.frames;
}

// Refuses every frame in turn. Interrupts are off, so that nobody else meets the refusal.
CELL_CALLBACK bool heap_test_no_memory(char *why, uint32_t size) {
  for (uint64_t nth = 1; nth <= 4; nth++) {
    uint64_t interrupts = arch_interrupts_off();
    uint64_t before = frames_accounted();
    struct heap_statistics live, now;
    heap_statistics(&live);
    frames_fail_after(nth);
    void *small = heap_new(1800, 8, "system test"), *large = heap_new(50000, 8, "system test");
    frames_fail_after(0);
    heap_delete(small);
    heap_delete(large);
    heap_statistics(&now);
    bool is_as_before = frames_accounted() == before && now.live == live.live && now.live_bytes == live.live_bytes;
    arch_interrupts_restore(interrupts);
    if (is_as_before && heap_check() && frames_check()) continue;
    text_format(why, size, "refusing frame %llu left something behind", (unsigned long long)nth);
    return false;
  }
  return true;
}

CELL_OPS(struct system_test, heap_no_memory_test) = {
    .name = "an object without memory leaves everything as it was",
    .run = heap_test_no_memory,
};

CELL_CALLBACK bool heap_test_steady(char *why, uint32_t size) {
  uint64_t interrupts = arch_interrupts_off();
  heap_delete(heap_new(700, 8, "system test"));
  struct heap_statistics before, after;
  heap_statistics(&before);
  for (int i = 0; i < 1000; i++)
    heap_delete(heap_new(700, 8, "system test"));
  heap_statistics(&after);
  arch_interrupts_restore(interrupts);
  SYSTEM_EXPECT(before.frames == after.frames);
  SYSTEM_EXPECT(after.made == before.made + 1000);
  return true;
}

CELL_OPS(struct system_test, heap_steady_test) = {
    .name = "a thousand objects made and released in turn take no more memory than one",
    .run = heap_test_steady,
};
