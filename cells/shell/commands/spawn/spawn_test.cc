// SPDX-License-Identifier: Apache-2.0
#include "cells/demo/demo.h"
#include "cells/shell/testing/shell_fixture.h"
#include "kernel/heap/heap.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command spawn_command;

namespace {

using testing::HasSubstr;

int ran;

void Runs(void *argument) {
  EXPECT_EQ(argument, nullptr);
  ran++;
}

constexpr struct demo_task kDemo = {"example", "counts itself", Runs};

class Spawn : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(spawn_command);
    graph.AddCell("//cells/demo/example");
    graph.AddOps("example_demo", "struct demo_task", &kDemo, sizeof kDemo);
    ran = 0;
    Type("");
  }
};

TEST_F(Spawn, ListsTheDemos) {
  EXPECT_EQ(Run("spawn"), "DEMO       WHAT IT DOES\nexample    counts itself\n");
}

TEST_F(Spawn, StartsOneAndTellsItsNumber) {
  EXPECT_THAT(Run("spawn example"), testing::MatchesRegex("task [0-9]+ is 'example'\n"));
  EXPECT_EQ(ran, 1);
}

TEST_F(Spawn, SaysWhenThereIsNone) {
  EXPECT_EQ(Run("spawn x"), "there is no demo 'x'; `spawn` lists all\nspawn: ended with 1\n");
  EXPECT_THAT(Run("spawn a b"), HasSubstr("usage: spawn [DEMO]\n"));
}

TEST_F(Spawn, CompletesNames) {
  EXPECT_THAT(Type("spawn ex\t\r"), HasSubstr("is 'example'"));
}

}  // namespace
