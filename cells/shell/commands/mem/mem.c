// SPDX-License-Identifier: Apache-2.0
// mem: physical memory and address space.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/frames/frames.h"
#include "kernel/pages/pages.h"

static void print_bytes(const char *what, uint64_t count, uint64_t size) {
  char bytes[16];
  text_bytes(bytes, sizeof bytes, count * size);
  console_print("%-24s %10llu %12s\n", what, (unsigned long long)count, bytes);
}

static void print_frames(void) {
  struct frames_statistics frames;
  frames_statistics(&frames);
  console_print("%-24s %10s %12s\n", "FRAMES OF 4 KiB", "COUNT", "SIZE");
  print_bytes("all", frames.total, FRAME_SIZE);
  print_bytes("used", frames.total - frames.free, FRAME_SIZE);
  print_bytes("free", frames.free, FRAME_SIZE);
  print_bytes("free, least since boot", frames.lowest_free, FRAME_SIZE);
  for (uint32_t order = 0; order <= FRAME_ORDER_MAX; order++) {
    char size[16], what[32];
    text_bytes(size, sizeof size, (uint64_t)FRAME_SIZE << order);
    text_format(what, sizeof what, "free blocks of %s", size);
    if (frames.free_blocks[order] > 0) print_bytes(what, frames.free_blocks[order], (uint64_t)FRAME_SIZE << order);
  }
  console_print("%-24s %10llu\n", "requests refused", (unsigned long long)frames.failed);
}

static void print_pages(void) {
  struct pages_statistics pages;
  pages_statistics(&pages);
  console_print("\n%-24s %10s %12s\n", "ADDRESS SPACE", "PAGES", "SIZE");
  print_bytes("page tables", pages.table_frames, FRAME_SIZE);
  print_bytes("stacks and buffers", pages.reserved_pages, FRAME_SIZE);
  print_bytes("device registers", pages.device_pages, FRAME_SIZE);
  console_print("%-24s %10llu\n", "spans", (unsigned long long)pages.spans);
}

static int64_t print_map(void) {
  console_print("%-16s   %-16s %-6s %10s\n", "FROM", "TO", "ACCESS", "SIZE");
  struct pages_mapping mapping = {};
  while (pages_next(mapping.end, &mapping) == OK) {
    char size[16];
    text_bytes(size, sizeof size, mapping.end - mapping.start);
    console_print("%016llx - %016llx %c%c%c%s %10s\n", (unsigned long long)mapping.start,
                  (unsigned long long)mapping.end, mapping.prot & REGION_R ? 'r' : '-',
                  mapping.prot & REGION_W ? 'w' : '-', mapping.prot & REGION_X ? 'x' : '-',
                  mapping.prot & PAGES_DEVICE ? "dev" : "   ", size);
    if (mapping.end == 0) break;  // the last page of all
  }
  char why[128];
  bool holds = pages_check(why, sizeof why) == OK;
  console_print("%s%s\n",
                holds ? "no frame is both writable and executable; null is unmapped" : "BROKEN: ", holds ? "" : why);
  return holds ? 0 : 1;
}

CELL_CALLBACK int64_t mem_run(struct shell_call *call) {
  if (call->count == 2 && text_equal(call->words[1], "map")) return print_map();
  if (call->count != 1) {
    console_print("usage: mem [map]\n");
    return 1;
  }
  print_frames();
  print_pages();
  return 0;
}

CELL_CALLBACK bool mem_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && index == 0 && text_copy(text, size, "map");
}

CELL_OPS(struct shell_command, mem_command) = {
    .name = "mem",
    .summary = "show how memory is used",
    .usage = "mem [map]",
    .help = "Frames are what RAM is given out in; blocks of them are free in powers of two.\n"
            "`mem map` lists what is mapped where, with r, w, x for reading, writing, executing, and checks that no\n"
            "frame is both writable and executable through any pair of mappings.\n",
    .run = mem_run,
    .complete = mem_complete,
};
