// SPDX-License-Identifier: Apache-2.0
// celltool note: object files that no compiler would make.
#include <functional>

#include "tools/cell/celltool/note_runner.h"

TEST_F(Note, SectionsWithoutBytesMayBeLargerThanTheFileAndOthersLieAnywhere) {
  ObjectBuilder object;
  object.Function("run");
  uint32_t bss = object.Section(".bss.large", WRITABLE, 0);
  BuiltObjectFile file = object.Build();
  file.section(bss).type = ELF_SECTION_NOBITS;
  file.section(bss).size = 1 << 20;
  file.section(ObjectBuilder::FIRST).offset++;
  ExpectRefused(
      "error: //cells/own: the variable without a name (1048576 bytes, section .bss.large) is writable static "
      "data; declare it as CELL_STATE(type, name), or make it const\n",
      file, "", "READ run 0123456789abcdef\n");
}

TEST_F(Note, MalformedObjectsAreRefusedBeforeAnythingIsFollowed) {
  struct {
    const char *what;
    std::function<void(BuiltObjectFile &)> breaks;
  } cases[] = {
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes.resize(63); }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes.clear(); }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes[1] = 'e'; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes[4] = 1; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.header().type = ELF_TYPE_DYNAMIC; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.header().machine = 3; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset = UINT64_MAX - 7; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset += 8; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset -= 4; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_count = 0xffff; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_size = 40; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.header().section_names = 0xffff; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.header().section_names = 1; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.section(3).size = 0; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.section(3).size--; }},
      {"has a section outside the file", [](BuiltObjectFile &file) { file.section(4).offset = file.bytes.size(); }},
      {"has a section outside the file", [](BuiltObjectFile &file) { file.section(4).size = UINT64_MAX; }},
      {"has a section without a name", [](BuiltObjectFile &file) { file.section(4).name = 1 << 20; }},
      {"has a misaligned table", [](BuiltObjectFile &file) { file.section(1).offset++; }},
      {"has a misaligned table", [](BuiltObjectFile &file) { file.section(5).offset += 4; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(1).link = 4; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(1).link = UINT32_MAX; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(2).size--; }},
      {"has no symbols", [](BuiltObjectFile &file) { file.section(1).size = 23; }},
      {"has no symbols", [](BuiltObjectFile &file) { file.section(1).type = 1; }},
      {"has a symbol without a name",
       [](BuiltObjectFile &file) { file.row<elf_symbol>(1, 1).name = static_cast<uint32_t>(file.section(2).size); }},
      {"has relocations for no section", [](BuiltObjectFile &file) { file.section(5).info = 6; }},
      {"has a relocation against no symbol",
       [](BuiltObjectFile &file) { file.row<elf_rela>(5, 0).info = uint64_t{3} << 32 | ELF_R_PLT32; }},
  };
  for (const auto &broken : cases) {
    BuiltObjectFile file = Caller().Build();
    broken.breaks(file);
    SCOPED_TRACE(broken.what);
    ExpectRefused(std::string("error: //cells/own: own.o: ") + broken.what + "; compile it with the cell toolchain\n",
                  file, "", "READ run 0123456789abcdef\n");
  }
}
