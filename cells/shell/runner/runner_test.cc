// SPDX-License-Identifier: Apache-2.0
// runner: lines that run, lines that do not and why, and callers that end before the command does.
#include "cells/shell/runner/runner.h"

#include "cells/shell/testing/test_graph.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sync/sync.h"

namespace {

std::string said;

int64_t Says(struct shell_call *call) {
  for (int32_t i = 0; i < call->count; i++)
    said += std::string(call->words[i]) + "|";
  said += call->terminal ? "terminal" : "";
  return call->count;
}

int64_t Waits(struct shell_call *) {
  (void)clock_sleep(UINT64_C(3600) * 1'000'000'000);
  return 4;
}

constexpr struct shell_command kSays = {"says", "says", "says", nullptr, Says, nullptr};
constexpr struct shell_command kWaits = {"waits", "waits", "waits", nullptr, Waits, nullptr};

class Runner : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    said.clear();
    for (const struct shell_command *command : {&kSays, &kWaits}) {
      graph.AddCell(std::string("//test/") + command->name);
      graph.AddOps(std::string(command->name) + "_command", "struct shell_command", command, sizeof *command);
    }
  }
  void TearDown() override {
    EXPECT_EQ(task_count(), 0u);
  }

  status_t Start(const std::string &line) {
    status_t status = runner_check(line.data(), line.size(), why);
    return status == OK ? runner_start(&runner, line.data(), line.size(), why) : status;
  }
  // In a task, as whoever starts lines does.
  status_t Finish() {
    status_t status;
    while ((status = runner_take_end(&runner, &end, &result)) == WAITING)
      EXPECT_EQ(wait_here(), OK);
    return status;
  }
  // Starts the line and waits for its end, in a task.
  void Run(const std::string &line) {
    std::function<void()> body = [&] {
      ASSERT_EQ(Start(line), OK) << why;
      ASSERT_EQ(Finish(), OK);
    };
    spawn("caller", body);
    run();
  }

  TestGraph graph;
  struct runner runner = {};
  enum task_end end = TASK_FAULTED;
  int64_t result = -1;
  char why[RUNNER_WHY] = "?";
};

TEST_F(Runner, RunsTheCommandWithItsWordsInATaskOfItsName) {
  Run("says 'a b' c");
  EXPECT_EQ(said, "says|a b|c|");
  EXPECT_EQ(end, TASK_EXITED);
  EXPECT_EQ(result, 3);
  EXPECT_STREQ(runner.name, "says");
  EXPECT_EQ(runner.task, nullptr);
}

TEST_F(Runner, TheCommandKnowsWhetherThereIsATerminal) {
  runner.terminal = true;
  Run("says");
  EXPECT_EQ(said, "says|terminal");
}

TEST_F(Runner, TellsWhyALineDoesNotRun) {
  EXPECT_EQ(Start(""), EMPTY);
  EXPECT_STREQ(why, "");
  EXPECT_EQ(Start("  \t "), EMPTY);
  EXPECT_EQ(Start("says 'a"), INVALID);
  EXPECT_STREQ(why, "a ' is not closed\n");
  EXPECT_EQ(Start("says 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"), FULL);
  EXPECT_STREQ(why, "more than 15 words\n");
  EXPECT_EQ(Start("syas"), NOT_FOUND);
  EXPECT_STREQ(why, "unknown command 'syas'; did you mean 'says'? `help` lists all\n");
  EXPECT_EQ(Start("zzzz"), NOT_FOUND);
  EXPECT_STREQ(why, "unknown command 'zzzz'; `help` lists all\n");
  EXPECT_EQ(Start(std::string(SHELL_LINE, 'x')), OUT_OF_RANGE);
  EXPECT_STREQ(why, "longer than 255 characters; nothing was run\n");
  EXPECT_EQ(Start(std::string(SHELL_LINE - 1, 'x')), NOT_FOUND);
  EXPECT_EQ(std::string(why), "unknown command '" + std::string(SHELL_LINE - 1, 'x') + "'; `help` lists all\n");
  EXPECT_EQ(runner.task, nullptr);
}

TEST_F(Runner, TellsWhichMarksMakeNoSense) {
  const std::pair<const char *, const char *> lines[] = {
      {"says >", "there is no file behind >\n"},
      {"says > > /a", "there is no file behind >\n"},
      {"says >> | says", "there is no file behind >>\n"},
      {"says <", "there is no file behind <\n"},
      {"says > /a > /b", "> stands twice behind one command; keep one\n"},
      {"says < /a < /b", "< stands twice behind one command; keep one\n"},
      {"> /a", "there is no command in front of the file\n"},
      {"| says", "a | has no command on one of its sides\n"},
      {"says |", "a | has no command on one of its sides\n"},
      {"says | | says", "a | has no command on one of its sides\n"},
      {"says | says < /a", "< behind a |: its input comes from the command before it\n"},
      {"says > /a | says", "> in front of a |: its output goes to the command behind it\n"},
  };
  for (const auto &[line, expected] : lines) {
    EXPECT_EQ(Start(line), INVALID) << line;
    EXPECT_STREQ(why, expected) << line;
  }
  EXPECT_EQ(Start("says | says | says | says | says"), FULL);
  EXPECT_STREQ(why, "more than 4 commands; put what comes between into a file\n");
  EXPECT_EQ(Start("says | syas"), NOT_FOUND);
  EXPECT_EQ(runner.task, nullptr);
}

TEST_F(Runner, TellsThatThereIsNoMemoryForATask) {
  heap_fail_after(1);
  EXPECT_EQ(Start("says"), NO_MEMORY);
  heap_fail_after(0);
  EXPECT_STREQ(why, "says: no task for it (NO_MEMORY)\n");
  EXPECT_EQ(runner.task, nullptr);
}

TEST_F(Runner, RefusesASecondOneUntilTheFirstIsFinished) {
  std::function<void()> body = [&] {
    ASSERT_EQ(Start("says first"), OK);
    EXPECT_EQ(Start("says second"), BUSY);
    EXPECT_STREQ(why, "says still runs; wait for its end, or end it\n");
    EXPECT_FALSE(runner_has_ended(&runner));
    sched_give_way();
    EXPECT_TRUE(runner_has_ended(&runner));
    EXPECT_EQ(Start("says second"), BUSY);
    EXPECT_EQ(Finish(), OK);
    EXPECT_EQ(Finish(), NOT_FOUND);
  };
  spawn("caller", body);
  run();
  EXPECT_EQ(said, "says|first|");
}

TEST_F(Runner, EndsWhatRuns) {
  std::function<void()> body = [&] {
    ASSERT_EQ(Start("waits"), OK);
    sched_give_way();
    runner_stop(&runner);
    EXPECT_EQ(Finish(), OK);
    runner_stop(&runner);  // nothing runs any more
  };
  spawn("caller", body);
  run();
  EXPECT_EQ(end, TASK_WAS_KILLED);
}

TEST_F(Runner, ACallerThatIsKilledLeavesTheCommandToTheNext) {
  runner.owner = ledger_cell("//cells/shell/runner");
  std::function<void()> caller = [&] {
    ASSERT_EQ(Start("waits"), OK);
    (void)Finish();
    ADD_FAILURE() << "a killed task ran on";
  };
  uint64_t number = spawn("caller", caller);
  std::function<void()> next = [&] {
    EXPECT_EQ(sched_kill(number), OK);
    sched_give_way();
    ASSERT_NE(runner.task, nullptr);
    runner_stop(&runner);
    EXPECT_EQ(Finish(), OK);
  };
  spawn("next", next);
  run();
  EXPECT_EQ(end, TASK_WAS_KILLED);
  EXPECT_EQ(runner.task, nullptr);
}

TEST_F(Runner, AnEndIsTakenOnce) {
  std::function<void()> body = [&] {
    ASSERT_EQ(Start("says x"), OK);
    EXPECT_EQ(runner_take_end(&runner, &end, &result), WAITING);
    EXPECT_EQ(wait_here(), OK);
    EXPECT_EQ(runner_take_end(&runner, &end, &result), OK);
    EXPECT_EQ(result, 2);
    EXPECT_EQ(runner_take_end(&runner, &end, &result), NOT_FOUND);
  };
  spawn("caller", body);
  run();
}

}  // namespace
