// SPDX-License-Identifier: Apache-2.0
// The bootable file: an ELF executable that a PVH loader (QEMU -kernel) puts into memory as it stands: boot stub, region, tables.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/elf.h"
#include "kernel/nucleus/nucleus.h"
#include "tools/mkimage/mkimage.h"

struct boot_parameters {  // in kernel/nucleus/pvh/pvh.S
  uint64_t page_root, enter, stack_top;
};

struct stub {
  uint8_t *bytes;
  struct elf_segment load, note;
};

static void *read_stub(const struct image *image, const char *path, long *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL || fseek(file, 0, SEEK_END) != 0) image_fail(image, "cannot read the boot stub %s: %s", path, strerror(errno));
  *size = ftell(file);
  rewind(file);
  void *bytes = malloc((size_t)*size);
  if (bytes == NULL || fread(bytes, 1, (size_t)*size, file) != (size_t)*size) image_fail(image, "cannot read the boot stub %s", path);
  fclose(file);
  return bytes;
}

static struct stub load_stub(const struct image *image) {
  long size;
  struct stub stub = {.bytes = read_stub(image, image->stub, &size)};
  const struct elf_header *header = (const struct elf_header *)stub.bytes;
  const struct elf_segment *segment = (const struct elf_segment *)(stub.bytes + header->program_offset);
  for (uint32_t i = 0; i < header->program_count; i++) {
    if (segment[i].type == ELF_LOAD) stub.load = segment[i];
    if (segment[i].type == ELF_NOTE) stub.note = segment[i];
  }
  if (stub.load.address != STUB_PHYSICAL || stub.load.file_size > PAGE || stub.note.file_size == 0)
    image_fail(image, "the boot stub %s is not one page at 1 MiB with a PVH note", image->stub);
  return stub;
}

static struct boot_parameters *parameters_of(const struct image *image, const struct stub *stub) {
  const struct elf_header *header = (const struct elf_header *)stub->bytes;
  const struct elf_section *sections = (const struct elf_section *)(stub->bytes + header->section_offset);
  for (uint32_t i = 0; i < header->section_count; i++) {
    if (sections[i].type != ELF_SECTION_SYMBOLS) continue;
    const struct elf_symbol *symbols = (const struct elf_symbol *)(stub->bytes + sections[i].offset);
    const char *names = (const char *)stub->bytes + sections[sections[i].link].offset;
    for (uint64_t k = 0; k < sections[i].size / sizeof *symbols; k++)
      if (strcmp(names + symbols[k].name, "boot_parameters") == 0 && symbols[k].size == sizeof(struct boot_parameters))
        return (struct boot_parameters *)(stub->bytes + stub->load.offset + (symbols[k].value - stub->load.address));
  }
  image_fail(image, "the boot stub %s has no boot_parameters", image->stub);
}

static uint64_t nucleus_entry(const struct image *image) {
  const struct graph_export *export;
  for (uint32_t i = 0; (export = graph_export(image->region, i)) != NULL; i++)
    if (strcmp(graph_string(image->region, export->name), "nucleus_enter") == 0) return export->address;
  image_fail(image, "no cell exports nucleus_enter; add //kernel/nucleus");
}

static void write_at(const struct image *image, FILE *out, uint64_t offset, const void *bytes, uint64_t size) {
  if (fseek(out, (long)offset, SEEK_SET) != 0 || fwrite(bytes, 1, size, out) != size) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
}

void image_write(struct image *image) {
  struct stub stub = load_stub(image);
  uint64_t cpu = REGION_BASE + region_span(REGION_CPU).offset;
  *parameters_of(image, &stub) = (struct boot_parameters){.page_root = image_table_root(image),
                                                          .enter = nucleus_entry(image),
                                                          .stack_top = cpu + (NUCLEUS_STACK_PAGE + NUCLEUS_STACK_PAGES) * PAGE};
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
  uint64_t note_at = stub_at + (stub.note.address - stub.load.address), zero_size = (image->page_count - image->file_pages) * PAGE;
  struct elf_segment segments[4] = {
      {ELF_LOAD, ELF_R | ELF_X, stub_at, STUB_PHYSICAL, STUB_PHYSICAL, stub.load.file_size, stub.load.file_size, PAGE},
      {ELF_LOAD, ELF_R | ELF_W, region_at, IMAGE_PHYSICAL, IMAGE_PHYSICAL, region_size, region_size + zero_size, PAGE},
      {ELF_LOAD, ELF_R, tables_at, image->tables_physical, image->tables_physical, tables_size, tables_size, PAGE},
      {ELF_NOTE, ELF_R, note_at, stub.note.address, stub.note.address, stub.note.file_size, stub.note.file_size, 4},
  };
  FILE *out = fopen(image->out, "wb");
  if (out == NULL) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
  write_at(image, out, 0, &header, sizeof header);
  write_at(image, out, sizeof header, segments, sizeof segments);
  write_at(image, out, stub_at, stub.bytes + stub.load.offset, stub.load.file_size);
  for (size_t i = 0; i < image->page_count; i++)
    if (!image->pages[i].zero)
      write_at(image, out, region_at + (image->pages[i].physical - IMAGE_PHYSICAL), image->region + (image->pages[i].address - REGION_BASE), PAGE);
  write_at(image, out, tables_at, image->tables, tables_size);
  if (fclose(out) != 0) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
  image->file_size = tables_at + tables_size;
}
