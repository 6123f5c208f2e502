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
  uint64_t size;
  struct elf_segment load, note;
};

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

[[noreturn]] static void fail_stub(const struct image *image, const char *what) {
  image_fail(image, "the boot stub %s %s; link it with boot_stub()", image->stub, what);
}

// `count` x `size` bytes of the stub at `offset`, or the end of the program.
static void *stub_part(const struct image *image, const struct stub *stub, uint64_t offset, uint64_t count,
                       uint64_t size) {
  if (offset % 8 != 0 || count > stub->size || !inside(offset, count * size, stub->size))
    fail_stub(image, "has headers or tables outside the file");
  return stub->bytes + offset;
}

static struct stub load_stub(const struct image *image) {
  size_t size;
  struct stub stub = {.bytes = image_read_file(image, image->stub, &size)};
  stub.size = size;
  const struct elf_header *header = stub_part(image, &stub, 0, 1, sizeof *header);
  if (memcmp(header->ident, "\177ELF", 4) != 0 || header->ident[4] != ELF_CLASS_64 ||
      header->machine != ELF_MACHINE_X86_64 || header->program_size != sizeof(struct elf_segment) ||
      header->section_size != sizeof(struct elf_section))
    fail_stub(image, "is no x86-64 ELF file");
  const struct elf_segment *segment =
      stub_part(image, &stub, header->program_offset, header->program_count, sizeof *segment);
  for (uint32_t i = 0; i < header->program_count; i++) {
    if (segment[i].type == ELF_LOAD) stub.load = segment[i];
    if (segment[i].type == ELF_NOTE) stub.note = segment[i];
  }
  if (stub.load.address != STUB_PHYSICAL || stub.load.file_size > PAGE ||
      !inside(stub.load.offset, stub.load.file_size, stub.size))
    fail_stub(image, "is not one page at 1 MiB");
  if (stub.note.file_size == 0 ||
      !inside(stub.note.address - stub.load.address, stub.note.file_size, stub.load.file_size))
    fail_stub(image, "has no PVH note in that page");
  return stub;
}

// Where the symbol's bytes lie in the file; null: it is another one, or has no place there.
static struct boot_parameters *parameters_at(const struct stub *stub, const struct elf_symbol *symbol,
                                             const char *names, uint64_t names_size) {
  static const char wanted[] = "boot_parameters";
  if (!inside(symbol->name, sizeof wanted, names_size) || memcmp(names + symbol->name, wanted, sizeof wanted) != 0)
    return NULL;
  uint64_t offset = symbol->value - stub->load.address;
  if (symbol->size != sizeof(struct boot_parameters) || symbol->value % 8 != 0 || stub->load.offset % 8 != 0 ||
      !inside(offset, symbol->size, stub->load.file_size))
    return NULL;
  return (struct boot_parameters *)(stub->bytes + stub->load.offset + offset);
}

static struct boot_parameters *parameters_of(const struct image *image, const struct stub *stub) {
  const struct elf_header *header = (const struct elf_header *)stub->bytes;
  const struct elf_section *sections =
      stub_part(image, stub, header->section_offset, header->section_count, sizeof *sections);
  for (uint32_t i = 0; i < header->section_count; i++) {
    if (sections[i].type != ELF_SECTION_SYMBOLS) continue;
    uint64_t count = sections[i].size / sizeof(struct elf_symbol);
    const struct elf_symbol *symbols = stub_part(image, stub, sections[i].offset, count, sizeof *symbols);
    if (sections[i].link >= header->section_count) fail_stub(image, "has symbols without names");
    const struct elf_section *strings = &sections[sections[i].link];
    if (!inside(strings->offset, strings->size, stub->size)) fail_stub(image, "has symbols without names");
    const char *names = (const char *)stub->bytes + strings->offset;
    for (uint64_t k = 0; k < count; k++) {
      struct boot_parameters *found = parameters_at(stub, &symbols[k], names, strings->size);
      if (found != NULL) return found;
    }
  }
  fail_stub(image, "has no boot_parameters of 24 bytes in its page");
}

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
  struct stub stub = load_stub(image);
  uint64_t cpu = REGION_BASE + region_span(REGION_CPU).offset;
  *parameters_of(image, &stub) =
      (struct boot_parameters){.page_root = image_table_root(image),
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
  uint64_t note_at = stub_at + (stub.note.address - stub.load.address),
           zero_size = (image->page_count - image->file_pages) * PAGE;
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
      write_at(image, out, region_at + (image->pages[i].physical - IMAGE_PHYSICAL),
               image->region + (image->pages[i].address - REGION_BASE), PAGE);
  write_at(image, out, tables_at, image->tables, tables_size);
  if (fclose(out) != 0) image_fail(image, "cannot write %s: %s", image->out, strerror(errno));
  image->file_size = tables_at + tables_size;
}
