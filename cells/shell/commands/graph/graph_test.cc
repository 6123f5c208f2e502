// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command graph_command;

namespace {

using testing::EndsWith;
using testing::HasSubstr;

struct graph_cell Values(uint64_t version) {
  struct graph_cell cell = {};
  cell.version = version << 32;
  cell.text_size = 100;
  cell.read_size = 50;
  cell.revision = 2;
  return cell;
}

class Graph : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    uint32_t arch = graph.AddCell("//kernel/arch:host", Values(0x11));
    graph.AddProvides("//kernel/arch");
    uint32_t heap = graph.AddCell("//kernel/heap", Values(0x22));
    graph.AddState("heap", "struct heap_state", 0, 2000);
    graph.AddState("more", "struct heap_more", 0, 1000);
    graph.AddDep(arch, "//kernel/arch");
    graph.AddCell("//cells/drivers/uart", Values(0x33));
    graph.AddState("uart", "struct uart_state", 0, 8);
    graph.AddDep(arch, "//kernel/arch");
    graph.AddDep(heap, "//kernel/heap");
    AddCommand(graph_command);
    graph.AddDep(heap, "//kernel/heap");
    Type("");
  }
  struct graph_header *Header() {
    return reinterpret_cast<struct graph_header *>(const_cast<uint8_t *>(graph.region()));
  }
  void Retire(uint32_t row) {
    auto *cells =
        reinterpret_cast<struct graph_cell *>(const_cast<uint8_t *>(graph.region()) + region_span(REGION_CELLS).offset);
    cells[row].flags = GRAPH_RETIRED;
  }
};

TEST_F(Graph, ShowsFloorsFromTheTopWithCounts) {
  EXPECT_EQ(Run("graph"), "CELL                                     VERSION   DEPS USERS   ALL     STATE\n"
                          "applications\n"
                          "  //cells/shell                          00000000     0     0     0         -\n"
                          "  //cells/shell/commands/graph           00000000     1     0     0         -\n"
                          "drivers\n"
                          "  //cells/drivers/uart                   00000033     2     0     0       8 B\n"
                          "kernel\n"
                          "  //kernel/arch:host                     00000011     0     2     3         -\n"
                          "  //kernel/heap                          00000022     1     2     2   2.9 KiB\n"
                          "5 cells, 4 dependencies, 0 swaps since boot, 0 retired versions\n");
}

TEST_F(Graph, RowsAreForPrograms) {
  std::string shown = Run("graph --rows");
  EXPECT_THAT(shown,
              testing::StartsWith("image=//images:test platform=//platforms:host generation=0 cells=5 retired=0\n"));
  EXPECT_THAT(shown,
              HasSubstr("\n//kernel/heap version=0000002200000000 revision=2 floor=kernel deps=1 users=2 all_users=2 "
                        "text=100 read=50 state=3000\n"));
}

TEST_F(Graph, TellsWhatSwapsHaveLeft) {
  Retire(graph.AddCell("//kernel/heap", Values(0x21)));
  Header()->generation = 1;
  EXPECT_THAT(Run("graph"), EndsWith("retired\n"
                                     "  //kernel/heap                          00000021\n"
                                     "5 cells, 4 dependencies, 1 swap since boot, 1 retired version\n"));
  EXPECT_THAT(Run("graph --rows"), HasSubstr("generation=1 cells=5 retired=1\n"));
}

TEST_F(Graph, OfManyRetiredVersionsTellsTheLast) {
  for (uint32_t i = 0; i < 6000; i++)
    Retire(graph.AddCell("//kernel/heap", Values(i + 1)));
  std::string shown = Run("graph");
  EXPECT_THAT(shown, HasSubstr("retired, the last 5\n  //kernel/heap                          0000176c\n"));
  EXPECT_THAT(shown, EndsWith("  //kernel/heap                          00001770\n"
                              "5 cells, 4 dependencies, 0 swaps since boot, 6000 retired versions\n"));
  shown = Run("graph --retired");
  EXPECT_EQ(std::count(shown.begin(), shown.end(), '\n'), 6000);
}

TEST_F(Graph, TakesItsOptionsOnly) {
  EXPECT_THAT(Run("graph heap"), HasSubstr("usage: graph [--rows | --retired]\n"));
  EXPECT_THAT(Run("graph --rows --rows"), HasSubstr("usage: graph"));
  EXPECT_THAT(Type("graph --ro\t\r"), HasSubstr("generation=0"));
}

}  // namespace
