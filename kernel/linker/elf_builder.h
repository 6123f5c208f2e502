// SPDX-License-Identifier: Apache-2.0
// elf_builder: makes `.cell` files in memory. What it builds is valid as it stands, so that a test can break one thing
// and see it refused for that.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/linker/elf.h"
#include "kernel/linker/linker.h"

enum : uint64_t { BUILT_HASH = 0xab1 };  // of whatever a test says no more about: all agree

// A function in text. It starts 16-byte aligned, with its kcfi id in front if it has one.
struct BuiltFunction {
  std::string name;
  std::string kind = "READ";  // "callback": that; "": static, named in the symbol table only
  std::vector<uint8_t> code = {0xc3};
  std::optional<uint32_t> kcfi = {};
  uint64_t abi = BUILT_HASH;
  uint32_t arguments = 0;  // of an ATOMIC one
};

// A state object or an ops table. It starts 64-byte aligned.
struct BuiltObject {
  std::string word = "state";  // or "cpustate", "ops"
  std::string name;
  std::string type;
  std::vector<uint8_t> bytes;
  uint64_t schema = BUILT_HASH;
};

// A word of the file that the linker fills.
struct BuiltRelocation {
  uint32_t type;
  std::string symbol;                            // import or own; "": none
  std::optional<linker_segment> place = {};      // none: a slot of its own in the read-only part
  uint64_t offset = 0;                           // in `place`
  std::optional<linker_segment> addend_of = {};  // added to the addend: where that segment starts
  int64_t addend = 0;
};

struct BuiltCell {
  std::vector<uint8_t> bytes;
  std::vector<uint64_t> places;  // address of each relocation's word
  uint64_t rodata = 0;           // address of CellBuilder::rodata

  elf_header &header();
  elf_segment &segment(uint32_t index);  // 0 to 3: in memory; then dynamic, note, build id; the last: link()
  elf_segment &segment_of(uint32_t type);
  elf_segment &link();                // what only the linker reads
  uint8_t *linked(uint64_t address);  // in it
  elf_dynamic &dynamic(int64_t tag);
  elf_symbol &symbol(const std::string &name);  // dynamic
  elf_rela &relocation(uint64_t address);       // by the address of its word
  elf_section &section(uint32_t index);         // 1: symbols, 2: their names
  uint32_t *hash();      // buckets, first, bloom words, shift, bloom (8 bytes), two buckets, chain
  uint32_t *build_id();  // name size, size, type, "GNU", id
  char *string(uint64_t offset);
  uint64_t value(const std::string &symbol);
};

struct CellBuilder {
  std::string label = "//test/cell";
  std::vector<std::string> needed;  // DT_NEEDED and the note's dep lines
  std::vector<std::string> provides;
  std::string restart = "never";
  std::vector<BuiltFunction> functions;
  std::vector<BuiltObject> objects;
  std::vector<BuiltRelocation> relocations;
  std::map<std::string, uint64_t> uses;  // imports whose hash is another than BUILT_HASH
  uint64_t revision = 0;                 // 0: the note has no such line
  std::string rodata;
  uint64_t version = 0x0102030405060708;
  uint64_t zero_state = 0;            // bytes of state in memory beyond those in the file
  std::optional<std::string> note{};  // instead of the one that fits
  std::string more_note;              // lines behind it
  bool stripped = false;              // no symbol table

  std::string Note() const;
  BuiltCell Build() const;
};

// Adds a READ function that gives a number.
BuiltFunction Returns(const std::string &name, uint32_t number, const std::string &kind = "READ");
// What request gates lead to.
std::vector<BuiltFunction> NucleusGates();
