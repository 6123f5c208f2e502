// SPDX-License-Identifier: Apache-2.0
// From rows to JSON: what is read and refused, that the JSON is JSON, and that each begin has its end.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tools/cellctl/trace/json_value.h"
#include "tools/cellctl/trace/perfetto.h"
#include "tools/cellctl/trace/rows.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Eight characters as an argument of an event.
std::string Packed(const std::string &text) {
  uint64_t packed = 0;
  for (size_t i = 0; i < text.size(); i++)
    packed |= static_cast<uint64_t>(text[i]) << 8 * i;
  return std::to_string(packed);
}

constexpr char kHead[] = "trace 1\n"
                         "clock 1000000000 5000 5000\n"  // a cycle is a nanosecond since boot
                         "cpu 0 3\n"
                         "point 10 0 \"task switch\" \"to task\" \"ready\"\n"
                         "point 11 0 \"task\" \"name text\" \"text\"\n"
                         "point 12 1 \"outer\" \"\" \"\"\n"
                         "point 13 1 \"inner\" \"number\" \"at address\"\n"
                         "point 14 1 \"init\" \"cell\" \"\"\n"
                         "cell 0 \"//kernel/sched\"\n"
                         "cell 1 \"//kernel/swap\"\n"
                         "task 1 \"shell\"\n";

struct Event {
  std::string phase, name;
  int64_t pid, tid;
  double ts;
  JsonValue value;
};

class Trace : public testing::Test {
protected:
  void TearDown() override {
    rows_free(&rows);
  }

  bool Read(const std::string &text) {
    rows_free(&rows);
    text_ = text;
    char reason[256] = "";
    bool read = rows_read(text_.data(), &rows, reason, sizeof reason);
    why = reason;
    return read;
  }

  // The events of a trace with that head, in the file's order.
  std::vector<Event> Write(const std::vector<std::string> &lines) {
    std::string text = kHead;
    for (size_t i = 0; i < lines.size(); i++)
      text += "event 0 " + std::to_string(i) + " " + lines[i] + "\n";
    EXPECT_TRUE(Read(text + "end " + std::to_string(lines.size()) + "\n")) << why;
    return Write();
  }

  std::vector<Event> Write() {
    char *bytes = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    EXPECT_TRUE(perfetto_write(&rows, out));
    fclose(out);
    std::string json(bytes, size);
    free(bytes);
    std::vector<Event> events;
    auto whole = JsonValue::Parse(json);
    if (!whole) {
      ADD_FAILURE() << "this is no JSON:\n" << json;
      return events;
    }
    for (const JsonValue &value : (*whole)["traceEvents"].items)
      events.push_back({value["ph"].text, value["name"].text, static_cast<int64_t>(value["pid"].number),
                        static_cast<int64_t>(value["tid"].number), value["ts"].number, value});
    return events;
  }

  static std::vector<std::string> Track(const std::vector<Event> &events, int64_t pid, int64_t tid) {
    std::vector<std::string> shown;
    for (const Event &event : events)
      if (event.pid == pid && event.tid == tid && event.phase != "M")
        shown.push_back(event.phase + (event.name.empty() ? "" : " ") + event.name + " " +
                        std::to_string(std::lround(event.ts * 1000)));
    return shown;
  }

  static void ExpectPairs(const std::vector<Event> &events) {
    std::map<std::pair<int64_t, int64_t>, int> open;
    std::map<std::pair<int64_t, int64_t>, double> last;
    for (const Event &event : events) {
      auto track = std::pair(event.pid, event.tid);
      if (event.phase == "M") continue;
      EXPECT_GE(event.ts, last[track]) << event.name;
      last[track] = event.ts;
      if (event.phase == "B") open[track]++;
      if (event.phase == "E") EXPECT_GT(open[track]--, 0) << "an end without a begin at " << event.ts;
    }
    for (const auto &[track, count] : open)
      EXPECT_EQ(count, 0) << "track " << track.first << "/" << track.second;
  }

  struct rows rows = {};
  std::string why;

private:
  std::string text_;
};

TEST_F(Trace, ReadsRows) {
  ASSERT_TRUE(
      Read(std::string(kHead) + "event 2 7 300 B 1 13 5 18446744073709551615\r\nnews of a later format\nend 1\n"))
      << why;
  EXPECT_EQ(rows.hertz, 1'000'000'000u);
  EXPECT_EQ(rows.lost, 3u);
  ASSERT_EQ(rows.event_count, 1u);
  EXPECT_EQ(rows.events[0].cpu, 2u);
  EXPECT_EQ(rows.events[0].sequence, 7u);
  EXPECT_EQ(rows.events[0].phase, 'B');
  EXPECT_EQ(rows.events[0].b, UINT64_MAX);
  EXPECT_STREQ(rows_point(&rows, 13)->b, "at address");
  EXPECT_EQ(rows_point(&rows, 99), nullptr);
  EXPECT_STREQ(rows_name(rows.cells, rows.cell_count, 1), "//kernel/swap");
}

TEST_F(Trace, RefusesWhatIsNoWholeTraceAndSaysWhy) {
  std::string head = kHead;
  EXPECT_FALSE(Read("unknown command 'trace'; `help` lists all\n"));
  EXPECT_THAT(why, HasSubstr("this is no trace; the system's image needs the command //cells/shell/commands/trace"));
  EXPECT_FALSE(Read("trace 2\nend 0\n"));
  EXPECT_THAT(why, HasSubstr("line 1"));
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(Read(head));
  EXPECT_THAT(why, HasSubstr("not whole; ask for it again"));
  EXPECT_FALSE(Read(head + "event 0 0 1 i 0 10 0 0\nend 2\n"));
  EXPECT_THAT(why, HasSubstr("not whole"));
  for (const char *line : {"event 0 0 1 i 0 10 0", "event 0 0 1 X 0 10 0 0", "event 0 0 1 BB 0 10 0 0",
                           "event 0 0 x i 0 10 0 0", "event 999 0 1 i 0 10 0 0", "event 0 0 1 i 99999999999 10 0 0",
                           "point 1 2 \"a\" \"b\"", "clock 1 2", "cpu 0", "task x \"y\"", "end x"}) {
    EXPECT_FALSE(Read(head + line + "\nend 1\n")) << line;
    EXPECT_THAT(why, HasSubstr("line 12 of the trace is not understood")) << line;
    EXPECT_EQ(rows.events, nullptr);
  }
}

TEST_F(Trace, AnEmptyTraceIsJsonToo) {
  auto events = Write(std::vector<std::string>{});
  EXPECT_EQ(events.size(), 2u);  // the names of the two groups of tracks
}

TEST_F(Trace, PairsBeginsAndEnds) {
  auto events =
      Write({"1000 B 1 12 0 0", "1500 B 1 13 5 4096", "1600 i 1 13 7 0", "2000 E 1 13 5 0", "2500 E 1 12 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("B outer 1000", "B inner 1500", "i inner 1600", "E 2000", "E 2500"));
  ExpectPairs(events);
}

TEST_F(Trace, TasksHaveTracksOfTheirOwn) {
  auto events = Write({"1000 B 1 12 0 0", "1100 B 2 12 0 0", "1200 E 1 12 0 0", "1300 E 2 12 0 0", "1400 i 0 12 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("B outer 1000", "E 1200"));
  EXPECT_THAT(Track(events, 1, 2), ElementsAre("B outer 1100", "E 1300"));
  EXPECT_THAT(Track(events, 1, ROWS_TASKS), ElementsAre("i outer 1400"));
}

TEST_F(Trace, AnEndWithoutBeginBeginsWithTheTrace) {
  auto events = Write({"1000 i 1 12 0 0", "1500 E 1 13 0 0", "2000 B 1 13 0 0", "2100 E 1 13 0 0", "2500 E 1 12 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("B outer 1000", "B inner 1000", "i outer 1000", "E 1500", "B inner 2000",
                                               "E 2100", "E 2500"));
  ExpectPairs(events);
}

TEST_F(Trace, ABeginWithoutEndEndsWithWhatItLiesInOrWithTheTrace) {
  auto events = Write({"1000 B 1 12 0 0", "1500 B 1 13 0 0", "2000 E 1 12 0 0", "2500 B 1 13 0 0", "3000 i 1 12 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("B outer 1000", "B inner 1500", "E 2000", "E 2000", "B inner 2500",
                                               "i outer 3000", "E 3000"));
  ExpectPairs(events);
}

TEST_F(Trace, AnyMixtureOfBeginsAndEndsComesOutPaired) {
  srand(5);
  for (int round = 0; round < 300; round++) {
    std::vector<std::string> lines;
    for (int i = 0; i < 40; i++)
      lines.push_back(std::to_string(1000 + i) + (rand() % 2 ? " B " : " E ") + std::to_string(rand() % 3) + " " +
                      std::to_string(12 + rand() % 3) + " 0 0");
    ExpectPairs(Write(lines));
  }
}

TEST_F(Trace, SortsByTimeWhatAnInterruptWroteInTheMiddle) {
  auto events = Write({"2000 i 1 13 0 0", "1000 i 1 12 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("i outer 1000", "i inner 2000"));
}

TEST_F(Trace, NamesArguments) {
  auto events = Write({"1000 i 1 13 5 4096", "1001 i 1 13 9007199254740993 0", "1002 i 1 14 1 0", "1003 i 1 10 1 2",
                       "1004 B 7 11 " + Packed("complete") + " " + Packed("-it"), "1005 i 1 10 7 0"});
  std::vector<std::string> shown;
  for (const Event &event : events)
    if (event.phase != "M" && event.pid == 1 && event.phase != "E")
      shown.push_back(event.name + " " + event.value["args"].Show());
  EXPECT_THAT(shown, ElementsAre("inner {\"at address\":\"0x1000\",\"number\":5}",
                                 "inner {\"at address\":\"0x0\",\"number\":\"9007199254740993\"}",
                                 "init //kernel/swap {\"cell\":\"//kernel/swap\"}",
                                 "task switch {\"ready\":2,\"to task\":\"1 shell\"}",
                                 "task complete-it {\"name text\":\"complete-it\"}",
                                 "task switch {\"ready\":0,\"to task\":\"7 complete-it\"}"));
}

TEST_F(Trace, ArgumentsOfOneNameAreToldApart) {
  ASSERT_TRUE(Read("trace 1\npoint 1 0 \"x\" \"n\" \"n\"\nevent 0 0 1 i 0 1 5 6\nend 1\n")) << why;
  EXPECT_EQ(Write().back().value["args"].Show(), "{\"n\":5,\"n (2)\":6}");
}

TEST_F(Trace, ShowsWhatEachProcessorRan) {
  auto events = Write({"1000 i 1 12 0 0", "1200 i 1 10 0 0", "1500 i 0 10 1 0", "1900 i 1 10 2 0", "2000 i 2 12 0 0"});
  EXPECT_THAT(Track(events, 2, 1),
              ElementsAre("B 1 shell 1000", "E 1200", "B 1 shell 1500", "E 1900", "B 2  1900", "E 2000"));
}

TEST_F(Trace, ACountIsACurve) {
  auto events = Write({"1000 C 1 12 42 0"});
  EXPECT_EQ(events.back().phase, "C");
  EXPECT_EQ(events.back().value["args"].Show(), "{\"value\":42}");
}

TEST_F(Trace, EscapesNames) {
  ASSERT_TRUE(Read(
      "trace 1\nclock 1 1 1\npoint 1 0 \"a\\b\x01\xc3\" \"\" \"\"\ncell 0 \"//a\\\"\nevent 0 0 1 i 0 1 0 0\nend 1\n"))
      << why;
  auto events = Write();
  EXPECT_EQ(events.back().name, "a\\b\x01?");
  EXPECT_EQ(events.back().value["cat"].text, "//a\\");
}

TEST_F(Trace, EventsOfACellThatIsGoneAreShown) {
  auto events = Write({"1000 B 1 99 0 0", "1200 E 1 99 0 0"});
  EXPECT_THAT(Track(events, 1, 1), ElementsAre("B (of a cell that is gone) 1000", "E 1200"));
}

TEST_F(Trace, CountsTimeByTheClock) {
  // 2 GHz: at 10000 cycles the clock showed 7000 ns, so 4000 cycles were at 4000 ns.
  ASSERT_TRUE(Read("trace 1\nclock 2000000000 10000 7000\npoint 1 0 \"x\" \"\" \"\"\nevent 0 0 4000 i 0 1 0 0\n"
                   "event 0 1 10000 i 0 1 0 0\nend 2\n"));
  auto events = Write();
  EXPECT_EQ(std::lround(events[events.size() - 2].ts * 1000), 4000);
  EXPECT_EQ(std::lround(events.back().ts * 1000), 7000);
}

TEST_F(Trace, BeforeTheClockTimeCountsFromTheFirstEvent) {
  ASSERT_TRUE(Read("trace 1\nclock 1000000000 10000 1000\npoint 1 0 \"x\" \"\" \"\"\nevent 0 0 2000 i 0 1 0 0\n"
                   "event 0 1 10000 i 0 1 0 0\nend 2\n"));
  auto events = Write();
  EXPECT_EQ(std::lround(events[events.size() - 2].ts * 1000), 0);
  EXPECT_EQ(std::lround(events.back().ts * 1000), 8000);
}

// What the system printed after its boot, a command and a fault.
TEST_F(Trace, ASampleOfTheRealSystemIsShownWhole) {
  std::ifstream file("tools/cellctl/trace/sample.rows");
  std::stringstream text;
  text << file.rdbuf();
  ASSERT_TRUE(Read(text.str())) << why;
  auto events = Write();
  ExpectPairs(events);
  std::vector<std::string> slices, tracks;
  for (const Event &event : events) {
    if (event.phase == "B") slices.push_back(event.name);
    if (event.phase == "M") tracks.push_back(event.value["args"]["name"].text);
  }
  for (const char *name : {"boot", "graph check", "init //kernel/sched", "command ps", "interrupt", "task shell"})
    EXPECT_THAT(slices, testing::Contains(name));
  for (const char *name : {"shell", "ps", "fault", "CPU 0", "no task, CPU 0"})
    EXPECT_THAT(tracks, testing::Contains(name));
}

}  // namespace
