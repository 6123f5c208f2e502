// SPDX-License-Identifier: Apache-2.0
// What state is made of, read from notes where cells lie.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/graph/shape/shape.h"
#include "kernel/linker/linker_region.h"

namespace {

CellBuilder Stateful(const std::string &rows) {
  CellBuilder cell;
  cell.label = "//test/stateful";
  cell.objects = {{"state", "heap", "struct heap", std::vector<uint8_t>(16)}};
  cell.more_note = rows;
  return cell;
}

std::vector<std::string> Rows(LinkerRegion &region, uint32_t cell) {
  std::vector<std::string> rows;
  struct shape_row row;
  for (uint32_t cursor = 0; shape_next(region.bytes(), cell, &cursor, &row) == OK;)
    rows.push_back(std::string(shape_name(row.kind)) + " " + std::to_string(row.size) + " " +
                   std::to_string(row.offset) + " " + std::to_string(row.count) + " " + row.type);
  return rows;
}

}  // namespace

TEST(Shape, IsReadFromTheNoteOfALinkedCell) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Stateful(
                "type 64 struct heap\nat 0 lock 1\nat 16 owned 3 struct slab\ntype 8 struct slab\nat 0 list 1\n")),
            OK)
      << region.error();
  EXPECT_EQ(Rows(region, 0),
            (std::vector<std::string>{"type 64 0 0 struct heap", "lock 0 0 1 ", "owned 0 16 3 struct slab",
                                      "type 8 0 0 struct slab", "list 0 0 1 "}));
  const char *note;
  uint32_t size;
  ASSERT_EQ(shape_note(region.bytes(), 0, &note, &size), OK);
  EXPECT_EQ(std::string(note, size).substr(0, 12), "delias-cell ");
}

// As tools/cellcheck/schema writes them and docs/state.md has them.
TEST(Shape, KnowsEachKindByItsName) {
  const std::vector<std::string> names = {"list",   "node",  "link", "waiters", "lock",    "timer", "cpus", "owned",
                                          "viewed", "state", "gate", "ops",     "untyped", "union", "in"};
  std::string rows = "type 64 struct heap\n";
  for (const std::string &name : names)
    rows += "at 8 " + name + " 1\n";
  LinkerRegion region;
  ASSERT_EQ(region.Add(Stateful(rows)), OK) << region.error();
  uint32_t cursor = 0, kinds = 0;
  struct shape_row row;
  for (uint32_t kind = SHAPE_TYPE; shape_next(region.bytes(), 0, &cursor, &row) == OK; kind++, kinds++) {
    EXPECT_EQ(row.kind, static_cast<enum shape_kind>(kind));
    EXPECT_EQ(shape_name(row.kind), kind == SHAPE_TYPE ? "type" : names[kind - 1]);
  }
  EXPECT_EQ(kinds, static_cast<uint32_t>(SHAPE_KINDS));
  EXPECT_STREQ(shape_name(SHAPE_KINDS), "?");
}

TEST(Shape, IsNothingForACellWithoutRowsAndBehindTheTable) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Stateful("")), OK) << region.error();
  EXPECT_EQ(Rows(region, 0).size(), 0u);
  uint32_t cursor = 0;
  struct shape_row row;
  EXPECT_EQ(shape_next(region.bytes(), 1, &cursor, &row), OUT_OF_RANGE);
}

TEST(Shape, PassesOverRowsThatItDoesNotKnowAndCutsLongNames) {
  LinkerRegion region;
  std::string longer(110, 'x');
  ASSERT_EQ(region.Add(Stateful("type 64 struct heap\nat 0 novel 1\nat 8 viewed 1 " + longer + "\n")), OK)
      << region.error();
  EXPECT_EQ(Rows(region, 0),
            (std::vector<std::string>{"type 64 0 0 struct heap", "viewed 0 8 1 " + std::string(95, 'x')}));
}

TEST(Shape, PassesOverRowsWhoseNumbersAreDamaged) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Stateful("type 64 struct heap\nat 24 lock 1\nat 32 list 1\n")), OK) << region.error();
  const char *note;
  uint32_t size;
  ASSERT_EQ(shape_note(region.bytes(), 0, &note, &size), OK);
  size_t at = std::string(note, size).find("24 lock");
  region.At<uint8_t>(REGION_BASE + static_cast<uint64_t>(reinterpret_cast<const uint8_t *>(note) - region.bytes()) +
                     at) = 'x';
  EXPECT_EQ(Rows(region, 0), (std::vector<std::string>{"type 64 0 0 struct heap", "list 0 32 1 "}));
}

// Whatever a damaged note says, nothing outside its cell's read-only pages is looked at.
TEST(Shape, StaysInsideTheCellWhateverItsNoteSays) {
  for (uint32_t at = 0; at < 512; at++)
    for (uint8_t value : {0x00, 0x01, 0x7f, 0xff}) {
      LinkerRegion region;
      ASSERT_EQ(region.Add(Stateful("type 64 struct heap\nat 0 lock 1\n")), OK) << region.error();
      const struct graph_cell *cell = graph_cell(region.bytes(), 0);
      if (at >= cell->read_size) break;
      region.At<uint8_t>(cell->read_address + at) = value;
      const char *note;
      uint32_t size;
      if (shape_note(region.bytes(), 0, &note, &size) != OK) continue;
      const char *pages = reinterpret_cast<const char *>(region.bytes() + (cell->read_address - REGION_BASE));
      EXPECT_GE(note, pages);
      EXPECT_LE(note + size, pages + cell->read_size);
      (void)Rows(region, 0);
    }
}
