// SPDX-License-Identifier: Apache-2.0
// Puts an image into RAM as a PVH loader does (docs/image.md), with the structure that such a loader leaves
// (Xen public/arch-x86/hvm/start_info.h).
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/boot/pvh.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"
#include "kernel/nucleus/pvh/parameters.h"
#include "platforms/host/loader/host.h"

enum {
  START_INFO = 0x1000,
  MEMORY_MAP = 0x1100,
  COMMAND_LINE = 0x2000,
  LOW_MEMORY_END = 0xa0000,
  HIGH_MEMORY = 0x100000,
  BOOT_STUB = HIGH_MEMORY,  // where a PVH loader would enter
  SEGMENTS = 3,             // boot stub, region, page tables
};

static void read_at(int file, const char *path, void *to, uint64_t size, uint64_t offset) {
  for (ssize_t got; size > 0; to = (uint8_t *)to + got, offset += (uint64_t)got, size -= (uint64_t)got)
    if ((got = pread(file, to, size, (off_t)offset)) <= 0)
      host_fail("cannot read %s: %s", path, got == 0 ? "it is too short" : strerror(errno));
}

static uint64_t load_segments(int file, const char *path, uint64_t ram_bytes) {
  struct elf_header header;
  struct elf_segment segment[SEGMENTS];
  read_at(file, path, &header, sizeof header, 0);
  if (memcmp(header.ident, "\177ELF", 4) != 0 || header.program_size != sizeof *segment ||
      header.program_count < SEGMENTS || header.entry != BOOT_STUB)
    host_fail("%s is no image; give the .elf of an os_image for //platforms:%s", path, host_name);
  read_at(file, path, segment, sizeof segment, header.program_offset);
  for (int i = 0; i < SEGMENTS; i++) {
    if (segment[i].type != ELF_LOAD || segment[i].physical > ram_bytes ||
        segment[i].memory_size > ram_bytes - segment[i].physical || segment[i].file_size > segment[i].memory_size)
      host_fail("%s does not fit into %llu MiB of memory; give more with --memory", path,
                (unsigned long long)ram_bytes >> 20);
    read_at(file, path, (uint8_t *)DIRECT_BASE + segment[i].physical, segment[i].file_size, segment[i].offset);
  }
  return segment[2].physical;
}

static void tell(const char *command_line, uint64_t ram_bytes) {
  struct pvh_start_info *info = memory_at(START_INFO, sizeof *info);
  struct pvh_memory *map = memory_at(MEMORY_MAP, 2 * sizeof *map);
  char *line = memory_at(COMMAND_LINE, PAGE);
  map[0] = (struct pvh_memory){0, LOW_MEMORY_END, PVH_RAM, 0};
  map[1] = (struct pvh_memory){HIGH_MEMORY, ram_bytes - HIGH_MEMORY, PVH_RAM, 0};
  strncpy(line, command_line, PAGE - 1);
  *info = (struct pvh_start_info){
      .magic = PVH_MAGIC, .version = 1, .command_line = COMMAND_LINE, .memory_map = MEMORY_MAP, .memory_map_count = 2};
}

uint64_t image_load(const char *path, const char *command_line, uint64_t ram_bytes, uint64_t *page_root) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) host_fail("cannot read %s: %s", path, strerror(errno));
  *page_root = load_segments(file, path, ram_bytes);
  close(file);
  tell(command_line, ram_bytes);
  return START_INFO;
}

uint64_t image_enter_address(const char *platform) {
  const uint8_t *region = (const uint8_t *)REGION_BASE;
  if (graph_header(region)->magic != GRAPH_MAGIC) host_fail("the image has no graph; build it anew");
  if (strcmp(graph_string(region, graph_header(region)->platform), platform) != 0)
    host_fail("the image is for %s; give one for %s", graph_string(region, graph_header(region)->platform), platform);
  const struct graph_export *export;
  for (uint32_t i = 0; (export = graph_export(region, i)) != NULL; i++)
    if (strcmp(graph_string(region, export->name), "nucleus_enter") == 0) return export->address;
  host_fail("no cell of the image exports nucleus_enter; build it anew");
}

// What the start code in that page does: its last word is the number (kernel/processors).
void image_check_start(uint32_t number, uint64_t page) {
  const struct boot_parameters *stub = memory_at(BOOT_PARAMETERS, sizeof *stub);
  uint64_t end = page + (stub->start_end - stub->start);
  const uint32_t *word = memory_at(end - sizeof *word, sizeof *word);
  if (*word != number) host_fail("CPU %u begins as number %u", number, *word);
}
