// SPDX-License-Identifier: Apache-2.0
// Refusals of cells that are valid but do not fit the graph; after each the region is as before.
#include <gtest/gtest.h>

#include <cstring>
#include <map>

#include "kernel/linker/refusals.h"

namespace {

CellBuilder Dep() {
  CellBuilder cell;
  cell.label = "//test/dep";
  cell.functions = {Returns("import", 1), Returns("wait", 2, "STEPS"), Returns("on_dep", 3, "callback")};
  return cell;
}

// Uses every area: two gates of another cell's functions, one of its own.
CellBuilder Greedy() {
  CellBuilder cell = WholeCell();
  cell.provides = {"//test/interface"};
  cell.relocations.push_back({ELF_R_GLOB_DAT, "import"});
  return cell;
}

// linker_add gives that status and sentence and changes nothing.
void ExpectUnchanged(LinkerRegion &region, const CellBuilder &cell, status_t status, const std::string &sentence) {
  SCOPED_TRACE(sentence);
  auto before = region.Snapshot();
  EXPECT_EQ(region.Add(cell), status);
  EXPECT_EQ(region.error(), sentence);
  EXPECT_EQ(region.Snapshot(), before);
}

}  // namespace

TEST(Add, RefusesAFileThatIsNoCellAndSaysWhy) {
  LinkerRegion region;
  EXPECT_EQ(region.Add(std::vector<uint8_t>(10)), CORRUPT);
  EXPECT_EQ(region.error(), "not a cell: 10 bytes are too few for an ELF header");
  EXPECT_EQ(graph_cell_count(region.bytes()), 0u);
}

TEST(Add, RefusesALabelThatALiveCellHasOrProvides) {
  LinkerRegion region;
  CellBuilder dep = Dep();
  dep.provides = {"//test/interface"};
  ASSERT_EQ(region.Add(dep), OK);
  ExpectUnchanged(region, Dep(), EXISTS, "//test/dep: //test/dep is or provides //test/dep already; keep one of them");
  CellBuilder same;
  same.label = "//test/interface";
  ExpectUnchanged(region, same, EXISTS,
                  "//test/interface: //test/dep is or provides //test/interface already; keep one of them");
  CellBuilder second;
  second.provides = {"//test/interface"};
  ExpectUnchanged(region, second, EXISTS,
                  "//test/cell: //test/dep is or provides //test/interface already; keep one of them");
}

TEST(Add, RefusesADependencyThatNobodyIsOrProvides) {
  LinkerRegion region;
  ExpectUnchanged(region, WholeCell(), NOT_FOUND,
                  "//test/whole depends on //test/dep, which no cell before it is or provides; add a provider to the "
                  "image");
  CellBuilder self;
  self.needed = {"//test/cell"};
  ExpectUnchanged(region, self, NOT_FOUND,
                  "//test/cell depends on //test/cell, which no cell before it is or provides; add a provider to the "
                  "image");
}

TEST(Add, RefusesAnImportThatNoDependencyExports) {
  LinkerRegion region;
  CellBuilder dep = Dep();
  dep.functions.erase(dep.functions.begin());
  ASSERT_EQ(region.Add(dep), OK);
  CellBuilder other;  // exports it, but is no dependency
  other.functions = {Returns("import", 1)};
  ASSERT_EQ(region.Add(other), OK);
  ExpectUnchanged(
      region, WholeCell(), NOT_FOUND,
      "//test/whole imports import, which none of its dependencies exports; add the cell that does to deps");
}

TEST(Add, RefusesToImportACallback) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Dep()), OK);
  CellBuilder cell;
  cell.needed = {"//test/dep"};
  cell.relocations = {{ELF_R_GLOB_DAT, "on_dep"}};
  ExpectUnchanged(region, cell, NOT_FOUND,
                  "//test/cell imports on_dep, which none of its dependencies exports; add the cell that does to deps");
}

TEST(Add, RefusesARequestGateWithoutANucleus) {
  LinkerRegion region;
  CellBuilder pretender;  // has the function, but is not marked as the nucleus
  pretender.label = "//test/pretender";
  pretender.functions = {Returns("nucleus_request", 1, "RAW")};
  ASSERT_EQ(region.Add(pretender), OK);
  CellBuilder nucleus;  // is marked, but has no such function
  nucleus.functions = {Returns("nucleus", 1, "RAW")};
  ASSERT_EQ(region.Add(nucleus, GRAPH_NUCLEUS), OK);
  ASSERT_EQ(region.Add(Dep()), OK);
  CellBuilder cell;
  cell.label = "//test/waits";
  cell.needed = {"//test/dep"};
  cell.relocations = {{ELF_R_JUMP_SLOT, "wait"}};
  ExpectUnchanged(
      region, cell, NOT_FOUND,
      "//test/dep: wait is STEPS and needs a request gate, but the image has no nucleus; add //kernel/nucleus as its "
      "first cell");
}

TEST(Add, TakesBackTheGatesThatARefusedCellMade) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Dep()), OK);
  CellBuilder cell = Greedy();
  cell.relocations.push_back({ELF_R_JUMP_SLOT, "missing"});  // comes after the gate of `import`
  ExpectUnchanged(region, cell, NOT_FOUND,
                  "//test/whole imports missing, which none of its dependencies exports; add the cell that does to "
                  "deps");
  EXPECT_EQ(region.Export("import").gate, uint32_t{GRAPH_NONE});
  ASSERT_EQ(region.Add(Greedy()), OK) << region.error();
  EXPECT_NE(region.Export("import").gate, uint32_t{GRAPH_NONE});
}

TEST(Add, IsAsBeforeWhereverItRunsOutOfRoom) {
  const std::map<region_area, uint64_t> units = {{REGION_CELLS, sizeof(struct graph_cell)},
                                                 {REGION_EXPORTS, sizeof(struct graph_export)},
                                                 {REGION_IMPORTS, sizeof(struct graph_import)},
                                                 {REGION_DEPS, sizeof(struct graph_dep)},
                                                 {REGION_GATES, sizeof(struct graph_gate)},
                                                 {REGION_PROVIDES, sizeof(struct graph_provides)},
                                                 {REGION_STATES, sizeof(struct graph_state)},
                                                 {REGION_OPSES, sizeof(struct graph_ops)},
                                                 {REGION_STRINGS, 1},
                                                 {REGION_TARGETS, 8},
                                                 {REGION_OPS, 8},
                                                 {REGION_GATE, 32},
                                                 {REGION_STATE, 8},
                                                 {REGION_CELL, REGION_PAGE}};
  for (auto [area, unit] : units) {
    LinkerRegion region;
    ASSERT_EQ(region.Add(Dep()), OK);
    auto before = region.Snapshot();
    uint64_t used = region.header().used[area], size = region_span(area).size, refused = 0;
    for (uint64_t room = 0;; room += unit, refused++) {
      SCOPED_TRACE(std::string(region_span(area).name) + ", room for " + std::to_string(room));
      uint64_t full = size / unit * unit - room;
      region.header().used[area] = full;
      struct graph_header header = region.header();
      status_t status = region.Add(Greedy());
      if (status == OK) break;
      ASSERT_EQ(status, NO_MEMORY);
      ASSERT_EQ(std::memcmp(&region.header(), &header, sizeof header), 0);
      ASSERT_TRUE(region.error().starts_with(std::string("//test/whole: the area '") + region_span(area).name +
                                             "' of the region is full ("))
          << region.error();
      region.header().used[area] = used;
      ASSERT_EQ(region.Snapshot(), before);
    }
    EXPECT_GT(refused, 0u) << region_span(area).name;
  }
}

TEST(Add, SaysWhatItWantedOfAFullArea) {
  LinkerRegion region;
  region.header().used[REGION_STATE] = 0x4000000 - 8;
  CellBuilder cell;
  cell.objects = {{"state", "state", "struct state", std::vector<uint8_t>(16)}};
  EXPECT_EQ(region.Add(cell), NO_MEMORY);
  EXPECT_EQ(region.error(),
            "//test/cell: the area 'state' of the region is full (67108856 of 67108864 bytes used, 16 wanted); choose "
            "fewer cells");
}

TEST(Add, StateAndPagesAreZeroWhereARefusedCellHadBytes) {
  LinkerRegion region;
  CellBuilder refused;
  refused.functions = {{"loud", "READ", std::vector<uint8_t>(3000, 0x90)}};
  refused.objects = {{"state", "s", "struct s", std::vector<uint8_t>(300, 0xff)}};
  refused.relocations = {{ELF_R_JUMP_SLOT, "missing"}};
  EXPECT_EQ(region.Add(refused), NOT_FOUND);
  CellBuilder cell;
  cell.functions = {{"quiet"}};
  cell.objects = {{"state", "s", "struct s", {1}}};
  cell.zero_state = 299;
  ASSERT_EQ(region.Add(cell), OK);
  const struct graph_cell &row = region.Cell("//test/cell");
  for (uint64_t i = 1; i < row.state_size; i++)
    ASSERT_EQ(region.At<uint8_t>(row.state_address + i), 0) << i;
  for (uint64_t i = row.text_size; i < REGION_PAGE; i++)
    ASSERT_EQ(region.At<uint8_t>(row.text_address + i), 0) << i;
}
