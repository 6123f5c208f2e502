// SPDX-License-Identifier: Apache-2.0
#include "kernel/trace/trace.h"

#include <vector>

#include "cells/shell/testing/shell_fixture.h"
#include "kernel/heap/heap.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command trace_command;
extern "C" const struct cell_lifecycle trace_lifecycle;
extern "C" const struct trace_point sched_switch, sched_woken, sched_task, runner_command, shell_prompt;

namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;

constexpr struct trace_point kPlain = {.name = "plain thing", .a = "", .b = ""};
constexpr struct trace_point kNumbers = {.name = "numbers", .a = "words", .b = "at address"};
constexpr struct trace_point kNames = {.name = "names", .a = "to task", .b = "cell"};
constexpr struct trace_point kText = {.name = "text", .a = "name text", .b = "text"};

class TraceCommand : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    ASSERT_EQ(trace_lifecycle.init(), OK);
    for (const struct trace_point *point : {&sched_switch, &sched_woken, &sched_task, &runner_command, &shell_prompt})
      ASSERT_EQ(trace_point_set(point, false), OK);  // only what the test tells
    AddCommand(trace_command);
    cell = graph.AddCell("//kernel/some");
    plain = AddPoint("plain", kPlain);
    numbers = AddPoint("numbers", kNumbers);
    names = AddPoint("names", kNames);
    text = AddPoint("text", kText);
    Type("");
    trace_clear();
    trace_set(true);
  }

  const struct trace_point *AddPoint(const char *name, const struct trace_point &values) {
    graph.AddOps(name, "struct trace_point", &values, sizeof values);
    const struct trace_point *point = nullptr, *last = nullptr;
    uint32_t cursor = 0;
    while (trace_point_next(&cursor, &point, nullptr) == OK)
      last = point;
    EXPECT_EQ(trace_point_set(last, true), OK);
    return last;
  }

  static std::vector<std::string> Lines(const std::string &shown) {
    std::vector<std::string> lines;
    for (size_t at = 0, end; (end = shown.find('\n', at)) != std::string::npos; at = end + 1)
      lines.push_back(shown.substr(at, end - at));
    return lines;
  }
  // What stands behind time and task.
  static std::vector<std::string> Events(const std::string &shown) {
    std::vector<std::string> lines = Lines(shown), events;
    for (size_t i = 1; i + 1 < lines.size(); i++)
      events.push_back(lines[i].substr(48));
    return events;
  }

  uint32_t cell = 0;
  const struct trace_point *plain = nullptr, *numbers = nullptr, *names = nullptr, *text = nullptr;
};

TEST_F(TraceCommand, ShowsTimesTasksAndEvents) {
  arch_host()->cycles += 1'000'000;
  trace_record(plain, TRACE_PHASE_BEGIN, 0, 0);
  arch_host()->cycles += 2'500;
  trace_record(plain, TRACE_PHASE_END, 0, 0);
  std::vector<std::string> lines = Lines(Run("trace"));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "      SECONDS   +MICROSEC  TASK                 EVENT");
  EXPECT_THAT(lines[1], MatchesRegex(" *[0-9]+\\.[0-9]{6} +0\\.0  -                    plain thing begins"));
  EXPECT_THAT(lines[2],
              MatchesRegex(" *[0-9]+\\.[0-9]{6} +2\\.[45]  -                    plain thing ends  took 2\\.[45] us"));
  EXPECT_EQ(lines[3], "2 events are kept, 0 older ones were overwritten; recording is on");
}

TEST_F(TraceCommand, ShowsWhatArgumentsAre) {
  std::function<void()> body = [this] { trace_record(numbers, TRACE_PHASE_INSTANT, 3, 0xabc); };
  uint64_t number = spawn("teller", body);
  Type("");
  trace_record(names, TRACE_PHASE_INSTANT, 0, cell);
  struct task_info shell = {};
  ASSERT_EQ(task_next(0, &shell), OK);
  trace_record(names, TRACE_PHASE_INSTANT, shell.number, 999);
  trace_record(text, TRACE_PHASE_BEGIN, trace_text("completecsf", 0), trace_text("completecsf", 8));
  trace_record(text, TRACE_PHASE_COUNT, 0x0141, 0);
  std::string shown = Run("trace");
  EXPECT_THAT(Events(shown), ElementsAre("numbers  words 3  at address 0xabc", "names  to task -  cell //kernel/some",
                                         "names  to task " + std::to_string(shell.number) + " shell  cell ?",
                                         "text begins  completecsf", "text  A?"));
  EXPECT_THAT(shown, HasSubstr("  " + std::to_string(number) + " "));
}

TEST_F(TraceCommand, NamesTasksThatHaveEndedByTheirEvents) {
  static constexpr struct trace_point kTask = {.name = "task", .a = "name text", .b = "text"};
  const struct trace_point *task = AddPoint("task", kTask);
  trace_record_at(task, TRACE_PHASE_BEGIN, arch_host()->cycles, 5000, trace_text("gone by now", 0),
                  trace_text("gone by now", 8));
  trace_record_at(plain, TRACE_PHASE_INSTANT, arch_host()->cycles, 5000, 0, 0);
  trace_record_at(plain, TRACE_PHASE_INSTANT, arch_host()->cycles, 5001, 0, 0);
  std::string shown = Run("trace");
  EXPECT_THAT(shown, HasSubstr("  5000 gone by now     plain thing\n"));
  EXPECT_THAT(shown, HasSubstr("  5001                 plain thing\n"));
}

TEST_F(TraceCommand, ShowsTheLastLines) {
  for (uint64_t i = 0; i < 30; i++)
    trace_record(numbers, TRACE_PHASE_INSTANT, i, 0);
  EXPECT_EQ(Events(Run("trace")).size(), 20u);
  EXPECT_THAT(Events(Run("trace 2")),
              ElementsAre("numbers  words 28  at address 0x0", "numbers  words 29  at address 0x0"));
  EXPECT_EQ(Events(Run("trace 1000")).size(), 30u);
  EXPECT_EQ(Events(Run("trace 0")).size(), 0u);
}

TEST_F(TraceCommand, ShowsThePointsWhoseNamesBeginSo) {
  trace_record(numbers, TRACE_PHASE_INSTANT, 1, 0);
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  trace_record(numbers, TRACE_PHASE_INSTANT, 2, 0);
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_THAT(Events(Run("trace num")),
              ElementsAre("numbers  words 1  at address 0x0", "numbers  words 2  at address 0x0"));
  EXPECT_THAT(Events(Run("trace 1 num")), ElementsAre("numbers  words 2  at address 0x0"));
  EXPECT_THAT(Events(Run("trace plain thing")), ElementsAre("plain thing", "plain thing"));
}

TEST_F(TraceCommand, TellsHowLongTookWhatEnds) {
  uint64_t now = arch_host()->cycles;
  auto tell = [&](enum trace_phase phase, uint64_t at, uint64_t task) {
    trace_record_at(plain, phase, now + at, task, 0, 0);
  };
  tell(TRACE_PHASE_END, 0, 900);  // its begin is not kept
  tell(TRACE_PHASE_BEGIN, 0, 900);
  tell(TRACE_PHASE_BEGIN, 40'000, 901);
  tell(TRACE_PHASE_BEGIN, 60'000, 900);
  tell(TRACE_PHASE_END, 70'000, 900);
  tell(TRACE_PHASE_END, 100'000, 900);
  EXPECT_THAT(Events(Run("trace")),
              ElementsAre("plain thing ends", "plain thing begins", "plain thing begins", "plain thing begins",
                          MatchesRegex("plain thing ends  took (9[.]9|10[.]0) us"),
                          MatchesRegex("plain thing ends  took (99[.]9|100[.]0) us")));
  EXPECT_THAT(Events(Run("trace 1")), ElementsAre(MatchesRegex("plain thing ends  took (99[.]9|100[.]0) us")));
}

TEST_F(TraceCommand, TellsWhatWasLost) {
  for (uint64_t i = 0; i < TRACE_ENTRIES + 7; i++)
    trace_record(numbers, TRACE_PHASE_INSTANT, i, 0);
  EXPECT_THAT(Run("trace 1"), EndsWith("4096 events are kept, 7 older ones were overwritten; recording is on\n"));
}

TEST_F(TraceCommand, ListsPointsAndTurnsThemOffAndOn) {
  uint64_t before = trace_point_count(plain);
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  std::string row = std::to_string(before + 1) + " on   plain thing              //kernel/some\n";
  EXPECT_THAT(Run("trace points"), HasSubstr(row));
  EXPECT_EQ(Run("trace off plain thing"), "");
  EXPECT_THAT(Run("trace points"), HasSubstr(" off  plain thing              //kernel/some\n"));
  EXPECT_THAT(Run("trace points"), HasSubstr(" on   numbers "));
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_EQ(Events(Run("trace")).size(), 1u);
  EXPECT_EQ(Run("trace on 'plain thing'"), "");
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_EQ(Events(Run("trace")).size(), 2u);
}

TEST_F(TraceCommand, TurnsAllRecordingOffAndOn) {
  EXPECT_EQ(Run("trace off"), "");
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_THAT(Run("trace"), EndsWith("0 events are kept, 0 older ones were overwritten; "
                                     "recording is off, `trace on` resumes it\n"));
  EXPECT_EQ(Run("trace on"), "");
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_EQ(Events(Run("trace")).size(), 1u);
}

TEST_F(TraceCommand, Clears) {
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_EQ(Run("trace clear"), "");
  EXPECT_EQ(Events(Run("trace")).size(), 0u);
}

TEST_F(TraceCommand, GivesRowsToPrograms) {
  uint64_t now = arch_host()->cycles;
  trace_record(numbers, TRACE_PHASE_BEGIN, UINT64_MAX, 2);
  trace_record_at(numbers, TRACE_PHASE_END, now + 5, 77, 1, 0);
  std::vector<std::string> lines = Lines(Run("trace --rows"));
  std::string id = std::to_string(trace_point_number(numbers)), from;
  ASSERT_GE(lines.size(), 5u);
  EXPECT_EQ(lines[0], "trace 1");
  EXPECT_THAT(lines[1], MatchesRegex("clock [0-9]+ [0-9]+ [0-9]+"));
  EXPECT_EQ(lines[2], "cpu 0 0");
  EXPECT_THAT(lines,
              testing::Contains("point " + id + " " + std::to_string(cell) + " \"numbers\" \"words\" \"at address\""));
  EXPECT_THAT(lines, testing::Contains("cell " + std::to_string(cell) + " \"//kernel/some\""));
  EXPECT_THAT(lines, testing::Contains(MatchesRegex("task [0-9]+ \"shell\"")));
  std::string clocks = std::to_string(now) + " B 0 " + id + " 18446744073709551615 2";
  EXPECT_THAT(lines[lines.size() - 3], EndsWith(clocks));
  EXPECT_THAT(lines[lines.size() - 2], EndsWith(" " + std::to_string(now + 5) + " E 77 " + id + " 1 0"));
  EXPECT_THAT(lines[lines.size() - 2], testing::StartsWith("event 0 "));
  EXPECT_EQ(lines.back(), "end 2");
}

TEST_F(TraceCommand, RowsQuoteWhateverANameHolds) {
  static constexpr struct trace_point kOdd = {.name = "a\"b\\c\n", .a = "", .b = ""};
  AddPoint("odd", kOdd);
  EXPECT_THAT(Run("trace --rows"), HasSubstr(" \"a?b?c?\" \"\" \"\"\n"));
}

TEST_F(TraceCommand, SaysThatThereIsNoMemory) {
  trace_record(plain, TRACE_PHASE_INSTANT, 0, 0);
  Type("trace");
  heap_fail_after(2);  // the first is the command's own task
  std::string shown = Type("\r");
  heap_fail_after(0);
  EXPECT_THAT(shown, HasSubstr("trace: no memory for a copy of the events (NO_MEMORY); `mem` tells who has it\n"));
}

TEST_F(TraceCommand, RefusesWordsThatItDoesNotKnow) {
  for (const char *line : {"trace x", "trace -1", "trace 3 4", "trace --rows 3", "trace clear all", "trace points x"})
    EXPECT_THAT(Run(line), HasSubstr("trace: no point's name begins with")) << line;
  EXPECT_THAT(Run("trace " + std::string(64, 'x')), HasSubstr("usage: trace [LINES]"));
  EXPECT_THAT(Run("trace off nothing such"), HasSubstr("no point is called 'nothing such'; `trace points` lists all"));
}

TEST_F(TraceCommand, CompletesWords) {
  EXPECT_THAT(Type("trace po\t\r"), HasSubstr("POINT"));
}

}  // namespace
