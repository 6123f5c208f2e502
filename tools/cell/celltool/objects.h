// SPDX-License-Identifier: Apache-2.0
// objects: compiled files (ELF relocatable), read for checking. Offsets, names and indices are checked once, in object_read.
#pragma once
#include "kernel/linker/elf.h"
#include "tools/cell/celltool/celltool.h"

struct object {
  const char *path;
  const uint8_t *bytes;
  const struct elf_section *sections;
  uint32_t section_count;
  const char *section_names;
  const struct elf_symbol *symbols;
  uint32_t symbol_count;
  const char *strings;
};

// Ends the program with a sentence when the file is no x86-64 object file.
struct object object_read(const char *label, const char *path);
const char *object_section_name(const struct object *object, uint32_t section);
const char *object_symbol_name(const struct object *object, const struct elf_symbol *symbol);
// The defined symbol of that type that covers an offset of a section; null: none.
const struct elf_symbol *object_symbol_at(const struct object *object, uint32_t section, uint64_t offset, uint8_t type);
const char *object_relocation_name(uint32_t type);
