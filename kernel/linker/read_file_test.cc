// SPDX-License-Identifier: Apache-2.0
// Refusals of files that are no cells at all: header, segments, dynamic section and the tables that it names. Until the
// label is read, the sentence cannot have it; whoever read the file says its name.
#include <gtest/gtest.h>

#include "kernel/linker/refusals.h"

namespace {

uint64_t LinkEnd(BuiltCell &cell) {
  return cell.link().address + cell.link().file_size;
}

}  // namespace

TEST(ReadFile, RefusesWhatIsNoSharedObjectForThisMachine) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: 63 bytes are too few for an ELF header", [](BuiltCell &cell) { cell.bytes.resize(63); }},
       {"not a cell: 0 bytes are too few for an ELF header", [](BuiltCell &cell) { cell.bytes.clear(); }},
       {"not a cell: the file is no ELF file; give a .cell file", [](BuiltCell &cell) { cell.bytes[0] = 0; }},
       {"not a cell: the file is no ELF file; give a .cell file", [](BuiltCell &cell) { cell.bytes[1] = 'e'; }},
       {"not a cell: the file is no ELF file; give a .cell file", [](BuiltCell &cell) { cell.bytes[2] = 'l'; }},
       {"not a cell: the file is no ELF file; give a .cell file", [](BuiltCell &cell) { cell.bytes[3] = 'f'; }},
       {"not a cell: machine 62, class 1; build it for x86-64", [](BuiltCell &cell) { cell.bytes[4] = 1; }},
       {"not a cell: machine 62, class 2; build it for x86-64", [](BuiltCell &cell) { cell.bytes[5] = 2; }},
       {"not a cell: machine 183, class 2; build it for x86-64", [](BuiltCell &cell) { cell.header().machine = 183; }},
       {"not a cell: ELF type 1 is no shared object; give a .cell file",
        [](BuiltCell &cell) { cell.header().type = ELF_TYPE_RELOCATABLE; }}});
}

TEST(ReadFile, RefusesProgramHeadersThatLieOutside) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: program headers of 32 bytes", [](BuiltCell &cell) { cell.header().program_size = 32; }},
       {"not a cell: program headers lie outside the file", [](BuiltCell &cell) { cell.header().program_count = 17; }},
       {"not a cell: program headers lie outside the file", [](BuiltCell &cell) { cell.header().program_offset = 65; }},
       {"not a cell: program headers lie outside the file",
        [](BuiltCell &cell) { cell.header().program_offset = cell.bytes.size() / 8 * 8; }},
       {"not a cell: program headers lie outside the file",
        [](BuiltCell &cell) { cell.header().program_offset = UINT64_MAX - 7; }}});
}

TEST(ReadFile, RefusesSegmentsThatNoCellHas) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: segment 1 lies outside the file",
        [](BuiltCell &cell) { cell.segment(1).offset = cell.bytes.size(); }},
       {"not a cell: segment 4 lies outside the file", [](BuiltCell &cell) { cell.segment(4).file_size = UINT64_MAX; }},
       {"not a cell: segment 5 has type 0x3, which no cell has", [](BuiltCell &cell) { cell.segment(5).type = 3; }},
       {"not a cell: segment 0 has flags 5; a cell loads R, RX, R, RW, none in this order",
        [](BuiltCell &cell) { cell.segment(0).flags = ELF_R | ELF_X; }},
       {"not a cell: segment 1 has flags 7; a cell loads R, RX, R, RW, none in this order",
        [](BuiltCell &cell) { cell.segment(1).flags = ELF_R | ELF_W | ELF_X; }},
       {"not a cell: segment 3 has flags 7; a cell loads R, RX, R, RW, none in this order",
        [](BuiltCell &cell) { cell.segment(3).flags = ELF_R | ELF_W | ELF_X; }},
       {"not a cell: segment 4 has flags 4; a cell loads R, RX, R, RW, none in this order",
        [](BuiltCell &cell) { cell.segment(4).type = ELF_LOAD; }},
       {"not a cell: segment 7 has flags 4; a cell loads R, RX, R, RW, none in this order",
        [](BuiltCell &cell) { cell.segment(6) = cell.link(), cell.link().flags = ELF_R; }},
       {"not a cell: 1 loadable segments; a cell has at least two",
        [](BuiltCell &cell) { cell.header().program_count = 1; }}});
}

TEST(ReadFile, RefusesSegmentsOfOtherSizesAndPlacesThanTheBuildMakes) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: loadable segment 3 is too large or overlaps",
        [](BuiltCell &cell) { cell.segment(3).memory_size = (1 << 24) + 1; }},
       {"not a cell: loadable segment 1 is too large or overlaps",
        [](BuiltCell &cell) { cell.segment(1).address = 0; }},
       {"not a cell: loadable segment 3 is too large or overlaps",
        [](BuiltCell &cell) { cell.segment(3).address = UINT64_MAX / 64 * 64; }},
       {"not a cell: loadable segment 2 has 16 bytes in the file and 17 in memory",
        [](BuiltCell &cell) { cell.segment(2).memory_size = 17; }},
       {"not a cell: loadable segment 3 has 16 bytes in the file and 15 in memory",
        [](BuiltCell &cell) { cell.segment(3).memory_size = 15; }},
       {"not a cell: the first segment does not begin at 0", [](BuiltCell &cell) { cell.segment(0).address = 4096; }},
       {"not a cell: loadable segment 1 lies at 0x1010, aligned to 16; aligned to 4096 is what a cell gets",
        [](BuiltCell &cell) { cell.segment(1).address = 0x1010; }},
       {"not a cell: loadable segment 2 lies at 0x2020, aligned to 16; aligned to 64 is what a cell gets",
        [](BuiltCell &cell) { cell.segment(2).address = 0x2020; }},
       {"not a cell: loadable segment 3 lies at 0x3000, aligned to 128; aligned to 64 is what a cell gets",
        [](BuiltCell &cell) { cell.segment(3).align = 128; }}});
}

TEST(ReadFile, RefusesADynamicSectionThatIsNotWhatTheBuildMakes) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: there is no dynamic section",
        [](BuiltCell &cell) { cell.segment_of(ELF_DYNAMIC).type = ELF_NOTE; }},
       {"not a cell: there is no dynamic section", [](BuiltCell &cell) { cell.link().type = ELF_NOTE; }},
       {"not a cell: there is no dynamic section", [](BuiltCell &cell) { cell.segment_of(ELF_DYNAMIC).file_size = 0; }},
       {"not a cell: there is no dynamic section", [](BuiltCell &cell) { cell.segment_of(ELF_DYNAMIC).address += 4; }},
       {"not a cell: there is no dynamic section", [](BuiltCell &cell) { cell.link().offset += 4; }},
       {"not a cell: there is no dynamic section",
        [](BuiltCell &cell) { cell.segment_of(ELF_DYNAMIC).address = LinkEnd(cell); }},
       {"not a cell: table entries of 16 bytes", [](BuiltCell &cell) { cell.dynamic(ELF_DT_RELA_ENTRY).value = 16; }},
       {"not a cell: table entries of 25 bytes", [](BuiltCell &cell) { cell.dynamic(ELF_DT_SYMBOL_ENTRY).value = 25; }},
       {"not a cell: dynamic entry 0xc, which no cell has",
        [](BuiltCell &cell) { cell.dynamic(ELF_DT_NEEDED).tag = 12; }},
       {"not a cell: the dynamic section has no end",
        [](BuiltCell &cell) { cell.segment_of(ELF_DYNAMIC).file_size -= 16; }},
       {"not a cell: it has no label (DT_SONAME)",
        [](BuiltCell &cell) { cell.dynamic(ELF_DT_SONAME).value = cell.dynamic(ELF_DT_STRINGS_SIZE).value; }},
       {"not a cell: it has no label (DT_SONAME)",
        [](BuiltCell &cell) { cell.dynamic(ELF_DT_SONAME).tag = ELF_DT_FLAGS; }},
       {"//test/whole: a dependency's name lies outside",
        [](BuiltCell &cell) { cell.dynamic(ELF_DT_NEEDED).value = UINT64_MAX; }}});
}

TEST(ReadFile, RefusesMoreDependenciesAndSymbolsThanItKeepsNumbersFor) {
  CellBuilder cell;
  cell.needed.assign(LINKER_DEPS + 1, "//test/dep");
  std::vector<uint8_t> file = cell.Build().bytes;
  linker_elf elf;
  linker_error error;
  EXPECT_EQ(linker_read(file.data(), file.size(), &elf, &error), CORRUPT);
  EXPECT_STREQ(error.text, "not a cell: more than 128 dependencies");
  cell.needed.clear();
  for (int i = 0; i < LINKER_SYMBOLS; i++)
    cell.functions.push_back({"f" + std::to_string(i)});
  file = cell.Build().bytes;
  EXPECT_EQ(linker_read(file.data(), file.size(), &elf, &error), CORRUPT);
  EXPECT_STREQ(error.text, "not a cell: more than 4096 symbols");
}

TEST(ReadFile, RefusesTablesThatLieOutside) {
  ExpectRefusals(WholeCell(), {{"not a cell: the string table lies outside or has no end",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_STRINGS).value = LinkEnd(cell); }},
                               {"not a cell: the string table lies outside or has no end",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_STRINGS_SIZE).value = 0; }},
                               {"not a cell: the string table lies outside or has no end",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_STRINGS_SIZE).value--; }},
                               {"not a cell: the symbol table lies outside",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_SYMBOLS).value += 4; }},
                               {"not a cell: the symbol table lies outside",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_SYMBOLS).value = LinkEnd(cell) - 8; }},
                               {"not a cell: a relocation table lies outside",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_RELA).value = UINT64_MAX - 7; }},
                               {"not a cell: a relocation table lies outside",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_RELA_SIZE).value = UINT64_MAX; }},
                               {"not a cell: a relocation table lies outside",
                                [](BuiltCell &cell) { cell.dynamic(ELF_DT_PLT_RELA).value = LinkEnd(cell); }}});
}

TEST(ReadFile, RefusesAHashTableThatDoesNotTellTheNumberOfSymbols) {
  ExpectRefusals(
      WholeCell(),
      {{"not a cell: there is no GNU hash table", [](BuiltCell &cell) { cell.dynamic(ELF_DT_GNU_HASH).value = 0; }},
       {"not a cell: the hash table lies outside", [](BuiltCell &cell) { cell.dynamic(ELF_DT_GNU_HASH).value++; }},
       {"not a cell: the hash table lies outside",
        [](BuiltCell &cell) { cell.dynamic(ELF_DT_GNU_HASH).value = LinkEnd(cell) - 8; }},
       {"not a cell: the hash table lies outside", [](BuiltCell &cell) { cell.hash()[0] = UINT32_MAX; }},
       {"not a cell: the hash table lies outside", [](BuiltCell &cell) { cell.hash()[2] = UINT32_MAX; }},
       {"not a cell: the hash table is malformed", [](BuiltCell &cell) { cell.hash()[1] = UINT32_MAX; }},
       {"not a cell: a chain of the hash table has no end", [](BuiltCell &cell) { cell.hash()[6] = UINT32_MAX; }}});
}

TEST(ReadFile, ReadsACellWithoutFunctionsStateAndSymbolTable) {
  CellBuilder empty;
  empty.stripped = true;
  BuiltCell cell = empty.Build();
  linker_elf elf;
  linker_error error;
  ASSERT_EQ(linker_read(cell.bytes.data(), cell.bytes.size(), &elf, &error), OK) << error.text;
  EXPECT_STREQ(elf.label, "//test/cell");
  EXPECT_EQ(elf.version, 0x0102030405060708u);
  EXPECT_EQ(elf.symbol_count, 1u);
  EXPECT_EQ(elf.segments[LINKER_STATE].memory_size, 0u);
}
