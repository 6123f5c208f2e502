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

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

// A section of names: it ends with a NUL, so that every name that starts in it ends in it.
static const char *names_of(const struct object *object, uint32_t index, uint64_t *size) {
  const struct elf_section *section = index < object->section_count ? &object->sections[index] : NULL;
  if (section == NULL || section->type != ELF_SECTION_STRINGS || section->size == 0) return NULL;
  *size = section->size;
  const char *names = (const char *)object->bytes + section->offset;
  return names[section->size - 1] == 0 ? names : NULL;
}

static const char *check_sections(struct object *object, size_t size) {
  const struct elf_header *header = (const struct elf_header *)object->bytes;
  for (uint32_t i = 0; i < object->section_count; i++) {
    const struct elf_section *section = &object->sections[i];
    if (section->type != ELF_SECTION_NOBITS && !inside(section->offset, section->size, size))
      return "has a section outside the file";
    if ((section->type == ELF_SECTION_SYMBOLS || section->type == ELF_SECTION_RELA) && section->offset % 8 != 0)
      return "has a misaligned table";
  }
  uint64_t names_size;
  object->section_names = names_of(object, header->section_names, &names_size);
  if (object->section_names == NULL) return "has sections without names";
  for (uint32_t i = 0; i < object->section_count; i++)
    if (object->sections[i].name >= names_size) return "has a section without a name";
  return NULL;
}

static const char *check_symbols(struct object *object) {
  uint64_t names_size = 0;
  for (uint32_t i = 0; i < object->section_count; i++) {
    const struct elf_section *section = &object->sections[i];
    if (section->type != ELF_SECTION_SYMBOLS) continue;
    object->symbols = (const struct elf_symbol *)(object->bytes + section->offset);
    object->symbol_count = (uint32_t)(section->size / sizeof(struct elf_symbol));
    object->strings = names_of(object, section->link, &names_size);
    if (object->strings == NULL) return "has a symbol table without names";
  }
  if (object->symbol_count == 0) return "has no symbols";
  for (uint32_t i = 0; i < object->symbol_count; i++)
    if (object->symbols[i].name >= names_size) return "has a symbol without a name";
  return NULL;
}

static const char *check_relocations(const struct object *object) {
  for (uint32_t i = 0; i < object->section_count; i++) {
    const struct elf_section *section = &object->sections[i];
    if (section->type != ELF_SECTION_RELA) continue;
    if (section->info >= object->section_count) return "has relocations for no section";
    const struct elf_rela *rela = (const struct elf_rela *)(object->bytes + section->offset);
    for (uint64_t k = 0; k < section->size / sizeof *rela; k++)
      if (rela[k].info >> 32 >= object->symbol_count) return "has a relocation against no symbol";
  }
  return NULL;
}

struct object object_read(const char *label, const char *path) {
  size_t size;
  const uint8_t *bytes = tool_read(path, &size);
  const struct elf_header *header = (const struct elf_header *)bytes;
  struct object object = {.path = path, .bytes = bytes};
  if (size < sizeof *header || memcmp(bytes, "\177ELF", 4) != 0 || header->ident[4] != ELF_CLASS_64 ||
      header->type != ELF_TYPE_RELOCATABLE || header->machine != ELF_MACHINE_X86_64)
    refuse(label, path, "is no x86-64 object file");
  if (header->section_size != sizeof(struct elf_section) || header->section_offset % 8 != 0 ||
      !inside(header->section_offset, header->section_count * sizeof(struct elf_section), size))
    refuse(label, path, "has sections outside the file");
  object.sections = (const struct elf_section *)(bytes + header->section_offset);
  object.section_count = header->section_count;
  const char *wrong = check_sections(&object, size);
  if (wrong == NULL) wrong = check_symbols(&object);
  if (wrong == NULL) wrong = check_relocations(&object);
  if (wrong != NULL) refuse(label, path, wrong);
  return object;
}

const char *object_section_name(const struct object *object, uint32_t section) {
  return section < object->section_count ? object->section_names + object->sections[section].name : "";
}

const char *object_symbol_name(const struct object *object, const struct elf_symbol *symbol) {
  if ((symbol->info & 15) == ELF_SYMBOL_SECTION) return object_section_name(object, symbol->section);
  return object->strings + symbol->name;
}

const struct elf_symbol *object_symbol_at(const struct object *object, uint32_t section, uint64_t offset,
                                          uint8_t type) {
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
