// SPDX-License-Identifier: Apache-2.0
// object_builder: makes object files in memory, as a compiler would or not quite.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "kernel/linker/elf.h"

struct BuiltObjectFile {
  std::vector<uint8_t> bytes;
  elf_header &header() {
    return *reinterpret_cast<elf_header *>(bytes.data());
  }
  elf_section &section(uint32_t index) {
    return reinterpret_cast<elf_section *>(bytes.data() + header().section_offset)[index];
  }
  template <typename Row>
  Row &row(uint32_t in_section, uint32_t index) {
    return reinterpret_cast<Row *>(bytes.data() + section(in_section).offset)[index];
  }
};

// Sections 1, 2 and 3 are symbols, their names and the names of sections; what is added comes behind.
class ObjectBuilder {
public:
  enum { SYMBOLS = 1, STRINGS, SECTION_NAMES, FIRST };

  uint32_t Section(const std::string &name, uint64_t flags, uint64_t size, uint64_t align = 1) {
    sections_.push_back({name, 1, flags, std::vector<uint8_t>(size), 0, align});
    return FIRST + static_cast<uint32_t>(sections_.size()) - 1;
  }
  uint32_t Text(const std::string &function) {
    return Section(".text." + function, ELF_SECTION_ALLOC | ELF_SECTION_EXECUTE, 16);
  }
  // visibility 2: hidden
  uint32_t Symbol(const std::string &name, uint8_t type, uint8_t bind, uint16_t section, uint64_t size = 0,
                  uint8_t visibility = 0) {
    elf_symbol symbol = {};
    symbol.name = Name(strings_, name);
    symbol.info = static_cast<uint8_t>(bind << 4 | type);
    symbol.other = visibility;
    symbol.section = section;
    symbol.size = size;
    symbols_.push_back(symbol);
    return static_cast<uint32_t>(symbols_.size()) - 1;
  }
  uint32_t Function(const std::string &name, uint8_t bind = ELF_BIND_GLOBAL, uint8_t visibility = 0) {
    return Symbol(name, ELF_SYMBOL_FUNCTION, bind, static_cast<uint16_t>(Text(name)), 16, visibility);
  }
  uint32_t Import(const std::string &name) {
    return Symbol(name, ELF_SYMBOL_NOTYPE, ELF_BIND_GLOBAL, ELF_UNDEFINED);
  }
  // Relocations of one section.
  uint32_t Relocations(uint32_t of, const std::vector<elf_rela> &rows) {
    const uint8_t *from = reinterpret_cast<const uint8_t *>(rows.data());
    sections_.push_back({".rela", ELF_SECTION_RELA, 0, {from, from + rows.size() * sizeof(elf_rela)}, of, 8});
    return FIRST + static_cast<uint32_t>(sections_.size()) - 1;
  }

  BuiltObjectFile Build() const {
    std::vector<uint8_t> out(sizeof(elf_header));
    std::vector<elf_section> headers(FIRST);
    std::string names(1, 0);
    const uint8_t *symbols = reinterpret_cast<const uint8_t *>(symbols_.data());
    headers[SYMBOLS] = Place(out, ELF_SECTION_SYMBOLS, {symbols, symbols + symbols_.size() * sizeof(elf_symbol)});
    headers[SYMBOLS].link = STRINGS;
    headers[STRINGS] = Place(out, ELF_SECTION_STRINGS, {strings_.begin(), strings_.end()});
    for (const Added &added : sections_) {
      elf_section section = Place(out, added.type, added.bytes);
      section.name = Name(names, added.name);
      section.flags = added.flags;
      section.info = added.info;
      section.align = added.align;
      headers.push_back(section);
    }
    headers[SECTION_NAMES] = Place(out, ELF_SECTION_STRINGS, {names.begin(), names.end()});
    elf_header header = {};
    const uint8_t ident[] = {0x7f, 'E', 'L', 'F', ELF_CLASS_64, ELF_LITTLE_ENDIAN, 1};
    std::memcpy(header.ident, ident, sizeof ident);
    header.type = ELF_TYPE_RELOCATABLE;
    header.machine = ELF_MACHINE_X86_64;
    header.section_offset = out.size();
    header.section_size = sizeof(elf_section);
    header.section_count = static_cast<uint16_t>(headers.size());
    header.section_names = SECTION_NAMES;
    const uint8_t *rows = reinterpret_cast<const uint8_t *>(headers.data());
    out.insert(out.end(), rows, rows + headers.size() * sizeof(elf_section));
    std::memcpy(out.data(), &header, sizeof header);
    return {out};
  }

private:
  struct Added {
    std::string name;
    uint32_t type;
    uint64_t flags;
    std::vector<uint8_t> bytes;
    uint32_t info;
    uint64_t align;
  };

  static uint32_t Name(std::string &names, const std::string &name) {
    uint32_t at = static_cast<uint32_t>(names.size());
    names += name;
    names.push_back(0);
    return at;
  }
  static elf_section Place(std::vector<uint8_t> &out, uint32_t type, const std::vector<uint8_t> &bytes) {
    elf_section section = {};
    section.type = type;
    section.offset = out.size();
    section.size = bytes.size();
    out.insert(out.end(), bytes.begin(), bytes.end());
    out.resize((out.size() + 7) / 8 * 8);
    return section;
  }

  std::vector<Added> sections_;
  std::vector<elf_symbol> symbols_ = std::vector<elf_symbol>(1);
  std::string strings_ = std::string(1, 0);
};
