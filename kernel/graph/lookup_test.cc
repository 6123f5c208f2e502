// SPDX-License-Identifier: Apache-2.0
// Every question to the graph, asked of graphs that the linker wrote: what is found, and what is not.
#include <gtest/gtest.h>

#include "kernel/graph/graph_host.h"
#include "kernel/linker/linker_region.h"

namespace {

CellBuilder Cell(const std::string &label) {
  CellBuilder cell;
  cell.label = label;
  return cell;
}

struct Place {
  status_t status;
  std::string name;
  uint64_t offset;
  uint32_t cell;
  bool operator==(const Place &) const = default;
};

void PrintTo(const Place &place, std::ostream *out) {
  *out << status_name(place.status) << " " << place.name << "+" << place.offset << " of cell " << place.cell;
}

Place SymbolAt(LinkerRegion &region, uint64_t address) {
  Place place = {OK, "", 0, GRAPH_NONE};
  const char *name = "";
  place.status = graph_symbol_at(region.bytes(), address, &place.cell, &name, &place.offset);
  place.name = name;
  return place;
}

const Place kNowhere = {NOT_FOUND, "", 0, GRAPH_NONE};

// A cell whose functions lie at 16, 48 and 80 of its text.
void AddNamed(LinkerRegion &region, const std::string &label) {
  CellBuilder cell = Cell(label);
  cell.functions = {Returns(label + "_one", 1), Returns(label + "_two", 2, ""), Returns(label + "_three", 3, "RAW")};
  BuiltCell built = cell.Build();
  linker_error error;
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  ASSERT_EQ(linker_add_symbols(region.bytes(), region.last(), built.bytes.data(), built.bytes.size(), &error), OK);
}

}  // namespace

TEST(Lookup, FindsAProviderByItsLabelOrByThatOfAnInterface) {
  LinkerRegion region;
  CellBuilder first = Cell("//kernel/first"), second = Cell("//kernel/second");
  second.provides = {"//kernel/one", "//kernel/two"};
  ASSERT_EQ(region.Add(first), OK);
  ASSERT_EQ(region.Add(second), OK);
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/first"), 0u);
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/second"), 1u);
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/one"), 1u);
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/two"), 1u);
  for (const char *label : {"", "first", "//kernel", "//kernel/first ", "//kernel/three"})
    EXPECT_EQ(graph_provider(region.bytes(), label), uint32_t{GRAPH_NONE}) << label;
}

TEST(Lookup, FindsACellByTheEndOfItsLabelUnlessSeveralHaveIt) {
  LinkerRegion region;
  for (const char *label : {"//kernel/heap", "//kernel/arch:host", "//kernel/power:host", "//cells/shell/commands:ps",
                            "//cells/big/heaps", "//odd/"})
    ASSERT_EQ(region.Add(Cell(label)), OK);
  EXPECT_EQ(graph_find(region.bytes(), "//kernel/heap"), 0u);
  EXPECT_EQ(graph_find(region.bytes(), "heap"), 0u);
  EXPECT_EQ(graph_find(region.bytes(), "kernel/heap"), 0u);
  EXPECT_EQ(graph_find(region.bytes(), "ps"), 3u);
  EXPECT_EQ(graph_find(region.bytes(), "commands:ps"), 3u);
  EXPECT_EQ(graph_find(region.bytes(), "power:host"), 2u);
  for (const char *label : {"host", "", "/", "eap", "s", "//kernel/hea", "/kernel/heap:heap", "x//kernel/heap"})
    EXPECT_EQ(graph_find(region.bytes(), label), uint32_t{GRAPH_NONE}) << label;
}

TEST(Lookup, AWholeLabelWinsOverCellsThatEndInIt) {
  LinkerRegion region;
  for (const char *label : {"//a/x", "//b/x", "x"})
    ASSERT_EQ(region.Add(Cell(label)), OK);
  EXPECT_EQ(graph_find(region.bytes(), "x"), 2u);
}

TEST(Lookup, FindsLiveCellsOnly) {
  LinkerRegion region;
  CellBuilder cell = Cell("//kernel/heap");
  cell.provides = {"//kernel/memory"};
  cell.objects = {{"ops", "table", "struct t", {1}}};
  ASSERT_EQ(region.Add(cell), OK);
  region.At<struct graph_cell>(REGION_BASE + region_span(REGION_CELLS).offset).flags = GRAPH_NUCLEUS;
  uint32_t cursor = 0, owner;
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/heap"), uint32_t{GRAPH_NONE});
  EXPECT_EQ(graph_provider(region.bytes(), "//kernel/memory"), uint32_t{GRAPH_NONE});
  EXPECT_EQ(graph_find(region.bytes(), "heap"), uint32_t{GRAPH_NONE});
  EXPECT_EQ(graph_ops_next(region.bytes(), "struct t", &cursor, &owner), nullptr);
}

TEST(Lookup, FindsACellByAnAddressInItsTextUpToTheLastByte) {
  LinkerRegion region;
  AddNamed(region, "a");
  AddNamed(region, "b");
  for (uint32_t i = 0; i < 2; i++) {
    const struct graph_cell *cell = graph_cell(region.bytes(), i);
    EXPECT_EQ(graph_cell_at(region.bytes(), cell->text_address), i);
    EXPECT_EQ(graph_cell_at(region.bytes(), cell->text_address + cell->text_size - 1), i);
    EXPECT_EQ(graph_cell_at(region.bytes(), cell->text_address - 1), uint32_t{GRAPH_NONE});
    EXPECT_EQ(graph_cell_at(region.bytes(), cell->text_address + cell->text_size), uint32_t{GRAPH_NONE});
    EXPECT_EQ(graph_cell_at(region.bytes(), cell->read_address), uint32_t{GRAPH_NONE});
  }
  for (uint64_t address : {UINT64_C(0), UINT64_MAX, REGION_BASE, REGION_BASE + REGION_SIZE})
    EXPECT_EQ(graph_cell_at(region.bytes(), address), uint32_t{GRAPH_NONE}) << address;
}

TEST(Lookup, NamesTheFunctionThatAnAddressLiesIn) {
  LinkerRegion region;
  AddNamed(region, "a");
  AddNamed(region, "b");
  uint64_t text = graph_cell(region.bytes(), 1)->text_address;
  EXPECT_EQ(SymbolAt(region, text), (Place{OK, "", 0, 1})) << "before the first";
  EXPECT_EQ(SymbolAt(region, text + 15), (Place{OK, "", 15, 1}));
  EXPECT_EQ(SymbolAt(region, text + 16), (Place{OK, "b_one", 0, 1}));
  EXPECT_EQ(SymbolAt(region, text + 47), (Place{OK, "b_one", 31, 1})) << "padding behind it";
  EXPECT_EQ(SymbolAt(region, text + 48), (Place{OK, "b_two", 0, 1}));
  EXPECT_EQ(SymbolAt(region, text + 80), (Place{OK, "b_three", 0, 1}));
  EXPECT_EQ(SymbolAt(region, text + 85), (Place{OK, "b_three", 5, 1})) << "the last byte";
  EXPECT_EQ(SymbolAt(region, text + 86), kNowhere);
  EXPECT_EQ(SymbolAt(region, text - 1), kNowhere);
  EXPECT_EQ(SymbolAt(region, graph_cell(region.bytes(), 0)->text_address + 48), (Place{OK, "a_two", 0, 0}));
}

TEST(Lookup, AStrippedCellsAddressesHaveNoName) {
  LinkerRegion region;
  CellBuilder cell = Cell("//kernel/heap");
  cell.functions = {Returns("one", 1)};
  ASSERT_EQ(region.Add(cell), OK);
  EXPECT_EQ(SymbolAt(region, region.Export("one").address + 3), (Place{OK, "", 19, 0}));
}

TEST(Lookup, GatesAreNamedAfterWhatTheyLeadTo) {
  LinkerRegion region;
  AddNamed(region, "a");
  uint64_t first, second;
  linker_error error;
  ASSERT_EQ(linker_gate(region.bytes(), 0, "a_three", &first, &error), OK);
  ASSERT_EQ(linker_gate(region.bytes(), 0, "a_one", &second, &error), OK);
  EXPECT_EQ(SymbolAt(region, first - 17), kNowhere);
  EXPECT_EQ(SymbolAt(region, first - 16), (Place{OK, "a_three", 0, 0}));
  EXPECT_EQ(SymbolAt(region, first + 15), (Place{OK, "a_three", 31, 0}));
  EXPECT_EQ(SymbolAt(region, first + 16), (Place{OK, "a_one", 0, 0}));
  EXPECT_EQ(SymbolAt(region, second + 15), (Place{OK, "a_one", 31, 0}));
  EXPECT_EQ(SymbolAt(region, second + 16), kNowhere);
  uint64_t end = REGION_BASE + region_span(REGION_GATE).offset + region_span(REGION_GATE).size;
  EXPECT_EQ(SymbolAt(region, end - 1), kNowhere);
  EXPECT_EQ(SymbolAt(region, end), kNowhere);
}

TEST(Lookup, GivesOpsTablesOfATypeInTheOrderOfTheCells) {
  LinkerRegion region;
  for (uint8_t i = 0; i < 3; i++) {
    CellBuilder cell = Cell("//test/cell" + std::to_string(i));
    std::string name = std::to_string(i);
    cell.objects = {{"ops", "command" + name, "struct shell_command", {i}},
                    {"ops", "life" + name, "struct cell_lifecycle", {i}}};
    ASSERT_EQ(region.Add(cell), OK);
  }
  uint32_t cursor = 0, owner = GRAPH_NONE;
  for (uint8_t i = 0; i < 3; i++) {
    const void *table = graph_ops_next(region.bytes(), "struct shell_command", &cursor, i == 1 ? nullptr : &owner);
    ASSERT_NE(table, nullptr);
    EXPECT_EQ(*static_cast<const uint8_t *>(table), i);
    EXPECT_EQ(owner, i == 2 ? 2u : 0u);
  }
  EXPECT_EQ(graph_ops_next(region.bytes(), "struct shell_command", &cursor, &owner), nullptr);
  EXPECT_EQ(graph_ops_next(region.bytes(), "struct shell_command", &cursor, &owner), nullptr) << "and stays there";
  cursor = UINT32_MAX;
  EXPECT_EQ(graph_ops_next(region.bytes(), "struct shell_command", &cursor, &owner), nullptr);
  for (const char *type : {"", "struct shell", "struct shell_command ", "shell_command"}) {
    cursor = 0;
    EXPECT_EQ(graph_ops_next(region.bytes(), type, &cursor, &owner), nullptr) << type;
  }
}

TEST(Lookup, TheFirstRowBehindATableAndAllOthersAreNull) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Cell("//test/nucleus")), OK);
  CellBuilder cell = Cell("//test/cell");
  cell.needed = {"//test/nucleus"};
  cell.provides = {"//test/interface"};
  cell.functions = {Returns("f", 1)};
  cell.objects = {{"ops", "o", "t", {1}}, {"state", "s", "t", {1}}};
  cell.relocations = {{ELF_R_GLOB_DAT, "f"}};
  BuiltCell built = cell.Build();
  linker_error error;
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  ASSERT_EQ(linker_add_symbols(region.bytes(), 1, built.bytes.data(), built.bytes.size(), &error), OK);
  const uint8_t *bytes = region.bytes();
  EXPECT_EQ(graph_cell_count(bytes), 2u);
  EXPECT_NE(graph_cell(bytes, 1), nullptr);
  for (uint32_t index : {2u, 1000000u, UINT32_MAX}) {
    EXPECT_EQ(graph_cell(bytes, index), nullptr);
    EXPECT_EQ(graph_import(bytes, index), nullptr);
  }
  EXPECT_EQ(graph_import(bytes, 0), nullptr);
  auto one_row = [bytes](auto *table) {
    EXPECT_NE(table(bytes, 0), nullptr);
    for (uint32_t index : {1u, 1000000u, UINT32_MAX})
      EXPECT_EQ(table(bytes, index), nullptr);
  };
  one_row(graph_export), one_row(graph_dep), one_row(graph_provides), one_row(graph_gate);
  one_row(graph_state), one_row(graph_ops), one_row(graph_symbol);
}

TEST(Lookup, StringsFromOutsideAreEmpty) {
  LinkerRegion region;
  uint32_t used = static_cast<uint32_t>(region.header().used[REGION_STRINGS]);
  EXPECT_STREQ(graph_string(region.bytes(), 0), "");
  EXPECT_STREQ(graph_string(region.bytes(), used - 2), "m") << "the last letter of //test:platform";
  EXPECT_STREQ(graph_string(region.bytes(), used), "");
  EXPECT_STREQ(graph_string(region.bytes(), UINT32_MAX), "");
}

TEST(Lookup, KindsHaveNames) {
  const char *names[] = {"READ", "ATOMIC", "STEPS", "RAW", "callback", "?"};
  for (uint32_t kind = GRAPH_READ; kind <= GRAPH_CALLBACK + 1; kind++)
    EXPECT_STREQ(graph_kind_name(kind), names[kind]);
  EXPECT_STREQ(graph_kind_name(GRAPH_NONE), "?");
}

TEST(Lookup, TheRunningGraphOfATestIsWhatItSays) {
  EXPECT_EQ(graph_header(graph_running())->magic, GRAPH_MAGIC);
  EXPECT_EQ(graph_cell_count(graph_running()), 0u);
  LinkerRegion region;
  graph_set_running_for_test(region.bytes());
  EXPECT_EQ(graph_running(), region.bytes());
  graph_set_running_for_test(nullptr);
  EXPECT_EQ(graph_cell_count(graph_running()), 0u);
}
