// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "kernel/state/state.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command check_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

bool queue_holds, table_holds;
status_t answer;

bool CheckQueue() {
  return queue_holds;
}
bool CheckTable() {
  return table_holds;
}
status_t Rebuild() {
  if (answer == OK) queue_holds = true;
  return answer;
}

class Check : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    queue_holds = table_holds = true;
    answer = OK;
    AddCommand(check_command);
    const struct cell_check queue = {"queue", CheckQueue}, table = {"table", CheckTable};
    const struct cell_rebuild remake = {"queue", Rebuild};
    graph.AddCell("//kernel/queue");
    graph.AddOps("queue_check_of_state", "struct cell_check", &queue, sizeof queue);
    graph.AddOps("queue_rebuild_of_state", "struct cell_rebuild", &remake, sizeof remake);
    graph.AddCell("//kernel/table");
    graph.AddOps("table_check_of_state", "struct cell_check", &table, sizeof table);
    graph.AddCell("//kernel/plain");
    Type("");
  }
};

TEST_F(Check, SaysOfEachStateWhetherItHolds) {
  EXPECT_THAT(Run("check"), ContainsRegex("//kernel/queue +queue +holds\n//kernel/table +table +holds\n"));
  table_holds = false;
  std::string shown = Run("check");
  EXPECT_THAT(shown, ContainsRegex("//kernel/table +table +BROKEN\n"));
  EXPECT_THAT(shown, HasSubstr("1 of 2 broken\ncheck: ended with 1\n"));
  EXPECT_THAT(Run("check queue"), Not(HasSubstr("//kernel/table")));
  EXPECT_THAT(Run("check plain"), HasSubstr("no check: the cell has none\n"));
}

TEST_F(Check, MakesStateAnewAndChecksItAgain) {
  queue_holds = false;
  EXPECT_THAT(Run("check"), HasSubstr("`check --rebuild queue` makes it anew\n"));
  EXPECT_THAT(Run("check --rebuild queue"), ContainsRegex("//kernel/queue +queue +holds\n"));
  EXPECT_THAT(Run("check --rebuild table"), HasSubstr("//kernel/table has no state that can be made anew\n"));
  answer = BUSY;
  EXPECT_THAT(Run("check --rebuild queue"), HasSubstr("queue was not made anew: BUSY; nothing is changed\n"));
}

TEST_F(Check, RefusesOtherWords) {
  EXPECT_THAT(Run("check nothing"), HasSubstr("no cell 'nothing', or several; `cells` lists them\n"));
  for (const char *line : {"check --rebuild", "check --all", "check queue table"})
    EXPECT_THAT(Run(line), HasSubstr("usage: check [[--rebuild] CELL]\n")) << line;
}

}  // namespace
