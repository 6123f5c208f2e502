// SPDX-License-Identifier: Apache-2.0
// shell: bytes in, screen out, with real tasks behind it.
#include <random>
#include <sstream>

#include "cells/shell/testing/shell_fixture.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "gmock/gmock.h"

namespace {

using testing::HasSubstr;

constexpr char kUp[] = "\x1b[A", kCtrlC[] = "\x03", kCtrlD[] = "\x04";

// ---- Commands of the test's own ----

int64_t Words(struct shell_call *call) {
  console_print("%d", call->count);
  for (int32_t i = 0; i < call->count; i++)
    console_print(" <%s>", call->words[i]);
  console_print(call->words[call->count] == nullptr ? "\n" : " not ended\n");
  return 0;
}

int64_t Fails(struct shell_call *) {
  return 42;
}

int64_t Waits(struct shell_call *) {
  console_print("waiting\n");
  status_t status = clock_sleep(UINT64_C(3600) * 1'000'000'000);
  console_print("%s\n", status_name(status));
  return 0;
}

int64_t Holds(struct shell_call *) {
  for (size_t size = 16; size <= 1 << 16; size *= 4)
    EXPECT_NE(heap_new(size, 8, "held"), nullptr);
  return clock_sleep(UINT64_C(3600) * 1'000'000'000);
}

int64_t Brief(struct shell_call *) {
  return clock_sleep(1'000'000'000) == OK ? 0 : 1;
}

bool Fruits(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  static const char *const fruits[] = {"apple", "apricot", "banana", "cherry pie"};
  if (index >= 4) return false;
  snprintf(text, size, "%s", call->count == 2 ? fruits[index] : "second");
  return call->count == 2 || index == 0;
}

bool Many(const struct shell_call *, uint32_t index, char *text, uint32_t size) {
  snprintf(text, size, "item%0*u", static_cast<int>(index % 9) + 2, index);
  return index < 40;
}

// Ends its task, as a fault would.
bool Ends(const struct shell_call *, uint32_t, char *, uint32_t) {
  sched_exit(3);
}

constexpr struct shell_command kEnds = {"ends", "ends", "ends", nullptr, Words, Ends};
constexpr struct shell_command kMany = {"many", "many", "many", nullptr, Words, Many};
constexpr struct shell_command kWords = {"words", "shows words", "words", nullptr, Words, Fruits};
constexpr struct shell_command kFails = {"fails", "fails", "fails", nullptr, Fails, nullptr};
constexpr struct shell_command kWaits = {"waits", "waits", "waits", nullptr, Waits, nullptr};
constexpr struct shell_command kHolds = {"holds", "holds", "holds", nullptr, Holds, nullptr};
constexpr struct shell_command kBrief = {"brief", "brief", "brief", nullptr, Brief, nullptr};
constexpr struct shell_command kTo = {"to", "to", "to", nullptr, Words, nullptr};
constexpr struct shell_command kWorks = {"works", "works", "works", nullptr, Words, nullptr};

class Shell : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    for (const auto *command : {&kWords, &kFails, &kWaits, &kBrief, &kWorks, &kMany, &kTo, &kEnds, &kHolds})
      AddCommand(*command);
    greeting = Type("");
  }
  std::string greeting;
};

TEST_F(Shell, GreetsAndPrompts) {
  EXPECT_EQ(greeting,
            "Delias, //images:test on //platforms:host, resilient, 10 cells. `help` lists the commands.\ndelias> ");
}

TEST_F(Shell, RunsTheCommandWithItsWords) {
  EXPECT_EQ(Run("words  a 'b c' \"\""), "4 <words> <a> <b c> <>\n");
  EXPECT_EQ(Run(""), "");
  EXPECT_EQ(Run("   "), "");
}

TEST_F(Shell, TellsAResultThatIsNotZero) {
  EXPECT_EQ(Run("fails"), "fails: ended with 42\n");
}

TEST_F(Shell, NamesTheNearestOfAnUnknownCommand) {
  EXPECT_EQ(Run("wrods"), "unknown command 'wrods'; did you mean 'words'? `help` lists all\n");
  EXPECT_EQ(Run("bri"), "unknown command 'bri'; did you mean 'brief'? `help` lists all\n");
  EXPECT_EQ(Run("zzzz"), "unknown command 'zzzz'; `help` lists all\n");
  EXPECT_EQ(Run("x"), "unknown command 'x'; `help` lists all\n");
}

TEST_F(Shell, RefusesLinesThatCannotBeTakenApart) {
  EXPECT_EQ(Run("words 'a"), "a ' is not closed\n");
  std::string many = "words";
  for (int i = 1; i < SHELL_WORDS; i++)
    many += " x";
  EXPECT_EQ(Run(many), "more than 15 words\n");
}

TEST_F(Shell, RefusesALineThatIsTooLongAndKeepsWhatFitted) {
  std::string shown = Type("words " + std::string(SHELL_LINE, 'x') + "\r");
  EXPECT_THAT(shown, HasSubstr("longer than 255 characters; nothing was run"));
  EXPECT_THAT(shown, testing::Not(HasSubstr("2 <words>")));
  EXPECT_THAT(Type(std::string(kUp) + "\r"), HasSubstr("2 <words> <x"));
}

TEST_F(Shell, CtrlCClearsTheLine) {
  EXPECT_EQ(Type("words a" + std::string(kCtrlC)), "words a^C\ndelias> ");
  EXPECT_EQ(Run("words b"), "2 <words> <b>\n");
}

TEST_F(Shell, CtrlDOnAnEmptyLineTellsHowToEnd) {
  EXPECT_EQ(Type(kCtrlD), "\nthere is nothing to leave; `poweroff` ends the system\ndelias> ");
}

TEST_F(Shell, CtrlCEndsTheCommandAndTheShellGoesOn) {
  EXPECT_EQ(Type("waits\r"), "waits\nwaiting\n");
  EXPECT_EQ(Type(kCtrlC), "^C\ndelias> ");
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, WhatACommandHeldIsFreedWhenItIsEnded) {
  struct heap_statistics before, held, after;
  task_trim();
  heap_statistics(&before);
  Type("holds\r");
  heap_statistics(&held);
  EXPECT_GT(held.live, before.live);
  EXPECT_EQ(Type(kCtrlC), "^C\ndelias> ");
  task_trim();
  heap_statistics(&after);
  EXPECT_EQ(after.live, before.live);
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, WhatIsTypedWhileACommandRunsIsReadAfterIt) {
  EXPECT_EQ(Type("brief\rwords x\r"), "brief\ndelias> words x\n2 <words> <x>\ndelias> ");
}

TEST_F(Shell, CompletesTheNameOfACommand) {
  EXPECT_EQ(Type("bri\t\r"), "bri\rdelias> brief \x1b[J\ndelias> ");
}

TEST_F(Shell, ListsTheCommandsThatFitAndKeepsTheLine) {
  EXPECT_THAT(Type("wo\t"), HasSubstr("delias> wor\x1b[J"));
  EXPECT_EQ(Type("\t"), "\nwords  works\ndelias> wor");
  EXPECT_THAT(Type("d\t\r"), HasSubstr("\n1 <words>\n"));
}

TEST_F(Shell, CompletesWordsByTheCommandsOwnList) {
  EXPECT_THAT(Type("words b\t\r"), HasSubstr("2 <words> <banana>"));
  EXPECT_THAT(Type("words a\t\t"), HasSubstr("\napple    apricot\n"));
  EXPECT_THAT(Type("p\t\r"), HasSubstr("2 <words> <apple>"));
  EXPECT_THAT(Type("words banana \t\r"), HasSubstr("3 <words> <banana> <second>"));
}

TEST_F(Shell, ListsManyCompletionsInColumnsThatFitTheTerminal) {
  std::stringstream shown(Type("many \t\t"));
  std::string row;
  std::getline(shown, row);
  size_t rows = 0, items = 0;
  while (std::getline(shown, row) && !row.starts_with("delias> ")) {
    rows++;
    EXPECT_LE(row.size(), 80u);
    for (size_t at = row.find("item"); at != std::string::npos; at = row.find("item", at + 1), items++)
      EXPECT_EQ(at % 16, 0u) << row;
  }
  EXPECT_EQ(items, 40u);
  EXPECT_EQ(rows, 8u);  // 14 characters and 2 between: 5 to a row
}

TEST_F(Shell, CompletionClosesAnOpenQuote) {
  EXPECT_THAT(Type("words 'ch\t\r"), HasSubstr("2 <words> <cherry pie>"));
}

TEST_F(Shell, RingsTheBellWhenNothingCompletes) {
  EXPECT_EQ(Type("zz\t"), "zz\a");
  EXPECT_EQ(Type("\x15"
                 "zz \t")
                .back(),
            '\a');
  EXPECT_EQ(Type("\x15"
                 "fails \t")
                .back(),
            '\a');
  EXPECT_EQ(Type("\x15words zz\t").back(), '\a');
}

TEST_F(Shell, CompletesInTheMiddleOfALine) {
  EXPECT_THAT(Type("bri x\x1b[D\x1b[D\t\r"), HasSubstr("brief  x"));
}

TEST_F(Shell, ACompletionThatEndsBadlyCostsNothingButABell) {
  EXPECT_EQ(Type("ends x\t"), "ends x\ncompletion: ended with 3\ndelias> ends x");
  EXPECT_THAT(Type("\r"), HasSubstr("2 <ends> <x>\n"));
}

TEST_F(Shell, RingsTheBellWhenThereIsNoMemoryToComplete) {
  Type("wo");
  heap_fail_after(1);
  EXPECT_EQ(Type("\t"), "\a");
  heap_fail_after(0);
  EXPECT_THAT(Type("\t"), HasSubstr("delias> wor"));
}

TEST_F(Shell, CarriesOnWhenThereIsNoMemoryForATask) {
  heap_fail_after(1);
  std::string shown = Type("words\r");
  heap_fail_after(0);
  EXPECT_THAT(shown, HasSubstr("words: no task for it (NO_MEMORY)\n"));
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

uint64_t NumberOf(const std::string &name) {
  struct task_info info = {};
  uint64_t number = 0;
  while (task_next(info.number, &info) == OK)
    if (info.name == name) number = info.number;
  return number;
}

TEST_F(Shell, AKilledShellIsFollowedByAnotherWithTheSameHistory) {
  Run("words before");
  uint64_t first = NumberOf("shell");
  ASSERT_EQ(sched_kill(first), OK);
  EXPECT_EQ(Type(""), "\nthe shell ended; a new one goes on\ndelias> ");
  EXPECT_NE(NumberOf("shell"), first);
  EXPECT_THAT(Type(std::string(kUp) + "\r"), HasSubstr("2 <words> <before>"));
}

TEST_F(Shell, AShellKilledAtAnyByteLosesNothingOfTheLineAndRunsItOnce) {
  std::string line = "words one 'two three'\r", shown;
  for (char c : line) {
    shown += Type(std::string(1, c));
    ASSERT_EQ(sched_kill(NumberOf("shell")), OK);
    shown += Type("");
  }
  EXPECT_THAT(shown, HasSubstr("\n3 <words> <one> <two three>\ndelias> "));
  EXPECT_EQ(shown.find("3 <words>"), shown.rfind("3 <words>"));
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, AByteOverWhichTwoShellsEndedIsDroppedWithItsLine) {
  Type("words x");
  for (int i = 0; i < 2; i++) {
    ASSERT_EQ(sched_kill(NumberOf("shell")), OK);
    Type("");
  }
  EXPECT_EQ(Type("y"), "\na byte of input was dropped, with the line before it: 2 shells ended over it\ndelias> ");
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, ShellsThatEndAtOnceAreNotFollowedForEver) {
  uint64_t last = 0, number = NumberOf("shell");
  for (int i = 0; i < 20 && number != 0; i++, number = NumberOf("shell")) {
    ASSERT_NE(number, last);
    ASSERT_EQ(sched_kill(last = number), OK);
    Type("");
  }
  EXPECT_EQ(number, 0u);
}

TEST_F(Shell, AShellKilledWhileACommandRunsLeavesItToTheNext) {
  Type("waits\r");
  ASSERT_EQ(sched_kill(NumberOf("shell")), OK);
  EXPECT_EQ(Type(""), "\nthe shell ended; a new one goes on\n");
  EXPECT_EQ(Type(kCtrlC), "^C\ndelias> ");
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, DrawsThePromptAnewWhenOthersWroteOverIt) {
  std::function<void()> other = [] { console_print("news\n"); };
  Type("wor");
  spawn("other", other);
  EXPECT_EQ(Type(""), "news\ndelias> wor");
  std::function<void()> unfinished = [] { console_print("half a line"); };
  spawn("unfinished", unfinished);
  EXPECT_EQ(Type(""), "half a line\ndelias> wor");
  EXPECT_EQ(Type(""), "");
  EXPECT_THAT(Type("ds\r"), HasSubstr("1 <words>\n"));
}

TEST_F(Shell, TellsHowMuchInputWasLost) {
  device_host_set_lost(7);
  EXPECT_THAT(Run("words"), HasSubstr("7 bytes of input were lost"));
  EXPECT_EQ(Run("words"), "1 <words>\n");
}

TEST_F(Shell, SurvivesAnyBytes) {
  std::mt19937 random(23);
  for (int round = 0; round < 60; round++) {
    std::string bytes;
    for (int i = 0; i < 200; i++)
      bytes += static_cast<char>(random() % 4 == 0 ? random() : "words ab'\"\t\r"[random() % 12]);
    Type(bytes);
    Type("\x07\x03\x03");
    ASSERT_EQ(Run("words still here"), "3 <words> <still> <here>\n") << "round " << round;
  }
}

}  // namespace
