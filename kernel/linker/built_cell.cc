// SPDX-License-Identifier: Apache-2.0
// Where the parts of a built `.cell` lie, for tests that break one of them. Asking for what is not there ends the test.
#include <cstdlib>

#include "kernel/linker/elf_builder.h"

namespace {

[[noreturn]] void NotThere() {
  std::abort();
}

}  // namespace

elf_header &BuiltCell::header() {
  return *reinterpret_cast<elf_header *>(bytes.data());
}

elf_segment &BuiltCell::segment(uint32_t index) {
  return reinterpret_cast<elf_segment *>(bytes.data() + header().program_offset)[index];
}

elf_segment &BuiltCell::segment_of(uint32_t type) {
  for (uint32_t i = 0; i < header().program_count; i++)
    if (segment(i).type == type) return segment(i);
  NotThere();
}

elf_dynamic &BuiltCell::dynamic(int64_t tag) {
  elf_dynamic *entry = reinterpret_cast<elf_dynamic *>(bytes.data() + segment_of(ELF_DYNAMIC).offset);
  for (; entry->tag != tag; entry++)
    if (entry->tag == ELF_DT_NULL) NotThere();
  return *entry;
}

elf_segment &BuiltCell::link() {
  return segment(header().program_count - 1u);
}

uint8_t *BuiltCell::linked(uint64_t address) {
  return bytes.data() + link().offset + (address - link().address);
}

elf_symbol &BuiltCell::symbol(const std::string &name) {
  elf_symbol *symbol = reinterpret_cast<elf_symbol *>(linked(dynamic(ELF_DT_SYMBOLS).value));
  for (uint32_t i = 1; i < 64; i++)
    if (string(symbol[i].name) == name) return symbol[i];
  NotThere();
}

elf_rela &BuiltCell::relocation(uint64_t address) {
  elf_rela *rela = reinterpret_cast<elf_rela *>(linked(dynamic(ELF_DT_RELA).value));
  uint64_t size = dynamic(ELF_DT_RELA_SIZE).value + dynamic(ELF_DT_PLT_RELA_SIZE).value;
  for (uint64_t i = 0; i < size / sizeof *rela; i++)
    if (rela[i].offset == address) return rela[i];
  NotThere();
}

elf_section &BuiltCell::section(uint32_t index) {
  return reinterpret_cast<elf_section *>(bytes.data() + header().section_offset)[index];
}

uint32_t *BuiltCell::hash() {
  return reinterpret_cast<uint32_t *>(linked(dynamic(ELF_DT_GNU_HASH).value));
}

uint32_t *BuiltCell::build_id() {
  return reinterpret_cast<uint32_t *>(bytes.data() + segment_of(ELF_NOTE).offset);
}

char *BuiltCell::string(uint64_t offset) {
  return reinterpret_cast<char *>(linked(dynamic(ELF_DT_STRINGS).value) + offset);
}

uint64_t BuiltCell::value(const std::string &name) {
  return symbol(name).value;
}
