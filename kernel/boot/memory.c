// SPDX-License-Identifier: Apache-2.0
// Hands the machine's RAM to kernel/frames and kernel/pages, in the order in which each can be reached: first what the image's own
// page tables map, then, with tables taken from that, the rest.
#include "kernel/boot/memory.h"

#include "kernel/base/region.h"
#include "kernel/frames/frames.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

#define LOW_MEMORY UINT64_C(0x100000)  // below lie the firmware's and the loader's tables, and holes
#define LOW_FREE UINT64_C(0x18000)
#define STUB_END (LOW_MEMORY + FRAME_SIZE)
#define IMAGE_START UINT64_C(0x200000)    // docs/image.md
#define IMAGE_MAPPED UINT64_C(0x1000000)  // the image's tables map RAM up to here (docs/image.md)
#define TABLES_ROOM UINT64_C(0x100000)    // of that, kept for page tables

static uint64_t higher(uint64_t a, uint64_t b) {
  return a > b ? a : b;
}
static uint64_t lower(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

// Adds the part of all RAM that lies in [from, to).
static void add_between(const struct pvh_start_info *info, uint64_t from, uint64_t to) {
  const struct pvh_memory *map = pages_direct(info->memory_map);
  for (uint32_t i = 0; i < info->memory_map_count; i++) {
    uint64_t start = higher(map[i].start, from), end = lower(map[i].start + map[i].size, to);
    if (map[i].type != PVH_RAM || start >= end) continue;
    status_t status = frames_add(start, end);
    if (status != OK) boot_fail("memory cannot be added", status);
  }
}

static void map_all(const struct pvh_start_info *info, uint64_t highest) {
  const struct pvh_memory *map = pages_direct(info->memory_map);
  for (uint32_t i = 0; i < info->memory_map_count; i++) {
    uint64_t start = higher(map[i].start, IMAGE_MAPPED), end = lower(map[i].start + map[i].size, highest);
    if (map[i].type != PVH_RAM || start >= end) continue;
    status_t status = pages_extend_direct(start, end);
    if (status != OK) boot_fail("memory cannot be mapped", status);
  }
}

static uint64_t highest_ram(const struct pvh_start_info *info) {
  const struct pvh_memory *map = pages_direct(info->memory_map);
  uint64_t highest = 0;
  for (uint32_t i = 0; i < info->memory_map_count; i++)
    if (map[i].type == PVH_RAM) highest = higher(highest, map[i].start + map[i].size);
  return highest & ~UINT64_C(FRAME_SIZE - 1);
}

// The table of frames lies behind the image, where it is mapped already; memory that it has no room for is left alone.
// Some room stays for frames, of which the page tables for the rest are made.
static uint64_t start_frames(uint64_t highest, uint64_t image_end) {
  while (frames_table_bytes(0, highest) > IMAGE_MAPPED - image_end - TABLES_ROOM)
    highest -= highest / 8 & ~UINT64_C(FRAME_SIZE - 1);
  uint64_t table_end = image_end + frames_table_bytes(0, highest);
  status_t status = frames_start(0, highest, pages_direct(image_end));
  if (status == OK) status = frames_reserve(0, LOW_FREE);
  if (status == OK) status = frames_reserve(LOW_MEMORY, STUB_END);
  if (status == OK) status = frames_reserve(IMAGE_START, (table_end + FRAME_SIZE - 1) & ~UINT64_C(FRAME_SIZE - 1));
  if (status != OK) boot_fail("the table of frames", status);
  return highest;
}

void boot_find_memory(const struct pvh_start_info *info) {
  uint64_t found = highest_ram(info);
  if (found < IMAGE_MAPPED) boot_fail("the machine needs at least 16 MiB of memory", NO_MEMORY);
  uint64_t highest = start_frames(found, graph_header(graph_running())->image_end);
  if (highest < found)
    LOG(LOG_WARNING, "memory above %lu MiB is left alone: the table of frames has no room for it", highest >> 20);
  add_between(info, LOW_MEMORY, IMAGE_MAPPED);
  map_all(info, highest);
  add_between(info, IMAGE_MAPPED, highest);
  if (info->rsdp < LOW_MEMORY && frames_reserve(info->rsdp, info->rsdp + FRAME_SIZE) != OK)
    boot_fail("the root of ACPI", INVALID);
  add_between(info, LOW_FREE,
              LOW_MEMORY);  // last: the loader's tables may lie there, and somebody takes frames for page tables before
}
