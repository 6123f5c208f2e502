// SPDX-License-Identifier: Apache-2.0
// Reads an image as the processor would: loadable segments are physical memory, the page tables among them (docs/image.md) say
// which page of it is seen where. Everything in the file is held against the file's size first.
#define _GNU_SOURCE
#include "tools/graph/region.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"

enum { PRESENT = 1, LARGE = 0x80, ENTRIES = 512, LEVELS = 4 };
#define FRAME UINT64_C(0x000ffffffffff000)

struct file {
  const char *path;
  struct region_error *error;
  uint8_t *bytes;
  uint64_t size;
  const struct elf_segment *segments;
  uint32_t segment_count;
  uint64_t root;  // physical address of the first page table
};

[[gnu::format(printf, 2, 3)]] static bool fail(const struct file *file, const char *format, ...) {
  char what[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  snprintf(file->error->text, sizeof file->error->text, "%s: %s", file->path, what);
  return false;
}

uint8_t *region_new(void) {
  void *region = mmap(NULL, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return region == MAP_FAILED ? NULL : region;
}

void region_free(uint8_t *region) {
  if (region != NULL) munmap(region, REGION_SIZE);
}

static bool read_bytes(struct file *file) {
  FILE *in = fopen(file->path, "rb");
  if (in == NULL) return fail(file, "cannot be read: %s", strerror(errno));
  bool seeks = fseek(in, 0, SEEK_END) == 0;
  long size = seeks ? ftell(in) : -1;
  // A folder opens as a file of an absurd size.
  bool plausible = size >= 0 && (unsigned long)size <= REGION_SIZE;
  if (plausible) {
    rewind(in);
    file->size = (uint64_t)size;
    file->bytes = aligned_alloc(16, (file->size + 32) / 16 * 16);
    plausible = file->bytes != NULL && fread(file->bytes, 1, file->size, in) == file->size;
  }
  fclose(in);
  return plausible || fail(file, "is no file that can be read as an image");
}

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

static bool find_segments(struct file *file) {
  static const uint8_t magic[] = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_LITTLE_ENDIAN};
  const struct elf_header *header = (const struct elf_header *)file->bytes;
  if (file->size < sizeof *header || memcmp(header->ident, magic, sizeof magic) != 0 ||
      header->machine != ELF_MACHINE_X86_64)
    return fail(file, "is no ELF file for x86-64; give the NAME.elf that `bazel build` of an os_image writes");
  uint64_t size = header->program_count * (uint64_t)sizeof *file->segments;
  if (header->program_size != sizeof *file->segments || header->program_offset % 8 != 0 ||
      !inside(header->program_offset, size, file->size))
    return fail(file, "is cut off or damaged: its program headers lie outside the file");
  file->segments = (const struct elf_segment *)(file->bytes + header->program_offset);
  file->segment_count = header->program_count;
  for (uint32_t i = 0; i < file->segment_count; i++) {
    const struct elf_segment *segment = &file->segments[i];
    if (segment->type != ELF_LOAD) continue;
    if (!inside(segment->offset, segment->file_size, file->size) || segment->file_size > segment->memory_size)
      return fail(file, "is cut off or damaged: segment %u lies outside the file", i);
    file->root = segment->physical;  // the tables are the last one that is loaded, their root is its first page
  }
  return true;
}

// The page of physical memory at that address. *bytes is null for one that is zero because it is not in the file; false: no memory of the image.
static bool page_at(const struct file *file, uint64_t physical, const uint8_t **bytes) {
  for (uint32_t i = 0; i < file->segment_count; i++) {
    const struct elf_segment *segment = &file->segments[i];
    if (segment->type != ELF_LOAD || physical < segment->physical) continue;
    uint64_t offset = physical - segment->physical;
    if (!inside(offset, REGION_PAGE, segment->memory_size)) continue;
    if (offset < segment->file_size && !inside(offset, REGION_PAGE, segment->file_size)) return false;
    *bytes = offset < segment->file_size ? file->bytes + segment->offset + offset : NULL;
    return true;
  }
  return false;
}

static const char no_image[] = "is no image of Delias; give the NAME.elf that `bazel build` of an os_image writes";

// The table that the entry for `address` in a table of that level leads to; *next is 0 when nothing is mapped there.
static bool entry_of(const struct file *file, uint64_t table, int level, uint64_t address, uint64_t *entry) {
  const uint8_t *bytes = NULL;
  if (table % REGION_PAGE != 0 || !page_at(file, table, &bytes)) return fail(file, "%s", no_image);
  *entry = 0;
  if (bytes != NULL) memcpy(entry, bytes + (address >> (12 + 9 * level) & (ENTRIES - 1)) * 8, sizeof *entry);
  if (!(*entry & PRESENT)) *entry = 0;
  if (level > 0 && (*entry & LARGE)) return fail(file, "%s", no_image);
  return true;
}

static bool read_page(const struct file *file, uint64_t address, uint64_t physical, uint8_t *region) {
  const uint8_t *bytes = NULL;
  if (!page_at(file, physical, &bytes))
    return fail(file, "is damaged: its page tables show memory that it does not have at 0x%llx",
                (unsigned long long)address);
  if (bytes != NULL) memcpy(region + (address - REGION_BASE), bytes, REGION_PAGE);
  return true;
}

// Goes through the addresses of the region, past whole tables where there are none.
static bool read_pages(const struct file *file, uint8_t *region, uint64_t *count) {
  uint64_t address = REGION_BASE;
  while (address < REGION_BASE + REGION_SIZE) {
    uint64_t entry = file->root & FRAME, step = REGION_PAGE;
    for (int level = LEVELS - 1; level >= 0; level--) {
      if (!entry_of(file, entry & FRAME, level, address, &entry)) return false;
      step = UINT64_C(1) << (12 + 9 * level);
      if (entry == 0) break;
    }
    if (entry != 0) {
      if (!read_page(file, address, entry & FRAME, region)) return false;
      (*count)++;
    }
    address = (address / step + 1) * step;
  }
  return true;
}

bool region_read(const char *path, uint8_t *region, struct region_error *error) {
  struct file file = {.path = path, .error = error};
  char why[128];
  uint64_t count = 0;
  bool read = read_bytes(&file) && find_segments(&file) && read_pages(&file, region, &count);
  free(file.bytes);
  if (!read) return false;
  if (count == 0 || graph_header(region)->magic != GRAPH_MAGIC) return fail(&file, "%s", no_image);
  if (graph_header(region)->layout != GRAPH_LAYOUT)
    return fail(&file,
                "has a graph of layout %u, and this program reads layout %u; use the one of the image's own sources",
                graph_header(region)->layout, (unsigned)GRAPH_LAYOUT);
  if (graph_check(region, why, sizeof why) != OK) return fail(&file, "%s; build it anew", why);
  return true;
}
