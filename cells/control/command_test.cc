// SPDX-License-Identifier: Apache-2.0
// command: lines that a client has run: their output, their end, and clients that go away.
#include "cells/control/testing/control_fixture.h"
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/nucleus/nucleus.h"
#include "gmock/gmock.h"

namespace {

using testing::HasSubstr;

constexpr uint64_t kHour = UINT64_C(3600) * 1'000'000'000;

int64_t Says(struct shell_call *call) {
  for (int32_t i = 1; i < call->count; i++)
    console_print("<%s>", call->words[i]);
  console_print(call->terminal ? "terminal\n" : "\n");
  return call->count;
}

int64_t Waits(struct shell_call *) {
  console_print("waiting\n");
  (void)clock_sleep(kHour);
  console_print("not reached\n");
  return 7;
}

int64_t Much(struct shell_call *) {
  for (int i = 0; i < 2000; i++)
    console_print("line %04d\n", i);
  return 0;
}

int64_t Long(struct shell_call *) {
  std::string text(3 * CONTROL_RING, 'l');
  console_write(text.data(), text.size());
  return 0;
}

// Never waits for anything.
int64_t Busy(struct shell_call *) {
  for (;;)
    sched_give_way();
}

int64_t Reads(struct shell_call *) {
  struct console_input input = {};
  return console_read(&input, 0);
}

int64_t Holds(struct shell_call *) {
  for (size_t size = 16; size <= 1 << 16; size *= 4)
    EXPECT_NE(heap_new(size, 8, "held"), nullptr);
  return clock_sleep(kHour);
}

// Ends its task as a fault does.
int64_t Faults(struct shell_call *) {
  console_print("before\n");
  arch_interrupts_off();
  sched_end_running(TASK_FAULTED, 0);
  nucleus_leave();
}

constexpr struct shell_command kSays = {"says", "", "", nullptr, Says, nullptr};
constexpr struct shell_command kWaits = {"waits", "", "", nullptr, Waits, nullptr};
constexpr struct shell_command kMuch = {"much", "", "", nullptr, Much, nullptr};
constexpr struct shell_command kLong = {"long", "", "", nullptr, Long, nullptr};
constexpr struct shell_command kBusy = {"busy", "", "", nullptr, Busy, nullptr};
constexpr struct shell_command kFaults = {"faults", "", "", nullptr, Faults, nullptr};
constexpr struct shell_command kHolds = {"holds", "", "", nullptr, Holds, nullptr};
constexpr struct shell_command kReads = {"reads", "", "", nullptr, Reads, nullptr};

class Command : public ControlTest {
protected:
  void SetUp() override {
    ControlTest::SetUp();
    for (const auto *command : {&kSays, &kWaits, &kMuch, &kLong, &kBusy, &kReads, &kFaults, &kHolds})
      AddCommand(*command);
    Hello();
  }
  // All that the command wrote; the last answer is its DONE.
  static std::string Output(const std::vector<Answer> &answers) {
    std::string output;
    for (const Answer &answer : answers)
      if (answer.type == CONTROL_OUTPUT) output += answer.payload;
    return output;
  }
  // The number of the last task, which is the command's.
  static uint64_t Last() {
    struct task_info info = {};
    uint64_t number = 0;
    while (task_next(info.number, &info) == OK)
      number = info.number;
    return number;
  }
};

TEST_F(Command, RunsALineAndSendsItsOutputAndItsResult) {
  std::vector<Answer> answers = Ask(CONTROL_RUN, "says 'a b' c");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].type, CONTROL_OUTPUT);
  EXPECT_EQ(answers[0].payload, "<a b><c>\n");
  EXPECT_EQ(answers[1].type, CONTROL_DONE);
  EXPECT_EQ(answers[1].Result(), 3);
  EXPECT_EQ(answers[1].End(), CONTROL_RETURNED);
  for (const Answer &answer : answers) {
    EXPECT_EQ(answer.session, session);
    EXPECT_EQ(answer.sequence, sequence);
  }
  EXPECT_EQ(Console(), "");
}

TEST_F(Command, AnEmptyLineIsDoneAtOnce) {
  for (const char *line : {"", "   "}) {
    Answer answer = AskOne(CONTROL_RUN, line);
    EXPECT_EQ(answer.type, CONTROL_DONE);
    EXPECT_EQ(answer.Result(), 0);
  }
}

TEST_F(Command, ALineThatCannotRunIsRefusedWithTheShellsSentence) {
  Answer answer = AskOne(CONTROL_RUN, "syas");
  EXPECT_EQ(answer.Status(), NOT_FOUND);
  EXPECT_EQ(answer.Sentence(), "unknown command 'syas'; did you mean 'says'? `help` lists all");
  EXPECT_EQ(AskOne(CONTROL_RUN, "says 'a").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_RUN, "says\n").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_RUN, std::string("says\0", 5)).Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_RUN, "s\xc3\xa4ys").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_RUN, std::string(SHELL_LINE, 'x')).Status(), OUT_OF_RANGE);
  std::vector<Answer> answers = Ask(CONTROL_RUN, "says still");
  EXPECT_EQ(Output(answers), "<still>\n");
}

TEST_F(Command, WhatOthersWriteMeanwhileGoesToTheConsole) {
  Ask(CONTROL_RUN, "waits");
  std::function<void()> other = [] { console_print("other\n"); };
  spawn("other", other);
  EXPECT_TRUE(Say("").empty());
  EXPECT_EQ(Console(), "other\r\n");
}

TEST_F(Command, MoreOutputThanTheRingHoldsComesWholeAndInOrder) {
  std::vector<Answer> answers = Ask(CONTROL_RUN, "much");
  std::string expected;
  for (int i = 0; i < 2000; i++) {
    char line[16];
    snprintf(line, sizeof line, "line %04d\n", i);
    expected += line;
  }
  EXPECT_EQ(Output(answers), expected);
  EXPECT_EQ(answers.back().type, CONTROL_DONE);
  answers = Ask(CONTROL_RUN, "long");
  EXPECT_EQ(Output(answers), std::string(3 * CONTROL_RING, 'l'));
}

TEST_F(Command, RequestsAreAnsweredWhileItRuns) {
  uint16_t run = static_cast<uint16_t>(sequence + 1);
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "waits")), "waiting\n");
  std::string header = Number(REGION_HEADER, 4) + Number(0, 8) + Number(8, 4);
  EXPECT_EQ(AskOne(CONTROL_READ, header).type, CONTROL_BYTES);
  Answer busy = AskOne(CONTROL_RUN, "says x");
  EXPECT_EQ(busy.Status(), BUSY);
  EXPECT_EQ(busy.Sentence(), "'waits' still runs; wait for its end, or send STOP");
  std::vector<Answer> answers = Ask(CONTROL_STOP);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].type, CONTROL_ACCEPTED);
  EXPECT_EQ(answers[0].sequence, sequence);
  EXPECT_EQ(answers[1].type, CONTROL_DONE);
  EXPECT_EQ(answers[1].sequence, run);
  EXPECT_EQ(answers[1].End(), CONTROL_STOPPED);
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "says x")), "<x>\n");
}

TEST_F(Command, AStopWithoutACommandIsRefused) {
  EXPECT_EQ(AskOne(CONTROL_STOP).Status(), NOT_FOUND);
}

TEST_F(Command, AClientThatGoesAwayTakesItsCommandAlong) {
  Ask(CONTROL_RUN, "waits");
  Hello();
  EXPECT_TRUE(Say("").empty());  // neither its last words nor its DONE
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "says x")), "<x>\n");
  EXPECT_EQ(Console(), "");
}

TEST_F(Command, OneThatNeverWaitsIsEndedWithItsClient) {
  // Busy all the time, so nothing is ever idle: the bytes come by interrupt while it runs.
  std::function<void()> client = [&] {
    auto say = [&](const std::string &bytes) {
      for (char c : bytes)
        line_host_type(static_cast<uint8_t>(c));
      for (int i = 0; i < 100; i++)
        sched_give_way();
    };
    say(Frame(CONTROL_RUN, session, 1, "busy"));
    EXPECT_NE(control.runner.task, nullptr);
    say(std::string(1, '\0') + Frame(CONTROL_HELLO, 0, 0, ""));
    session = control.session;
  };
  spawn("client", client);
  std::vector<Answer> answers = Say("");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].type, CONTROL_WELCOME);
  EXPECT_EQ(control.runner.task, nullptr);
  sequence = 0;
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "says x")), "<x>\n");
  EXPECT_EQ(Console(), "");
}

TEST_F(Command, OneThatIsEndedWhileItsOutputWaitsForRoomLeavesNothingBehind) {
  line_host_set_burst(0);
  EXPECT_TRUE(Say(Frame(CONTROL_RUN, session, ++sequence, "long")).empty());
  line_host_set_burst(16);
  Hello();
  EXPECT_TRUE(list_is_empty(&control.room.tasks));
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "says x")), "<x>\n");
}

TEST_F(Command, WhatItHeldIsFreedWhenItIsStopped) {
  struct heap_statistics before, held, after;
  heap_statistics(&before);
  Ask(CONTROL_RUN, "holds");
  heap_statistics(&held);
  EXPECT_GT(held.live, before.live);
  Ask(CONTROL_STOP);
  heap_statistics(&after);
  EXPECT_EQ(after.live, before.live);
}

TEST_F(Command, OneThatEndsWithoutAWordIsFound) {
  Ask(CONTROL_RUN, "waits");
  ASSERT_EQ(sched_kill(Last()), OK);
  std::vector<Answer> answers = Say("");
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(answers.back().type, CONTROL_DONE);
  EXPECT_EQ(answers.back().End(), CONTROL_STOPPED);
}

TEST_F(Command, OneThatFaultsIsToldAsSuch) {
  std::vector<Answer> answers = Ask(CONTROL_RUN, "faults");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(Output(answers), "before\n");
  EXPECT_EQ(answers[1].type, CONTROL_DONE);
  EXPECT_EQ(answers[1].End(), CONTROL_FAULTED);
}

TEST_F(Command, HasNoInput) {
  std::vector<Answer> answers = Ask(CONTROL_RUN, "reads");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Result(), EMPTY);
}

TEST_F(Command, WithoutMemoryForItsTaskItIsRefusedAtEachStep) {
  for (void (*fail_after)(uint64_t) : {heap_fail_after, frames_fail_after}) {
    std::vector<Answer> answers;
    for (uint64_t n = 1; n < 100; n++) {
      fail_after(n);
      answers = Ask(CONTROL_RUN, "says x");
      fail_after(0);
      ASSERT_FALSE(answers.empty());
      if (answers.back().type == CONTROL_DONE) break;
      EXPECT_EQ(answers.back().Status(), NO_MEMORY);
      EXPECT_EQ(answers.back().Sentence(), "says: no task for it (NO_MEMORY)");
    }
    EXPECT_EQ(Output(answers), "<x>\n");
  }
}

TEST_F(Command, ItsOutputIsDroppedWhereTheLineIsStuckAndItEnds) {
  line_host_set_burst(0);
  EXPECT_TRUE(Ask(CONTROL_RUN, "much").empty());
  idle_ticks = 0;
  run();
  line_host_set_burst(16);
  EXPECT_EQ(Output(Ask(CONTROL_RUN, "says x")), "<x>\n");
}

TEST_F(Command, ATaskOfTheControlLineThatIsKilledLeavesTheCommandToTheNext) {
  Ask(CONTROL_RUN, "waits");
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    if (std::string(info.name) == "control") {
      EXPECT_EQ(sched_kill(info.number), OK);
      break;
    }
  EXPECT_TRUE(Say("").empty());
  std::vector<Answer> answers = Ask(CONTROL_STOP);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[1].End(), CONTROL_STOPPED);
}

}  // namespace
