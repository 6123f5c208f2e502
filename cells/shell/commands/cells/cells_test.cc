// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command cells_command;

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

class Cells : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCells(graph);
    AddCommand(cells_command);
    Type("");
  }
};

TEST_F(Cells, ShowsSizesAndUsersInOrderOfLabels) {
  EXPECT_EQ(Run("cells"), "CELL                             VERSION       TEXT READ-ONLY     STATE USERS\n"
                          "//cells/shell                    00000000       0 B       0 B       0 B     0\n"
                          "//cells/shell/commands/cells     00000000       0 B       0 B       0 B     0\n"
                          "//kernel/arch:host               11223344     512 B       0 B       0 B     1\n"
                          "//kernel/heap                    aabbccdd   7.5 KiB   2.0 KiB   2.9 KiB     0\n"
                          "4 cells                                     8.0 KiB   2.0 KiB   2.9 KiB\n");
}

TEST_F(Cells, TakesNoWords) {
  EXPECT_THAT(Run("cells x"), HasSubstr("usage: cells\n"));
}

}  // namespace
