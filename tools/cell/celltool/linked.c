// SPDX-License-Identifier: Apache-2.0
// Reads section headers and the dynamic symbol table.
#include "tools/cell/celltool/linked.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/linker/elf.h"
#include "tools/cell/celltool/celltool.h"

enum { ELF_SECTION_DYNAMIC_SYMBOLS = 11 };  // SHT_DYNSYM; a loader finds them by the dynamic section

static void refuse(const char *label, const char *what) {
  tool_error("%s: its linked file %s; link it with the cell toolchain", label, what);
  exit(1);
}

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

static const struct elf_section *sections_of(const char *label, const uint8_t *bytes, size_t size, uint32_t *count) {
  const struct elf_header *header = (const struct elf_header *)bytes;
  if (size < sizeof *header || memcmp(bytes, "\177ELF", 4) != 0 || header->type != ELF_TYPE_DYNAMIC ||
      header->section_size != sizeof(struct elf_section) || header->section_offset % 8 != 0 ||
      !inside(header->section_offset, header->section_count * sizeof(struct elf_section), size))
    refuse(label, "is no shared object with sections");
  const struct elf_section *sections = (const struct elf_section *)(bytes + header->section_offset);
  *count = header->section_count;
  for (uint32_t i = 0; i < *count; i++)
    if (sections[i].type != ELF_SECTION_NOBITS && !inside(sections[i].offset, sections[i].size, size))
      refuse(label, "has a section outside of it");
  return sections;
}

// A name in a section of strings; "" when it has no end there.
static const char *string_in(const uint8_t *bytes, const struct elf_section *strings, uint64_t offset) {
  if (offset >= strings->size || bytes[strings->offset + strings->size - 1] != 0) return "";
  return (const char *)bytes + strings->offset + offset;
}

struct section linked_section(const char *label, const uint8_t *bytes, size_t size, const char *name) {
  uint32_t count, names = ((const struct elf_header *)bytes)->section_names;
  const struct elf_section *sections = sections_of(label, bytes, size, &count);
  for (uint32_t i = 1; i < count && names < count; i++)
    if (strcmp(string_in(bytes, &sections[names], sections[i].name), name) == 0)
      return (struct section){bytes + sections[i].offset, sections[i].size};
  return (struct section){bytes, 0};
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **linked_imports(const char *label, const uint8_t *bytes, size_t size, size_t *count) {
  uint32_t section_count;
  const struct elf_section *sections = sections_of(label, bytes, size, &section_count), *table = NULL;
  for (uint32_t i = 0; i < section_count; i++)
    if (sections[i].type == ELF_SECTION_DYNAMIC_SYMBOLS && sections[i].link < section_count) table = &sections[i];
  if (table == NULL || table->offset % 8 != 0) refuse(label, "has no dynamic symbols");
  const struct elf_symbol *symbols = (const struct elf_symbol *)(bytes + table->offset);
  const char **names = calloc(table->size / sizeof *symbols + 1, sizeof *names);
  *count = 0;
  for (uint64_t i = 1; i < table->size / sizeof *symbols; i++)
    if (symbols[i].section == ELF_UNDEFINED)
      names[(*count)++] = string_in(bytes, &sections[table->link], symbols[i].name);
  qsort(names, *count, sizeof *names, by_text);
  return names;
}
