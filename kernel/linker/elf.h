// SPDX-License-Identifier: Apache-2.0
// elf: the ELF-64 structures and numbers that cells use (System V gABI chapters 4 and 5; x86-64 psABI 4.4).
#pragma once
#include <stdint.h>

enum {
  ELF_CLASS_64 = 2,
  ELF_LITTLE_ENDIAN = 1,
  ELF_TYPE_RELOCATABLE = 1,
  ELF_TYPE_DYNAMIC = 3,
  ELF_MACHINE_X86_64 = 62,
};

struct elf_header {
  uint8_t ident[16];
  uint16_t type, machine;
  uint32_t version;
  uint64_t entry, program_offset, section_offset;
  uint32_t flags;
  uint16_t header_size, program_size, program_count, section_size, section_count, section_names;
};

enum { ELF_LOAD = 1, ELF_DYNAMIC = 2, ELF_NOTE = 4, ELF_DELIAS_NOTE = 0x6de11a5 };
enum { ELF_X = 1, ELF_W = 2, ELF_R = 4 };

struct elf_segment {
  uint32_t type, flags;
  uint64_t offset, address, physical, file_size, memory_size, align;
};

struct elf_section {
  uint32_t name, type;
  uint64_t flags, address, offset, size;
  uint32_t link, info;
  uint64_t align, entry_size;
};

enum { ELF_SECTION_SYMBOLS = 2, ELF_SECTION_STRINGS = 3, ELF_SECTION_RELA = 4, ELF_SECTION_NOBITS = 8 };
enum { ELF_SECTION_WRITE = 1, ELF_SECTION_ALLOC = 2, ELF_SECTION_EXECUTE = 4, ELF_SECTION_TLS = 1024 };

struct elf_symbol {
  uint32_t name;
  uint8_t info, other;
  uint16_t section;
  uint64_t value, size;
};

enum {
  ELF_SYMBOL_NOTYPE = 0,
  ELF_SYMBOL_OBJECT = 1,
  ELF_SYMBOL_FUNCTION = 2,
  ELF_SYMBOL_SECTION = 3,
  ELF_SYMBOL_TLS = 6
};
enum { ELF_BIND_LOCAL = 0, ELF_BIND_GLOBAL = 1, ELF_BIND_WEAK = 2 };
enum { ELF_UNDEFINED = 0, ELF_ABSOLUTE = 0xfff1, ELF_COMMON = 0xfff2 };

struct elf_rela {
  uint64_t offset, info;
  int64_t addend;
};

enum {
  ELF_R_64 = 1,
  ELF_R_PC32 = 2,
  ELF_R_PLT32 = 4,
  ELF_R_GLOB_DAT = 6,
  ELF_R_JUMP_SLOT = 7,
  ELF_R_RELATIVE = 8,
  ELF_R_GOTPCREL = 9,
  ELF_R_32 = 10,
  ELF_R_32S = 11,
  ELF_R_PC64 = 24,
  ELF_R_GOTPCRELX = 41,
  ELF_R_REX_GOTPCRELX = 42,
};

struct elf_dynamic {
  int64_t tag;
  uint64_t value;
};

enum {
  ELF_DT_NULL = 0,
  ELF_DT_NEEDED = 1,
  ELF_DT_PLT_RELA_SIZE = 2,
  ELF_DT_PLT_GOT = 3,
  ELF_DT_STRINGS = 5,
  ELF_DT_SYMBOLS = 6,
  ELF_DT_RELA = 7,
  ELF_DT_RELA_SIZE = 8,
  ELF_DT_RELA_ENTRY = 9,
  ELF_DT_STRINGS_SIZE = 10,
  ELF_DT_SYMBOL_ENTRY = 11,
  ELF_DT_SONAME = 14,
  ELF_DT_PLT_RELA_TYPE = 20,
  ELF_DT_PLT_RELA = 23,
  ELF_DT_FLAGS = 30,
  ELF_DT_GNU_HASH = 0x6ffffef5,
  ELF_DT_RELA_COUNT = 0x6ffffff9,
  ELF_DT_FLAGS_1 = 0x6ffffffb,
};
