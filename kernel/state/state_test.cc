// SPDX-License-Identifier: Apache-2.0
// Tests of the walk over checks and rebuilds, in a graph made by hand.
#include "kernel/state/state.h"

#include <string>

#include "cells/shell/testing/test_graph.h"
#include "gtest/gtest.h"

namespace {

bool heap_holds, list_holds;
int rebuilt;
status_t answer;

bool CheckHeap() {
  return heap_holds;
}
bool CheckList() {
  return list_holds;
}
status_t Rebuild() {
  rebuilt++;
  return answer;
}

class State : public ::testing::Test {
protected:
  void SetUp() override {
    heap_holds = list_holds = true;
    rebuilt = 0;
    answer = OK;
    const struct cell_check heap = {"heap", CheckHeap}, list = {"list", CheckList};
    const struct cell_rebuild remake = {"list", Rebuild};
    heap_ = graph_.AddCell("//kernel/heap");
    graph_.AddOps("heap_check_of_state", "struct cell_check", &heap, sizeof heap);
    both_ = graph_.AddCell("//kernel/both");
    graph_.AddOps("heap_check_of_state", "struct cell_check", &heap, sizeof heap);
    graph_.AddOps("list_check_of_state", "struct cell_check", &list, sizeof list);
    graph_.AddOps("list_rebuild_of_state", "struct cell_rebuild", &remake, sizeof remake);
    none_ = graph_.AddCell("//kernel/none");
  }
  TestGraph graph_;
  uint32_t heap_ = 0, both_ = 0, none_ = 0;
};

TEST_F(State, RunsEachCheckInOrderAndTellsWhichCellsItIs) {
  list_holds = false;
  struct state_verdict verdict;
  uint32_t cursor = 0;
  ASSERT_EQ(state_check_next(&cursor, &verdict), OK);
  EXPECT_EQ(verdict.cell, heap_);
  EXPECT_EQ(std::string(verdict.state), "heap");
  EXPECT_TRUE(verdict.holds);
  EXPECT_FALSE(verdict.can_rebuild);
  ASSERT_EQ(state_check_next(&cursor, &verdict), OK);
  EXPECT_EQ(verdict.cell, both_);
  EXPECT_FALSE(verdict.can_rebuild);
  ASSERT_EQ(state_check_next(&cursor, &verdict), OK);
  EXPECT_EQ(std::string(verdict.state), "list");
  EXPECT_FALSE(verdict.holds);
  EXPECT_TRUE(verdict.can_rebuild);
  EXPECT_EQ(state_check_next(&cursor, &verdict), NOT_FOUND);
}

TEST_F(State, ChecksOneCellAndNamesTheStateThatDoesNotHold) {
  char why[STATE_NAME] = "";
  EXPECT_TRUE(state_check_cell(both_, why, sizeof why));
  EXPECT_TRUE(state_check_cell(none_, why, sizeof why));
  EXPECT_TRUE(state_check_cell(GRAPH_NONE, why, sizeof why));
  list_holds = false;
  EXPECT_TRUE(state_check_cell(heap_, why, sizeof why));
  EXPECT_FALSE(state_check_cell(both_, why, sizeof why));
  EXPECT_EQ(std::string(why), "list");
}

TEST_F(State, RebuildsWhatCanBeAndPassesOnWhatTheCellAnswers) {
  EXPECT_EQ(state_rebuild_cell(heap_), NOT_FOUND);
  EXPECT_EQ(rebuilt, 0);
  EXPECT_EQ(state_rebuild_cell(both_), OK);
  EXPECT_EQ(rebuilt, 1);
  answer = NO_MEMORY;
  EXPECT_EQ(state_rebuild_cell(both_), NO_MEMORY);
}

}  // namespace
