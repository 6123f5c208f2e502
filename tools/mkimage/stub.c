// SPDX-License-Identifier: Apache-2.0
// Reads the boot stub, which is one page of code with its parameters, and refuses what is not that.
#include <string.h>

#include "tools/mkimage/mkimage.h"

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

[[noreturn]] static void fail_stub(const struct image *image, const char *what) {
  image_fail(image, "the boot stub %s %s; link it with boot_stub()", image->stub_file, what);
}

// `count` x `size` bytes of the stub at `offset`, or the end of the program.
static void *stub_part(const struct image *image, const struct image_stub *stub, uint64_t offset, uint64_t count,
                       uint64_t size) {
  if (offset % 8 != 0 || count > stub->size || !inside(offset, count * size, stub->size))
    fail_stub(image, "has headers or tables outside the file");
  return stub->bytes + offset;
}

// Where the symbol's bytes lie in the file; null: it is another one, or has no place there.
static struct boot_parameters *parameters_at(const struct image_stub *stub, const struct elf_symbol *symbol,
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

static struct boot_parameters *parameters_of(const struct image *image) {
  const struct image_stub *stub = &image->stub;
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
  fail_stub(image, "has no boot_parameters of 40 bytes in its page");
}

void image_read_stub(struct image *image) {
  struct image_stub *stub = &image->stub;
  stub->bytes = image_read_file(image, image->stub_file, &stub->size);
  const struct elf_header *header = stub_part(image, stub, 0, 1, sizeof *header);
  if (memcmp(header->ident, "\177ELF", 4) != 0 || header->ident[4] != ELF_CLASS_64 ||
      header->machine != ELF_MACHINE_X86_64 || header->program_size != sizeof(struct elf_segment) ||
      header->section_size != sizeof(struct elf_section))
    fail_stub(image, "is no x86-64 ELF file");
  const struct elf_segment *segment =
      stub_part(image, stub, header->program_offset, header->program_count, sizeof *segment);
  for (uint32_t i = 0; i < header->program_count; i++) {
    if (segment[i].type == ELF_LOAD) stub->load = segment[i];
    if (segment[i].type == ELF_NOTE) stub->note = segment[i];
  }
  if (stub->load.address != STUB_PHYSICAL || stub->load.file_size > PAGE ||
      stub->load.memory_size != stub->load.file_size || !inside(stub->load.offset, stub->load.file_size, stub->size))
    fail_stub(image, "is not one page at 1 MiB");
  if (stub->note.file_size == 0 ||
      !inside(stub->note.address - stub->load.address, stub->note.file_size, stub->load.file_size))
    fail_stub(image, "has no PVH note in that page");
  stub->parameters = parameters_of(image);
}
