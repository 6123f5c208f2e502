// SPDX-License-Identifier: Apache-2.0
// Names of functions from the file's symbol table.
#include <gtest/gtest.h>

#include <cstring>

#include "kernel/linker/linker_region.h"

namespace {

CellBuilder Names() {
  CellBuilder cell;
  cell.functions = {Returns("first", 1), Returns("second", 2, ""), Returns("third", 3, "callback")};
  return cell;
}

// The names of the last cell's symbols, in their order.
std::vector<std::string> SymbolNames(LinkerRegion &region) {
  std::vector<std::string> names;
  const graph_range range = graph_cell(region.bytes(), region.last())->symbols;
  for (uint32_t i = 0; i < range.count; i++)
    names.push_back(graph_string(region.bytes(), graph_symbol(region.bytes(), range.first + i)->name));
  return names;
}

status_t AddSymbols(LinkerRegion &region, const BuiltCell &cell, linker_error *error) {
  return linker_add_symbols(region.bytes(), region.last(), cell.bytes.data(), cell.bytes.size(), error);
}

elf_symbol *Table(BuiltCell &cell) {
  return reinterpret_cast<elf_symbol *>(&cell.bytes[cell.section(1).offset]);
}

// Adds the cell and then the symbols that `changes` left of it.
std::vector<std::string> NamesAfter(void (*changes)(BuiltCell &)) {
  LinkerRegion region;
  BuiltCell cell = Names().Build();
  EXPECT_EQ(region.Add(cell.bytes), OK);
  changes(cell);
  linker_error error;
  EXPECT_EQ(AddSymbols(region, cell, &error), OK) << error.text;
  return SymbolNames(region);
}

using Strings = std::vector<std::string>;

}  // namespace

TEST(Symbols, AreAllFunctionsOfTheFileSortedByAddress) {
  LinkerRegion region;
  BuiltCell cell = Names().Build();
  ASSERT_EQ(region.Add(cell.bytes), OK);
  std::swap(Table(cell)[1], Table(cell)[3]);
  linker_error error;
  ASSERT_EQ(AddSymbols(region, cell, &error), OK) << error.text;
  EXPECT_EQ(SymbolNames(region), (Strings{"first", "second", "third"}));
  const struct graph_symbol *row = graph_symbol(region.bytes(), 1);
  EXPECT_EQ(row->offset, 48u);
  EXPECT_EQ(row->size, 6u);
}

TEST(Symbols, OfTheSameAddressKeepTheirOrder) {
  auto same = [](BuiltCell &cell) { Table(cell)[1].value = Table(cell)[2].value = Table(cell)[3].value; };
  EXPECT_EQ(NamesAfter(same), (Strings{"first", "second", "third"}));
}

TEST(Symbols, AreOnlyFunctionsThatLieInText) {
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].info = ELF_SYMBOL_OBJECT; }), (Strings{"first", "third"}));
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].section = ELF_UNDEFINED; }), (Strings{"first", "third"}));
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].name = UINT32_MAX; }), (Strings{"first", "third"}));
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].value = 0; }), (Strings{"first", "third"}));
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].value += cell.segment(1).memory_size; }),
            (Strings{"first", "third"}));
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { Table(cell)[2].size = UINT64_MAX; }), (Strings{"first", "third"}));
  auto end_of_text = [](BuiltCell &cell) {
    Table(cell)[2].value = cell.segment(1).address + cell.segment(1).memory_size;
    Table(cell)[2].size = 0;
  };
  EXPECT_EQ(NamesAfter(end_of_text), (Strings{"first", "third"}));
}

TEST(Symbols, LeaveOutTheMarksOfKcfi) {
  LinkerRegion region;
  CellBuilder builder = Names();
  builder.functions.push_back({"__cfi_first", ""});
  BuiltCell cell = builder.Build();
  ASSERT_EQ(region.Add(cell.bytes), OK);
  linker_error error;
  ASSERT_EQ(AddSymbols(region, cell, &error), OK);
  EXPECT_EQ(SymbolNames(region), (Strings{"first", "second", "third"}));
}

TEST(Symbols, AreNoneWithoutATableThatCanBeRead) {
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.header().section_count = 0; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.header().section_size = 32; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.header().section_offset = UINT64_MAX - 7; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.header().section_offset -= 4; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(1).link = 3; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(1).offset = cell.bytes.size(); }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(1).offset += 4; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(2).size = UINT64_MAX; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(2).offset = cell.section(2).size = 0; }), Strings{});
  EXPECT_EQ(NamesAfter([](BuiltCell &cell) { cell.section(2).size--; }), Strings{});
}

TEST(Symbols, AreRefusedFromAnotherFileAndTwice) {
  LinkerRegion region;
  BuiltCell cell = Names().Build();
  ASSERT_EQ(region.Add(cell.bytes), OK);
  linker_error error;
  CellBuilder other = Names();
  other.version++;
  EXPECT_EQ(AddSymbols(region, other.Build(), &error), INVALID);
  EXPECT_STREQ(error.text, "//test/cell: cell number 0 of the graph was not linked from this file");
  other = Names();
  other.label = "//test/other";
  EXPECT_EQ(AddSymbols(region, other.Build(), &error), INVALID);
  EXPECT_STREQ(error.text, "//test/other: cell number 0 of the graph was not linked from this file");
  EXPECT_EQ(linker_add_symbols(region.bytes(), 1, cell.bytes.data(), cell.bytes.size(), &error), INVALID);
  EXPECT_EQ(linker_add_symbols(region.bytes(), 0, cell.bytes.data(), 100, &error), CORRUPT);
  ASSERT_EQ(AddSymbols(region, cell, &error), OK);
  EXPECT_EQ(AddSymbols(region, cell, &error), INVALID);
  EXPECT_STREQ(error.text, "//test/cell: its symbols are there already");
}

TEST(Symbols, AreAllOrNoneWhenAnAreaIsFull) {
  for (region_area area : {REGION_SYMBOLS, REGION_STRINGS})
    for (uint64_t room = 0; room < 3; room++) {
      LinkerRegion region;
      BuiltCell cell = Names().Build();
      ASSERT_EQ(region.Add(cell.bytes), OK);
      uint64_t unit = area == REGION_SYMBOLS ? sizeof(struct graph_symbol) : 6, size = region_span(area).size;
      region.header().used[area] = (area == REGION_SYMBOLS ? size / unit * unit : size) - room * unit;
      struct graph_header before = region.header();
      linker_error error;
      EXPECT_EQ(AddSymbols(region, cell, &error), NO_MEMORY);
      EXPECT_TRUE(std::string(error.text).starts_with("//test/cell: the area 's")) << error.text;
      EXPECT_EQ(std::memcmp(&region.header(), &before, sizeof before), 0);
      EXPECT_EQ(graph_cell(region.bytes(), 0)->symbols.count, 0u);
    }
}
