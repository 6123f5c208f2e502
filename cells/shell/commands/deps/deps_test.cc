// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command deps_command;

namespace {

using testing::HasSubstr;

class Deps : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    uint32_t arch = graph.AddCell("//kernel/arch:host");
    graph.AddProvides("//kernel/arch");
    uint32_t off = graph.AddExport("arch_interrupts_off", GRAPH_RAW, 0);
    uint32_t restore = graph.AddExport("arch_interrupts_restore", GRAPH_RAW, 0);
    struct graph_cell values = {};
    values.version = 0xaabbccdd00000000;
    uint32_t heap = graph.AddCell("//kernel/heap", values);
    graph.AddDep(arch, "//kernel/arch");
    uint32_t made = graph.AddExport("heap_new", GRAPH_ATOMIC, 0);
    graph.AddImport(off);
    graph.AddImport(restore);
    graph.AddImport(off, GRAPH_BY_GATE);
    uint32_t task = graph.AddCell("//kernel/task");
    graph.AddDep(heap, "//kernel/heap");
    graph.AddImport(made);
    graph.AddCell("//cells/demo/heap");
    graph.AddDep(task, "//kernel/task");
    AddCommand(deps_command);
    Type("");
  }
};

TEST_F(Deps, ShowsBothSidesWithInterfacesAndFunctions) {
  EXPECT_EQ(Run("deps //kernel/heap"),
            "//kernel/heap aabbccdd\n"
            "depends on\n"
            "  //kernel/arch:host, as //kernel/arch  arch_interrupts_off, arch_interrupts_restore\n"
            "1 directly, 1 in all\n"
            "used by\n"
            "  //kernel/task                   heap_new\n"
            "1 directly, 2 in all\n");
}

TEST_F(Deps, TellsOfAProviderWhoUsesIt) {
  EXPECT_EQ(Run("deps //kernel/arch"),
            "//kernel/arch:host 00000000\n"
            "depends on no other cell\n"
            "used as //kernel/arch by\n"
            "  //kernel/heap                   arch_interrupts_off, arch_interrupts_restore\n"
            "1 directly, 3 in all\n");
  EXPECT_THAT(Run("deps //cells/shell"), HasSubstr("nobody depends on it\n"));
}

TEST_F(Deps, ShowsADependencyOfWhichNothingIsCalled) {
  EXPECT_THAT(Run("deps demo/heap"), HasSubstr("  //kernel/task                   (no function of it)\n"));
}

TEST_F(Deps, ANameThatSeveralHaveMeansTheLowestAndNamesTheOthers) {
  EXPECT_THAT(Run("deps heap"), testing::StartsWith("(//cells/demo/heap is called so too)\n//kernel/heap aabbccdd\n"));
}

TEST_F(Deps, SaysWhenThereIsNone) {
  EXPECT_EQ(Run("deps haep"), "no cell is called 'haep'; did you mean //kernel/heap?\ndeps: ended with 1\n");
  EXPECT_EQ(Run("deps scheduler"), "no cell is called 'scheduler'; `cells` lists all\ndeps: ended with 1\n");
  EXPECT_EQ(Run("deps"), "usage: deps CELL\ndeps: ended with 1\n");
}

TEST_F(Deps, CompletesLabelsAndTheirLastParts) {
  EXPECT_THAT(Type("deps //kernel/h\t\r"), HasSubstr("//kernel/heap aabbccdd"));
  EXPECT_THAT(Type("deps ho\t\r"), HasSubstr("//kernel/arch:host 00000000"));
}

}  // namespace
