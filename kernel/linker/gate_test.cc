// SPDX-License-Identifier: Apache-2.0
// Refusals of gates, entries and regions.
#include <gtest/gtest.h>

#include <cstring>

#include "kernel/linker/linker_region.h"

namespace {

CellBuilder TwoFunctions() {
  CellBuilder cell;
  cell.functions = {Returns("one", 1), Returns("two", 2), Returns("wait", 3, "STEPS")};
  return cell;
}

}  // namespace

TEST(Gate, IsRefusedOfWhatNobodyExports) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(TwoFunctions()), OK);
  auto before = region.Snapshot();
  uint64_t address = 0;
  linker_error error;
  EXPECT_EQ(linker_gate(region.bytes(), 0, "three", &address, &error), NOT_FOUND);
  EXPECT_STREQ(error.text, "//test/cell exports no three");
  EXPECT_EQ(linker_gate(region.bytes(), 1, "one", &address, &error), NOT_FOUND);
  EXPECT_STREQ(error.text, "there is no cell number 1 to export one");
  EXPECT_EQ(linker_gate(region.bytes(), 0, "wait", &address, &error), NOT_FOUND);
  EXPECT_STREQ(
      error.text,
      "//test/cell: wait is STEPS and needs a request gate, but the image has no nucleus; add //kernel/nucleus "
      "as its first cell");
  EXPECT_EQ(region.Snapshot(), before);
}

TEST(Gate, IsMadeOnce) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(TwoFunctions()), OK);
  uint64_t first = 0, again = 0;
  linker_error error;
  ASSERT_EQ(linker_gate(region.bytes(), 0, "two", &first, &error), OK);
  auto before = region.Snapshot();
  ASSERT_EQ(linker_gate(region.bytes(), 0, "two", &again, &error), OK);
  EXPECT_EQ(first, again);
  EXPECT_EQ(region.Snapshot(), before);
}

// The three parts of a gate have the same number in their areas; a refused gate must not leave one of them behind.
TEST(Gate, LeavesNothingBehindWhenAnAreaIsFull) {
  for (region_area area : {REGION_GATE, REGION_TARGETS, REGION_GATES}) {
    LinkerRegion region;
    ASSERT_EQ(region.Add(TwoFunctions()), OK);
    uint64_t unit = area == REGION_GATES ? sizeof(struct graph_gate) : 32;
    region.header().used[area] = region_span(area).size / unit * unit;
    struct graph_header before = region.header();
    uint64_t address = 7;
    linker_error error;
    EXPECT_EQ(linker_gate(region.bytes(), 0, "one", &address, &error), NO_MEMORY);
    EXPECT_TRUE(std::string(error.text).starts_with("//test/cell: the area ")) << error.text;
    EXPECT_EQ(std::memcmp(&region.header(), &before, sizeof before), 0) << region_span(area).name;
    EXPECT_EQ(region.Export("one").gate, uint32_t{GRAPH_NONE});
    EXPECT_EQ(address, 7u);
  }
}

TEST(Gate, TheEntryMustBeAnExportOfALiveCell) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(TwoFunctions()), OK);
  linker_error error;
  EXPECT_EQ(linker_set_entry(region.bytes(), "//test/boot", "boot_main", &error), NOT_FOUND);
  EXPECT_STREQ(error.text, "//test/boot, where the image starts, is not among its cells; add it");
  EXPECT_EQ(linker_set_entry(region.bytes(), "//test/cell", "boot_main", &error), NOT_FOUND);
  EXPECT_STREQ(error.text, "//test/cell exports no boot_main");
  EXPECT_EQ(region.header().entry, 0u);
}

TEST(Gate, ARegionStartsEmptyWithItsNames) {
  LinkerRegion region;
  EXPECT_EQ(region.header().magic, GRAPH_MAGIC);
  EXPECT_EQ(region.header().layout, uint32_t{GRAPH_LAYOUT});
  EXPECT_EQ(region.header().used[REGION_HEADER], sizeof(struct graph_header));
  EXPECT_STREQ(graph_string(region.bytes(), region.header().image), "//test:image");
  EXPECT_STREQ(graph_string(region.bytes(), region.header().platform), "//test:platform");
  EXPECT_STREQ(graph_string(region.bytes(), 0), "");
  for (int area = REGION_CELLS; area < REGION_AREAS; area++)
    EXPECT_EQ(region.header().used[area] == 0, area != REGION_STRINGS) << area;
}

TEST(Gate, NoRegionStartsWithNamesThatDoNotFit) {
  LinkerRegion region;
  std::string name(region_span(REGION_STRINGS).size - 1, 'x');
  EXPECT_EQ(linker_start(region.bytes(), name.c_str(), ""), NO_MEMORY);
  name.pop_back();
  EXPECT_EQ(linker_start(region.bytes(), name.c_str(), ""), NO_MEMORY);
  name.pop_back();
  EXPECT_EQ(linker_start(region.bytes(), name.c_str(), ""), OK);
}
