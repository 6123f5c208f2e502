// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command cell_command;

namespace {

using testing::HasSubstr;

// //kernel/base is no cell. heap depends on frames, through an interface on arch.
void AddCells(TestGraph &graph) {
  struct graph_cell arch = {};
  arch.version = 0x1122334455667788;
  arch.text_size = 512;
  arch.text_address = 0x600008001000;
  graph.AddCell("//kernel/arch:host", arch);
  uint32_t off = graph.AddExport("arch_interrupts_off", GRAPH_RAW, 0x600008001010);
  graph.AddProvides("//kernel/arch");
  struct graph_cell heap = {};
  heap.version = 0xaabbccdd00000000;
  heap.text_size = 7 * 1024 + 512;
  heap.read_size = 2048;
  heap.read_address = 0x600008002000;
  heap.text_address = 0x600008003000;
  heap.state_address = 0x600004000000;
  heap.state_size = 3000;
  graph.AddCell("//kernel/heap", heap);
  graph.AddExport("heap_new", GRAPH_ATOMIC, 0x600008003010);
  graph.AddExport("heap_on_tick", GRAPH_CALLBACK, 0x600008003100, true);
  graph.AddImport(off);
  graph.AddDep(1, "//kernel/arch");
  graph.AddState("heap", "struct heap_state", 0x600004000000, 3000);
}

class Cell : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCells(graph);
    AddCommand(cell_command);
    graph.AddCell("//cells/demo/heap");
    graph.AddCell("//cells/demo/cell");
    Type("");
  }
};

TEST_F(Cell, TellsAllThatTheGraphKnows) {
  EXPECT_EQ(Run("cell //kernel/heap"), "//kernel/heap\n"
                                       "  version    aabbccdd00000000\n"
                                       "  text       0x600008003000    7.5 KiB\n"
                                       "  read-only  0x600008002000    2.0 KiB  note, constants, slots\n"
                                       "  state      0x600004000000    2.9 KiB\n"
                                       "exports\n"
                                       "  ATOMIC   heap_new                       0x600008003010\n"
                                       "  callback heap_on_tick                   0x600008003100  has a gate\n"
                                       "imports\n"
                                       "  RAW      arch_interrupts_off            from //kernel/arch:host\n"
                                       "state\n"
                                       "  heap                 0x600004000000    2.9 KiB  struct heap_state\n"
                                       "depends on\n"
                                       "  //kernel/arch, which is //kernel/arch:host\n");
}

TEST_F(Cell, TellsWhoDependsOnIt) {
  EXPECT_THAT(Run("cell //kernel/arch:host"), HasSubstr("provides\n  //kernel/arch\nused by\n  //kernel/heap\n"));
  EXPECT_THAT(Run("cell host"), HasSubstr("  state      none\n"));
}

TEST_F(Cell, ANameThatSeveralHaveMeansTheFirstAndNamesTheOthers) {
  std::string shown = Run("cell heap");
  EXPECT_THAT(shown, testing::StartsWith("(//cells/demo/heap is called so too)\n//kernel/heap\n"));
}

TEST_F(Cell, SaysWhenThereIsNone) {
  EXPECT_EQ(Run("cell nothing"), "no cell is called 'nothing'; `cells` lists all\ncell: ended with 1\n");
  EXPECT_EQ(Run("cell"), "usage: cell NAME\ncell: ended with 1\n");
}

TEST_F(Cell, CompletesLabelsAndTheirLastParts) {
  EXPECT_THAT(Type("cell //kernel/h\t\r"), HasSubstr("version    aabbccdd00000000"));
  EXPECT_THAT(Type("cell ho\t\r"), HasSubstr("version    1122334455667788"));
}

}  // namespace
