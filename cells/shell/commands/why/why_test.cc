// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command why_command;

namespace {

using testing::HasSubstr;

class Why : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    uint32_t arch = graph.AddCell("//kernel/arch:host");
    graph.AddProvides("//kernel/arch");
    uint32_t off = graph.AddExport("arch_interrupts_off", GRAPH_RAW, 0);
    uint32_t heap = graph.AddCell("//kernel/heap");
    graph.AddDep(arch, "//kernel/arch");
    uint32_t made = graph.AddExport("heap_new", GRAPH_ATOMIC, 0);
    graph.AddImport(off);
    uint32_t task = graph.AddCell("//kernel/task");
    graph.AddDep(heap, "//kernel/heap");
    graph.AddImport(made);
    graph.AddCell("//cells/demo/spin");
    graph.AddDep(task, "//kernel/task");
    graph.AddDep(heap, "//kernel/heap");
    AddCommand(why_command);
    Type("");
  }
};

TEST_F(Why, ShowsTheShortestWayAndTheFunctionsOfEachStep) {
  EXPECT_EQ(Run("why spin arch"), "//cells/demo/spin\n"
                                  "  //kernel/heap                   (no function of it)\n"
                                  "  //kernel/arch:host, as //kernel/arch  arch_interrupts_off\n"
                                  "2 of its 2 dependencies lead there:\n"
                                  "  //kernel/heap, //kernel/task\n");
  EXPECT_THAT(Run("why task heap"), HasSubstr("  //kernel/heap                   heap_new\n"));
}

TEST_F(Why, EndsWithOneWhenThereIsNoWay) {
  EXPECT_EQ(Run("why heap task"), "//kernel/heap does not depend on //kernel/task\nwhy: ended with 1\n");
  EXPECT_EQ(Run("why heap heap"), "//kernel/heap is one cell\n");
}

TEST_F(Why, SaysSoWhenTheWayIsTooLongToBeShown) {
  uint32_t below = graph.AddCell("//kernel/step/0");
  for (int i = 1; i <= 65; i++) {
    uint32_t next = graph.AddCell("//kernel/step/s" + std::to_string(i));
    graph.AddDep(below, "");
    below = next;
  }
  EXPECT_EQ(Run("why s65 step/0"), "//kernel/step/s65 depends on //kernel/step/0 in more than 64 steps\n");
}

TEST_F(Why, NamesEachUnknownCell) {
  EXPECT_EQ(Run("why hep tusk"), "no cell is called 'hep'; did you mean //kernel/heap?\n"
                                 "no cell is called 'tusk'; did you mean //kernel/task?\n"
                                 "why: ended with 1\n");
  EXPECT_THAT(Run("why heap"), HasSubstr("usage: why A B\n"));
}

TEST_F(Why, CompletesBothWords) {
  EXPECT_THAT(Type("why sp\the\t\r"), HasSubstr("//cells/demo/spin\n  //kernel/heap "));
}

}  // namespace
