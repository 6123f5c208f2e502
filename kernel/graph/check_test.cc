// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <string>

#include "kernel/graph/fuzz/small_graph.h"
#include "kernel/graph/graph.h"

namespace {

class GraphCheck : public testing::Test {
protected:
  GraphCheck() {
    region = static_cast<uint8_t *>(
        mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    small_graph_write(region);
  }
  ~GraphCheck() override {
    munmap(region, REGION_SIZE);
  }

  template <typename Row>
  Row *row(enum region_area area, uint32_t index) {
    return reinterpret_cast<Row *>(region + region_span(area).offset) + index;
  }
  struct graph_header *header() {
    return reinterpret_cast<struct graph_header *>(region);
  }

  std::string refusal() {
    char why[80] = "";
    return graph_check(region, why, sizeof why) == OK ? "" : why;
  }

  uint8_t *region;
};

TEST_F(GraphCheck, AcceptsAWholeGraph) {
  EXPECT_EQ(refusal(), "");
}

TEST_F(GraphCheck, RefusesWhatIsNoGraph) {
  header()->magic++;
  EXPECT_EQ(refusal(), "the graph is damaged: no graph of layout 3");
}

TEST_F(GraphCheck, RefusesAnAreaThatIsUsedBeyondItsReserve) {
  header()->used[REGION_CELL] = region_span(REGION_CELL).size + 1;
  EXPECT_EQ(refusal(), "the graph is damaged: too much is used of area 16");
}

TEST_F(GraphCheck, RefusesHalfARow) {
  header()->used[REGION_IMPORTS]--;
  EXPECT_EQ(refusal(), "the graph is damaged: half a row in area 3");
}

TEST_F(GraphCheck, RefusesStringsWithoutAnEnd) {
  region[region_span(REGION_STRINGS).offset + header()->used[REGION_STRINGS] - 1] = 'x';
  EXPECT_EQ(refusal(), "the graph is damaged: no end of area 10");
}

TEST_F(GraphCheck, RefusesACellOutsideItsArea) {
  row<struct graph_cell>(REGION_CELLS, 1)->text_address += 1 << 20;
  EXPECT_EQ(refusal(), "the graph is damaged: addresses of cell 1");
}

TEST_F(GraphCheck, RefusesARangeOfRowsThatAreNotThere) {
  row<struct graph_cell>(REGION_CELLS, 0)->exports.count = 2;
  EXPECT_EQ(refusal(), "the graph is damaged: rows of cell 0");
}

TEST_F(GraphCheck, RefusesSymbolsOutOfOrder) {
  row<struct graph_symbol>(REGION_SYMBOLS, 0)->offset = 20;
  EXPECT_EQ(refusal(), "the graph is damaged: symbol 1");
}

TEST_F(GraphCheck, RefusesAnExportOutsideItsCellsText) {
  row<struct graph_export>(REGION_EXPORTS, 0)->address -= 4096;
  EXPECT_EQ(refusal(), "the graph is damaged: address of export 0");
}

TEST_F(GraphCheck, RefusesAGateThatLeadsElsewhere) {
  *row<uint64_t>(REGION_TARGETS, 0) += 4;
  EXPECT_EQ(refusal(), "the graph is damaged: target of gate 0");
}

TEST_F(GraphCheck, RefusesAnImportWhoseSlotIsNobodysWord) {
  row<struct graph_import>(REGION_IMPORTS, 0)->slot = REGION_BASE;
  EXPECT_EQ(refusal(), "the graph is damaged: slot of import 0");
}

TEST_F(GraphCheck, RefusesADependencyOnNoCell) {
  row<struct graph_dep>(REGION_DEPS, 0)->provider = 2;
  EXPECT_EQ(refusal(), "the graph is damaged: dependency 0");
}

TEST_F(GraphCheck, RefusesAnInterfaceWithoutAName) {
  row<struct graph_provides>(REGION_PROVIDES, 0)->label = GRAPH_NONE;
  EXPECT_EQ(refusal(), "the graph is damaged: provided interface 0");
}

TEST_F(GraphCheck, RefusesStateAndTablesOutsideTheirAreas) {
  row<struct graph_state>(REGION_STATES, 0)->size = 65;
  EXPECT_EQ(refusal(), "the graph is damaged: state 0");
  row<struct graph_state>(REGION_STATES, 0)->size = 8;
  row<struct graph_ops>(REGION_OPSES, 0)->address++;
  EXPECT_EQ(refusal(), "the graph is damaged: ops table 0");
}

}  // namespace
