// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command kill_command;

namespace {

using testing::HasSubstr;

class Kill : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(kill_command);
    Type("");
  }
};

TEST_F(Kill, EndsTasks) {
  int ran_on = 0;
  std::function<void()> body = [&] {
    (void)clock_sleep(UINT64_C(3600) * kHertz);
    ran_on++;
  };
  std::string a = std::to_string(spawn("a", body)), b = std::to_string(spawn("b", body));
  EXPECT_EQ(Run("kill " + a + " " + b), "");
  EXPECT_EQ(ran_on, 0);
  EXPECT_EQ(Run("kill " + a), "no task has the number " + a + "; `ps` lists them\nkill: ended with 1\n");
}

TEST_F(Kill, RefusesWhatIsNoNumber) {
  EXPECT_EQ(Run("kill shell"), "'shell' is no number of a task; `ps` lists them\nkill: ended with 1\n");
  EXPECT_THAT(Run("kill"), HasSubstr("usage: kill NUMBER...\n"));
}

TEST_F(Kill, CompletesNumbersOfTasks) {
  std::string shown = Type("kill \t\t");
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    EXPECT_THAT(shown, HasSubstr(std::to_string(info.number))) << info.name;
}

}  // namespace
