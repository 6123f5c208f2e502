// SPDX-License-Identifier: Apache-2.0
// Refusals of cells that break the dialect: version, symbols, relocations. Each sentence names the cell.
#include <gtest/gtest.h>

#include "kernel/linker/refusals.h"

namespace {

elf_rela &Slot(BuiltCell &cell, size_t index) {
  return cell.relocation(cell.places[index]);
}

void SetType(elf_rela &rela, uint32_t type) {
  rela.info = rela.info >> 32 << 32 | type;
}

void SetSymbol(elf_rela &rela, uint32_t symbol) {
  rela.info = (rela.info & UINT32_MAX) | uint64_t{symbol} << 32;
}

}  // namespace

TEST(ReadCell, RefusesACellWithoutAVersion) {
  const char *sentence = "//test/whole has no build id, so no version; link it with --build-id=sha1";
  ExpectRefusals(WholeCell(), {{sentence, [](BuiltCell &cell) { cell.segment_of(ELF_NOTE).type = ELF_DELIAS_NOTE; }},
                               {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_NOTE).file_size = 23; }},
                               {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_NOTE).address++; }},
                               {sentence, [](BuiltCell &cell) { cell.build_id()[0] = 5; }},
                               {sentence, [](BuiltCell &cell) { cell.build_id()[1] = 7; }},
                               {sentence, [](BuiltCell &cell) { cell.build_id()[2] = 1; }}});
}

TEST(ReadCell, RefusesExportedVariables) {
  const char *sentence = "//test/whole exports the variable state; cells export functions only: make it static, "
                         "CELL_STATE or CELL_OPS";
  ExpectRefusals(WholeCell(),
                 {{sentence, [](BuiltCell &cell) { cell.symbol("state").value = cell.rodata; }},
                  {sentence, [](BuiltCell &cell) { cell.symbol("state").value = cell.segment(1).address; }},
                  {sentence, [](BuiltCell &cell) { cell.symbol("state").size = 17; }}});
}

TEST(ReadCell, RefusesSymbolsThatLieInNoPlaceForThem) {
  ExpectRefusals(WholeCell(), {{"//test/whole: the name of symbol 1 lies outside",
                                [](BuiltCell &cell) {
                                  cell.symbol("import").name =
                                      static_cast<uint32_t>(cell.dynamic(ELF_DT_STRINGS_SIZE).value);
                                }},
                               {"//test/whole: symbol run of type 2 lies in no place for it",
                                [](BuiltCell &cell) { cell.symbol("run").value = cell.rodata; }},
                               {"//test/whole: symbol run of type 2 lies in no place for it",
                                [](BuiltCell &cell) { cell.symbol("run").size = cell.segment(1).memory_size + 1; }},
                               {"//test/whole: symbol run of type 2 lies in no place for it",
                                [](BuiltCell &cell) {
                                  cell.symbol("run").value = cell.segment(1).address + cell.segment(1).memory_size;
                                  cell.symbol("run").size = 0;
                                }},
                               {"//test/whole: symbol run of type 0 lies in no place for it",
                                [](BuiltCell &cell) { cell.symbol("run").info = 0; }},
                               {"//test/whole: symbol run of type 2 lies in no place for it",
                                [](BuiltCell &cell) { cell.symbol("run").value = cell.value("state"); }},
                               {"//test/whole: symbol on_tick of type 10 lies in no place for it",
                                [](BuiltCell &cell) { cell.symbol("on_tick").info = 10; }}});
}

TEST(ReadCell, RefusesRelocationsOutsideSlotsAndOpsTables) {
  ExpectRefusals(WholeCell(), {{"//test/whole: a relocation at 0x1000, which is no word of slots or ops",
                                [](BuiltCell &cell) { Slot(cell, 1).offset = cell.segment(1).address; }},
                               {"//test/whole: a relocation at 0xffffffffffffffff, which is no word of slots or ops",
                                [](BuiltCell &cell) { Slot(cell, 1).offset = UINT64_MAX; }},
                               {"//test/whole: a relocation at 0x2004, which is no word of slots or ops",
                                [](BuiltCell &cell) { Slot(cell, 3).offset = cell.segment(2).address + 4; }},
                               {"//test/whole: a relocation at 0x2010, which is no word of slots or ops",
                                [](BuiltCell &cell) { Slot(cell, 3).offset = cell.segment(2).address + 16; }},
                               {"//test/whole: a relocation at 0x2008, which lies in no ops table",
                                [](BuiltCell &cell) {
                                  cell.symbol("table").size = 8;
                                  Slot(cell, 3).offset = cell.segment(2).address + 8;
                                }},
                               {"//test/whole: a relocation at 0x2000, which lies in no ops table",
                                [](BuiltCell &cell) { cell.symbol("table").size = 7; }},
                               {"//test/whole: a slot at 0x2000 lies outside the read-only pages",
                                [](BuiltCell &cell) { Slot(cell, 0).offset = cell.segment(2).address; }}});
}

TEST(ReadCell, RefusesRelocationsOfOtherTypes) {
  for (uint32_t type : {0u, 2u, 4u, 5u, 9u, 10u, 16u, 37u})
    ExpectRefusals(WholeCell(), {{"//test/whole: relocation type " + std::to_string(type) +
                                      " at 0x2000 is forbidden; compile with the flags of the cell toolchain",
                                  [type](BuiltCell &cell) { SetType(Slot(cell, 3), type); }}});
}

TEST(ReadCell, RefusesRelocationsAgainstNoSymbolOrIntoTheMiddleOfOne) {
  ExpectRefusals(WholeCell(),
                 {{"//test/whole: a relocation names symbol 0, which is not there",
                   [](BuiltCell &cell) { SetSymbol(Slot(cell, 1), 0); }},
                  {"//test/whole: a relocation names symbol 6, which is not there",
                   [](BuiltCell &cell) { SetSymbol(Slot(cell, 1), 6); }},
                  {"//test/whole: a pointer into the middle of state (+8); keep the object's address and an index",
                   [](BuiltCell &cell) { Slot(cell, 1).addend = 8; }},
                  {"//test/whole: a pointer into the middle of on_tick (+-1); keep the object's address and an index",
                   [](BuiltCell &cell) { Slot(cell, 3).addend = -1; }}});
}

TEST(ReadCell, RefusesAddressesOfStaticFunctions) {
  // Functions lie 32 bytes apart, from 16: run, on_tick, hidden.
  ExpectRefusals(
      WholeCell(),
      {{"//test/whole: the address of a static function (text+0x50) escapes; export it or mark it CELL_CALLBACK",
        [](BuiltCell &cell) { Slot(cell, 2).addend = static_cast<int64_t>(cell.segment(1).address + 0x50); }},
       {"//test/whole: the address of a static function (text+0x11) escapes; export it or mark it CELL_CALLBACK",
        [](BuiltCell &cell) { Slot(cell, 2).addend = static_cast<int64_t>(cell.value("run") + 1); }}});
}

TEST(ReadCell, DoesNotTakeAnImportForTheFunctionAtAnAddress) {
  ExpectRefusals(
      WholeCell(),
      {{"//test/whole: the address of a static function (text+0x50) escapes; export it or mark it CELL_CALLBACK",
        [](BuiltCell &cell) {
          cell.symbol("import").info = ELF_SYMBOL_FUNCTION;
          cell.symbol("import").value = cell.segment(1).address + 0x50;
          Slot(cell, 2).addend = static_cast<int64_t>(cell.segment(1).address + 0x50);
        }}});
}

TEST(ReadCell, RefusesPointersToWhereNothingMayPoint) {
  ExpectRefusals(WholeCell(),
                 {{"//test/whole: a relative relocation at 0x2000 leads to 0x3000, outside rodata and text",
                   [](BuiltCell &cell) {
                     Slot(cell, 3).addend = static_cast<int64_t>(cell.segment(3).address);
                     SetType(Slot(cell, 3), ELF_R_RELATIVE);
                   }},
                  {"//test/whole: a relative relocation at 0x2000 leads to 0xffffffffffffffff, outside rodata and text",
                   [](BuiltCell &cell) {
                     Slot(cell, 3).addend = -1;
                     SetType(Slot(cell, 3), ELF_R_RELATIVE);
                   }}});
}

TEST(ReadCell, RefusesPointersOfEveryTypeInTheFirstValueOfState) {
  for (uint32_t type : {ELF_R_RELATIVE, ELF_R_64, ELF_R_GLOB_DAT})
    ExpectRefusals(WholeCell(), {{"//test/whole: the first value of state holds a pointer (at 0x3008), which would "
                                  "dangle after a swap; set it in init",
                                  [type](BuiltCell &cell) {
                                    SetType(Slot(cell, 3), type);
                                    Slot(cell, 3).offset = cell.segment(3).address + 8;
                                  }}});
}

TEST(ReadCell, TakesTheVersionFromTheFirstEightBytesOfTheBuildId) {
  CellBuilder cell = WholeCell();
  cell.version = 0xfedcba9876543210;
  BuiltCell built = cell.Build();
  linker_elf elf;
  linker_error error;
  ASSERT_EQ(linker_read(built.bytes.data(), built.bytes.size(), &elf, &error), OK);
  EXPECT_EQ(elf.version, 0xfedcba9876543210u);
}
