// SPDX-License-Identifier: Apache-2.0
// heap: the heap's size classes and the types of its objects.
#include "kernel/heap/heap.h"
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

static void print_summary(void) {
  struct heap_statistics heap;
  heap_statistics(&heap);
  char bytes[16], frames[16];
  text_bytes(bytes, sizeof bytes, heap.live_bytes);
  text_bytes(frames, sizeof frames, heap.frames * 4096);
  console_print("%llu objects, %s in use, %s of frames; %llu made, %llu deleted, %llu refused, %llu defects\n",
                (unsigned long long)heap.live, bytes, frames, (unsigned long long)heap.made,
                (unsigned long long)heap.deleted, (unsigned long long)heap.failed, (unsigned long long)heap.defects);
}

static void print_classes(void) {
  console_print("\n%10s %8s %8s %8s\n", "BLOCK", "SLABS", "USED", "FREE");
  struct heap_class class;
  for (uint32_t i = 0; heap_class(i, &class) == OK; i++) {
    char bytes[16];
    text_bytes(bytes, sizeof bytes, class.size);
    if (class.slabs == 0) continue;
    console_print("%10s %8llu %8llu %8llu\n", bytes, (unsigned long long)class.slabs, (unsigned long long)class.live,
                  (unsigned long long)class.free);
  }
}

static void print_types(void) {
  console_print("\n%-32s %8s %10s %10s %10s\n", "TYPE", "LIVE", "BYTES", "PEAK", "MADE");
  struct heap_type type;
  for (uint32_t i = 0; heap_type(i, &type) == OK; i++) {
    char live[16], peak[16];
    if (type.made == 0) continue;
    text_bytes(live, sizeof live, type.live_bytes);
    text_bytes(peak, sizeof peak, type.peak_bytes);
    console_print("%-32s %8llu %10s %10s %10llu\n", type.name, (unsigned long long)type.live, live, peak,
                  (unsigned long long)type.made);
  }
}

CELL_CALLBACK int64_t heap_run(struct shell_call *call) {
  bool check = call->count == 2 && text_equal(call->words[1], "check");
  if (call->count != 1 && !check) {
    console_print("usage: heap [check]\n");
    return 1;
  }
  if (check) {
    bool holds = heap_check();
    console_print(holds ? "every slab's counts, links and poison hold\n" : "BROKEN: `log` has the defects\n");
    return holds ? 0 : 1;
  }
  print_summary();
  print_classes();
  print_types();
  return 0;
}

CELL_CALLBACK bool heap_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && index == 0 && text_copy(text, size, "check");
}

CELL_OPS(struct shell_command, heap_command) = {
    .name = "heap",
    .summary = "show the heap's size classes and types",
    .usage = "heap [check]",
    .help = "Objects are typed: LIVE and BYTES say what is in use by type, PEAK the most that ever was.\n"
            "A defect is a block that was found damaged or given back wrongly; the log names it.\n"
            "`heap check` looks at every block.\n",
    .run = heap_run,
    .complete = heap_complete,
};
