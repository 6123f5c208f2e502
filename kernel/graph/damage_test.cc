// SPDX-License-Identifier: Apache-2.0
// graph_check refuses a graph in which any one field of any row is wrong, and says which row.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <functional>
#include <string>

#include "kernel/graph/fuzz/small_graph.h"
#include "kernel/graph/graph.h"

namespace {

class Damage : public testing::Test {
protected:
  Damage() {
    region_ = static_cast<uint8_t *>(
        mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    small_graph_write(region_);
  }
  ~Damage() override {
    munmap(region_, REGION_SIZE);
  }

  template <typename Row>
  Row &At(enum region_area area, uint32_t index) {
    return reinterpret_cast<Row *>(region_ + region_span(area).offset)[index];
  }
  struct graph_header &header() {
    return At<struct graph_header>(REGION_HEADER, 0);
  }
  struct graph_cell &cell(uint32_t index) {
    return At<struct graph_cell>(REGION_CELLS, index);
  }

  std::string Refusal() {
    char why[80] = "";
    return graph_check(region_, why, sizeof why) == OK ? "" : why;
  }

  // With the field at that value the graph is refused; before and afterwards it is whole.
  template <typename Field>
  void Expect(const std::string &what, Field &field, uint64_t value) {
    ASSERT_EQ(Refusal(), "");
    Field before = field;
    field = static_cast<Field>(value);
    EXPECT_EQ(Refusal(), "the graph is damaged: " + what) << "value " << value;
    field = before;
    ASSERT_EQ(Refusal(), "");
  }

  // A range of rows may neither start nor end behind the table.
  void ExpectRange(const std::string &what, struct graph_range &range) {
    Expect(what, range.first, 1000);
    Expect(what, range.first, UINT32_MAX);
    Expect(what, range.count, 1000);
    Expect(what, range.count, UINT32_MAX);
  }

  uint8_t *region_;
};

uint64_t AreaAddress(enum region_area area) {
  return REGION_BASE + region_span(area).offset;
}

}  // namespace

TEST_F(Damage, OfTheHeaderIsFound) {
  Expect("no graph of layout 3", header().magic, 0);
  Expect("no graph of layout 3", header().layout, 2);
  Expect("no end of area 10", header().used[REGION_STRINGS], 0);
  Expect("the name in header 0", header().image, header().used[REGION_STRINGS]);
  Expect("the name in header 0", header().platform, UINT32_MAX);
  for (int area = 0; area < REGION_AREAS; area++)
    Expect("too much is used of area " + std::to_string(area), header().used[area],
           region_span(static_cast<region_area>(area)).size + 8 * sizeof(struct graph_cell) * 24 * 32);
}

TEST_F(Damage, OfEachTablesLengthIsFound) {
  for (region_area area : {REGION_CELLS, REGION_EXPORTS, REGION_IMPORTS, REGION_DEPS, REGION_PROVIDES, REGION_GATES,
                           REGION_STATES, REGION_OPSES, REGION_SYMBOLS, REGION_TARGETS})
    Expect("half a row in area " + std::to_string(area), header().used[area], header().used[area] - 1);
}

TEST_F(Damage, OfACellsAddressesAndNameIsFound) {
  Expect("label of cell 1", cell(1).label, UINT32_MAX);
  Expect("addresses of cell 0", cell(0).read_address, 0);
  Expect("addresses of cell 0", cell(0).read_address, AreaAddress(REGION_STATE));
  Expect("addresses of cell 1", cell(1).read_size, 1 << 20);
  Expect("addresses of cell 0", cell(0).text_address, UINT64_MAX);
  Expect("addresses of cell 1", cell(1).text_size, UINT32_MAX);
  Expect("addresses of cell 1", cell(1).state_address, AreaAddress(REGION_CELL));
  Expect("addresses of cell 1", cell(1).state_size, 65);
}

TEST_F(Damage, OfACellsRowsIsFound) {
  ExpectRange("rows of cell 1", cell(1).exports);
  ExpectRange("rows of cell 1", cell(1).imports);
  ExpectRange("rows of cell 1", cell(1).deps);
  ExpectRange("rows of cell 0", cell(0).provides);
  ExpectRange("rows of cell 1", cell(1).states);
  ExpectRange("rows of cell 1", cell(1).opses);
  ExpectRange("rows of cell 0", cell(0).symbols);
}

TEST_F(Damage, OfASymbolIsFound) {
  struct graph_symbol &symbol = At<struct graph_symbol>(REGION_SYMBOLS, 1);
  Expect("symbol 1", symbol.name, UINT32_MAX);
  Expect("symbol 1", symbol.offset, cell(0).text_size);
  Expect("symbol 1", At<struct graph_symbol>(REGION_SYMBOLS, 0).offset, symbol.offset + 1);
}

TEST_F(Damage, OfAnExportIsFound) {
  struct graph_export &row = At<struct graph_export>(REGION_EXPORTS, 0);
  Expect("export 0", row.name, UINT32_MAX);
  Expect("export 0", row.cell, 2);
  Expect("export 0", row.kind, GRAPH_CALLBACK + 1);
  Expect("export 0", row.arguments, GRAPH_ARGUMENTS + 1);
  Expect("gate of export 0", row.gate, 1);
  Expect("address of export 0", row.address, cell(0).text_address - 1);
  Expect("address of export 0", row.address, cell(0).text_address + cell(0).text_size);
}

TEST_F(Damage, OfAnExportWithoutAGateIsNone) {
  At<struct graph_export>(REGION_EXPORTS, 0).gate = GRAPH_NONE;
  header().used[REGION_GATES] = 0;
  EXPECT_EQ(Refusal(), "");
}

TEST_F(Damage, OfAnImportIsFound) {
  struct graph_import &row = At<struct graph_import>(REGION_IMPORTS, 0);
  Expect("import 0", row.name, UINT32_MAX);
  Expect("import 0", row.cell, 2);
  Expect("import 0", row.export_index, 1);
  Expect("import 0", row.form, GRAPH_BY_GATE + 1);
  Expect("slot of import 0", row.slot, row.slot + 4);
  Expect("slot of import 0", row.slot, cell(1).read_address - 8);
  Expect("slot of import 0", row.slot, cell(1).read_address + cell(1).read_size);
  Expect("slot of import 0", row.slot, AreaAddress(REGION_OPS) + 16);
}

TEST_F(Damage, OfAnImportInAnOpsTableIsNone) {
  At<struct graph_import>(REGION_IMPORTS, 0).slot = AreaAddress(REGION_OPS) + 8;
  EXPECT_EQ(Refusal(), "");
}

TEST_F(Damage, OfAGateIsFound) {
  struct graph_gate &row = At<struct graph_gate>(REGION_GATES, 0);
  Expect("gate 0", row.export_index, 1);
  Expect("gate 0", row.form, GRAPH_GATE_REQUEST + 1);
  Expect("gate 0", At<struct graph_export>(REGION_EXPORTS, 0).gate, GRAPH_NONE);
  Expect("address of gate 0", row.address, row.address + 32);
  Expect("address of gate 0", row.address, row.address - 1);
  Expect("address of gate 0", row.target, row.target + 4);
  Expect("address of gate 0", row.target, row.target + 8);
  Expect("address of gate 0", header().used[REGION_GATE], 31);
  Expect("target of gate 0", At<uint64_t>(REGION_TARGETS, 0), 0);
}

TEST_F(Damage, OfAGateThatLiesWhereAnotherWouldIsFound) {
  struct graph_gate &row = At<struct graph_gate>(REGION_GATES, 0);
  header().used[REGION_GATE] = 64;
  header().used[REGION_TARGETS] = 16;
  Expect("address of gate 0", row.address, row.address + 32);
  Expect("address of gate 0", row.target, row.target + 4);
}

TEST_F(Damage, OfDependenciesAndInterfacesIsFound) {
  struct graph_dep &dep = At<struct graph_dep>(REGION_DEPS, 0);
  struct graph_provides &provides = At<struct graph_provides>(REGION_PROVIDES, 0);
  Expect("dependency 0", dep.cell, 2);
  Expect("dependency 0", dep.provider, UINT32_MAX);
  Expect("dependency 0", dep.label, UINT32_MAX);
  Expect("provided interface 0", provides.cell, 2);
  Expect("provided interface 0", provides.label, header().used[REGION_STRINGS]);
}

TEST_F(Damage, OfStateAndOpsTablesIsFound) {
  struct graph_state &state = At<struct graph_state>(REGION_STATES, 0);
  struct graph_ops &ops = At<struct graph_ops>(REGION_OPSES, 0);
  Expect("state 0", state.cell, 2);
  Expect("state 0", state.name, UINT32_MAX);
  Expect("state 0", state.type, UINT32_MAX);
  Expect("state 0", state.address, AreaAddress(REGION_STATE) - 1);
  Expect("state 0", state.size, UINT64_MAX);
  Expect("ops table 0", ops.cell, 2);
  Expect("ops table 0", ops.name, UINT32_MAX);
  Expect("ops table 0", ops.type, UINT32_MAX);
  Expect("ops table 0", ops.address, AreaAddress(REGION_OPS) + 1);
  Expect("ops table 0", ops.size, 17);
}
