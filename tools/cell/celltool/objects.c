// SPDX-License-Identifier: Apache-2.0
// Reads a compiled file's sections and symbols.
#include "tools/cell/celltool/objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refuse(const char *label, const char *path, const char *what) {
  tool_error("%s: %s: %s; compile it with the cell toolchain", label, path, what);
  exit(1);
}

struct object object_read(const char *label, const char *path) {
  size_t size;
  const uint8_t *bytes = tool_read(path, &size);
  const struct elf_header *header = (const struct elf_header *)bytes;
  struct object object = {.path = path, .bytes = bytes};
  if (size < sizeof *header || memcmp(bytes, "\177ELF", 4) != 0 || header->type != ELF_TYPE_RELOCATABLE || header->machine != ELF_MACHINE_X86_64)
    refuse(label, path, "is no x86-64 object file");
  if (header->section_offset > size || header->section_count * sizeof(struct elf_section) > size - header->section_offset ||
      header->section_names >= header->section_count)
    refuse(label, path, "has sections outside the file");
  object.sections = (const struct elf_section *)(bytes + header->section_offset);
  object.section_count = header->section_count;
  for (uint32_t i = 0; i < object.section_count; i++) {
    const struct elf_section *section = &object.sections[i];
    if (section->type != ELF_SECTION_NOBITS && (section->offset > size || section->size > size - section->offset)) refuse(label, path, "has a section outside the file");
    if (section->type != ELF_SECTION_SYMBOLS) continue;
    object.symbols = (const struct elf_symbol *)(bytes + section->offset);
    object.symbol_count = (uint32_t)(section->size / sizeof(struct elf_symbol));
    if (section->link >= object.section_count) refuse(label, path, "has a symbol table without names");
    object.strings = (const char *)bytes + object.sections[section->link].offset;
  }
  object.section_names = (const char *)bytes + object.sections[header->section_names].offset;
  return object;
}

const char *object_section_name(const struct object *object, uint32_t section) {
  return section < object->section_count ? object->section_names + object->sections[section].name : "";
}

const char *object_symbol_name(const struct object *object, const struct elf_symbol *symbol) {
  if ((symbol->info & 15) == ELF_SYMBOL_SECTION) return object_section_name(object, symbol->section);
  return object->strings + symbol->name;
}

const struct elf_symbol *object_symbol_at(const struct object *object, uint32_t section, uint64_t offset, uint8_t type) {
  for (uint32_t i = 1; i < object->symbol_count; i++) {
    const struct elf_symbol *symbol = &object->symbols[i];
    if ((symbol->info & 15) != type || symbol->section != section) continue;
    if (offset >= symbol->value && offset - symbol->value < (symbol->size == 0 ? 1 : symbol->size)) return symbol;
  }
  return NULL;
}

const char *object_relocation_name(uint32_t type) {
  switch (type) {
    case ELF_R_64: return "R_X86_64_64";
    case ELF_R_PC32: return "R_X86_64_PC32";
    case ELF_R_PLT32: return "R_X86_64_PLT32";
    case ELF_R_GOTPCREL: return "R_X86_64_GOTPCREL";
    case ELF_R_32: return "R_X86_64_32";
    case ELF_R_32S: return "R_X86_64_32S";
    case ELF_R_PC64: return "R_X86_64_PC64";
    case ELF_R_GOTPCRELX: return "R_X86_64_GOTPCRELX";
    case ELF_R_REX_GOTPCRELX: return "R_X86_64_REX_GOTPCRELX";
    default: return "of an unknown type";
  }
}
