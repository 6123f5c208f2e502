// SPDX-License-Identifier: Apache-2.0
// Refusals of cells that are valid but do not fit the graph; after each the region is as before.
#include <gtest/gtest.h>

#include <cstring>

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
  ExpectUnchanged(region, WholeCell(), NOT_FOUND,
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
  ExpectUnchanged(region, cell, NOT_FOUND,
                  "a STEPS function needs a request gate, but the image has no nucleus; add //kernel/nucleus as its "
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

TEST(Add, IsAsBeforeWhicheverAreaIsFull) {
  const std::set<int> unused = {REGION_HEADER, REGION_SYMBOLS, REGION_CPU};  // linker_add takes nothing of these
  for (int area = 0; area < REGION_AREAS; area++) {
    LinkerRegion region;
    region_span span = region_span(static_cast<region_area>(area));
    ASSERT_EQ(region.Add(Dep()), OK);
    uint64_t used = region.header().used[area];
    region.header().used[area] = area == REGION_CELL ? span.size : span.size - (span.size - used) % 8;
    uint64_t full = region.header().used[area];
    if (area == REGION_STRINGS) region.header().used[area] = span.size;
    SCOPED_TRACE(span.name);
    auto before = region.Snapshot();
    status_t status = region.Add(Greedy());
    EXPECT_EQ(status, unused.contains(area) ? OK : NO_MEMORY);
    (void)full;
    if (status == OK) continue;
    EXPECT_EQ(region.Snapshot(), before);
  }
}
