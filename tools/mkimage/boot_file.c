// SPDX-License-Identifier: Apache-2.0
// The bootable file: an ELF executable that a PVH loader (QEMU -kernel) puts into memory as it stands: boot stub, region, tables.
#include <errno.h>
#include <string.h>

#include "kernel/linker/elf.h"
#include "kernel/nucleus/nucleus.h"
#include "tools/mkimage/mkimage.h"

static uint64_t nucleus_entry(const struct image *image) {
  const struct graph_export *export;
  for (uint32_t i = 0; (export = graph_export(image->region, i)) != NULL; i++)
    if (strcmp(graph_string(image->region, export->name), "nucleus_enter") == 0) return export->address;
  image_fail(image, "no cell exports nucleus_enter; add //kernel/nucleus");
}

static void write_at(const struct image *image, FILE *out, uint64_t offset, const void *bytes, uint64_t size) {
  if (fseek(out, (long)offset, SEEK_SET) != 0 || fwrite(bytes, 1, size, out) != size)
    image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
}

void image_write(struct image *image) {
  const struct image_stub *stub = &image->stub;
  uint64_t cpu = REGION_BASE + region_span(REGION_CPU).offset;
  stub->parameters->page_root = image_table_root(image);
  stub->parameters->enter = nucleus_entry(image);
  stub->parameters->stack_top = cpu + (NUCLEUS_STACK_PAGE + NUCLEUS_STACK_PAGES) * PAGE;
  uint64_t region_size = image->file_pages * PAGE, tables_size = image->table_count * PAGE;
  uint64_t stub_at = PAGE, region_at = 2 * PAGE, tables_at = region_at + region_size;
  struct elf_header header = {
      .ident = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_LITTLE_ENDIAN, 1},
      .type = 2,
      .machine = ELF_MACHINE_X86_64,
      .version = 1,
      .entry = STUB_PHYSICAL,
      .program_offset = sizeof(struct elf_header),
      .header_size = sizeof(struct elf_header),
      .program_size = sizeof(struct elf_segment),
      .program_count = 4,
  };
  uint64_t note_at = stub_at + (stub->note.address - stub->load.address),
           zero_size = (image->page_count - image->file_pages) * PAGE;
  struct elf_segment segments[4] = {
      {ELF_LOAD, ELF_R | ELF_X, stub_at, STUB_PHYSICAL, STUB_PHYSICAL, stub->load.file_size, stub->load.file_size,
       PAGE},
      {ELF_LOAD, ELF_R | ELF_W, region_at, IMAGE_PHYSICAL, IMAGE_PHYSICAL, region_size, region_size + zero_size, PAGE},
      {ELF_LOAD, ELF_R, tables_at, image->tables_physical, image->tables_physical, tables_size, tables_size, PAGE},
      {ELF_NOTE, ELF_R, note_at, stub->note.address, stub->note.address, stub->note.file_size, stub->note.file_size, 4},
  };
  FILE *out = fopen(image->out, "wb");
  if (out == NULL) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
  write_at(image, out, 0, &header, sizeof header);
  write_at(image, out, sizeof header, segments, sizeof segments);
  write_at(image, out, stub_at, stub->bytes + stub->load.offset, stub->load.file_size);
  for (size_t i = 0; i < image->page_count; i++)
    if (!image->pages[i].zero)
      write_at(image, out, region_at + (image->pages[i].physical - IMAGE_PHYSICAL),
               image->region + (image->pages[i].address - REGION_BASE), PAGE);
  write_at(image, out, tables_at, image->tables, tables_size);
  if (fclose(out) != 0) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
  image->file_size = tables_at + tables_size;
}
