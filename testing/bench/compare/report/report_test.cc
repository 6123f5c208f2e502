// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "testing/bench/compare/report/rows.h"
#include "testing/bench/compare/report/write.h"
#include "gtest/gtest.h"

namespace {

struct compare_line Line(const char *name, uint64_t value, uint64_t count = 1) {
  struct compare_line line = {};
  snprintf(line.name, sizeof line.name, "%s", name);
  line.value = value;
  line.count = count;
  return line;
}

std::string Add(struct compare_log *log, const std::string &line) {
  return compare_log_add(log, line.c_str()) ? "taken" : "refused";
}

TEST(CompareLog, TakesItsLinesAndSkipsAllOthers) {
  struct compare_log log = {};
  EXPECT_EQ(Add(&log, "[    0.1] Linux says something\n"), "taken");
  EXPECT_EQ(Add(&log, "[compare] getppid 3310006 10000\r\n"), "taken");
  EXPECT_EQ(Add(&log, "[compare] huge 18446744073709551615 1"), "taken");
  ASSERT_EQ(log.count, 2u);
  EXPECT_STREQ(log.lines[0].name, "getppid");
  EXPECT_EQ(log.lines[0].value, 3310006u);
  EXPECT_EQ(log.lines[0].count, 10000u);
  EXPECT_EQ(log.lines[1].value, UINT64_MAX);
}

TEST(CompareLog, RefusesALineThatIsNotWhole) {
  struct compare_log log = {};
  EXPECT_EQ(Add(&log, "[compare] getppid 33"), "refused");
  EXPECT_EQ(Add(&log, "[compare] getppid 33 0"), "refused");
  EXPECT_EQ(Add(&log, "[compare] getppid 33 1 0"), "refused");
  EXPECT_EQ(Add(&log, "[compare] getppid x 1"), "refused");
  EXPECT_EQ(Add(&log, "[compare] a_name_that_is_so_long_that_no_row_has_one_like_it 1 1"), "refused");
  EXPECT_EQ(log.count, 0u);
}

TEST(CompareLog, RefusesOneLineTooMany) {
  struct compare_log log = {};
  for (int i = 0; i < COMPARE_LINES_MAX; i++)
    ASSERT_EQ(Add(&log, "[compare] a 1 1"), "taken");
  EXPECT_EQ(Add(&log, "[compare] a 1 1"), "refused");
}

class Evaluate : public testing::Test {
protected:
  void Put(enum compare_system system, uint32_t round, struct compare_line line) {
    for (auto &mode : runs_->logs) {
      struct compare_log &log = mode[system][round];
      log.lines[log.count++] = line;
    }
  }
  const struct compare_row *Row(const std::string &key) {
    for (uint32_t i = 0; i < compare_row_count; i++)
      if (key == compare_rows[i].key) return &compare_rows[i];
    ADD_FAILURE() << key;
    return nullptr;
  }
  std::string Run(const std::string &key) {
    char why[COMPARE_WHY] = "";
    return compare_evaluate(runs_.get(), Row(key), &result_, why) ? "" : why;
  }
  enum compare_verdict Verdict(const std::string &key) {
    EXPECT_EQ(Run(key), "");
    return result_.verdict;
  }
  // The empty loop takes Delias `delias` and Linux `linux_` ticks or instructions a time.
  void Empty(uint64_t delias, uint64_t linux_) {
    for (uint32_t round = 0; round < runs_->rounds; round++) {
      Put(COMPARE_DELIAS, round, Line("empty_loop", 1000 * delias, 1000));
      Put(COMPARE_LINUX, round, Line("empty_loop", 1000 * linux_, 1000));
    }
  }
  void Atomic(uint32_t rounds, uint64_t delias, uint64_t linux_) {
    runs_->rounds = rounds;
    for (uint32_t round = 0; round < rounds; round++) {
      Put(COMPARE_DELIAS, round, Line("atomic", 1000 * delias, 1000));
      Put(COMPARE_LINUX, round, Line("getppid", 1000 * linux_, 1000));
    }
  }
  void Boot(uint32_t rounds, uint64_t delias, uint64_t linux_) {
    runs_->rounds = rounds;
    for (uint32_t round = 0; round < rounds; round++) {
      Put(COMPARE_DELIAS, round, Line("frequency", 2000000));
      for (const char *what : {"instructions", "tsc"}) {
        std::string entry = std::string("entry_") + what, ready = std::string("ready_") + what;
        Put(COMPARE_DELIAS, round, Line(entry.c_str(), 1000));
        Put(COMPARE_DELIAS, round, Line(ready.c_str(), 1000 + delias));
        Put(COMPARE_LINUX, round, Line(entry.c_str(), 5));
        Put(COMPARE_LINUX, round, Line(ready.c_str(), 5 + linux_));
      }
    }
  }

  std::unique_ptr<struct compare_runs> runs_ = std::make_unique<struct compare_runs>();
  struct compare_result result_ = {};
};

TEST_F(Evaluate, DividesByTheCountAndTakesTheMedianOfAnOddNumberOfRounds) {
  runs_->rounds = 3;
  const uint64_t delias[] = {90, 110, 100}, linux_[] = {3000, 1000, 2000};
  for (uint32_t round = 0; round < 3; round++) {
    Put(COMPARE_DELIAS, round, Line("gate_call", delias[round], 10));
    Put(COMPARE_LINUX, round, Line("getppid", linux_[round], 10));
  }
  Empty(0, 0);
  ASSERT_EQ(Run("gate_ticks"), "");
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 10);
  EXPECT_EQ(result_.side[COMPARE_DELIAS].least, 9);
  EXPECT_EQ(result_.side[COMPARE_DELIAS].most, 11);
  EXPECT_EQ(result_.side[COMPARE_LINUX].median, 200);
  // Of each round: 300 / 9, 100 / 11, 200 / 10.
  EXPECT_EQ(result_.ratio.median, 20);
  EXPECT_NEAR(result_.ratio.least, 100 / 11.0, 1e-9);
  EXPECT_NEAR(result_.ratio.most, 300 / 9.0, 1e-9);
  EXPECT_EQ(result_.verdict, COMPARE_NOTHING_WANTED);
}

TEST_F(Evaluate, TakesTheMiddleOfTheTwoInTheMiddleOfAnEvenNumber) {
  runs_->rounds = 2;
  for (uint32_t round = 0; round < 2; round++) {
    Put(COMPARE_DELIAS, round, Line("slot_call", 10 + 20 * round));
    Put(COMPARE_LINUX, round, Line("getppid", 40));
  }
  Empty(0, 0);
  ASSERT_EQ(Run("read_instructions"), "");
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 20);
  EXPECT_NEAR(result_.ratio.median, (4 + 40 / 30.0) / 2, 1e-9);
}

TEST_F(Evaluate, NamesTheLogAndTheLineThatItLacks) {
  runs_->rounds = 2;
  Put(COMPARE_DELIAS, 0, Line("request", 1));
  Put(COMPARE_DELIAS, 1, Line("request", 1));
  Put(COMPARE_LINUX, 0, Line("getppid", 1));
  EXPECT_EQ(Run("request_ticks"), "delias.ticks.1.log has no line [compare] empty_loop");
  Empty(0, 0);
  EXPECT_EQ(Run("request_ticks"), "linux.ticks.2.log has no line [compare] getppid");
  EXPECT_EQ(Run("boot_instructions"), "delias.boot_instructions.1.log has no line [compare] entry_instructions");
}

TEST_F(Evaluate, HoldsBootAgainstTheTarget) {
  Boot(3, 50, 5000);
  EXPECT_EQ(Verdict("boot_instructions"), COMPARE_HOLDS);
  EXPECT_EQ(result_.ratio.median, 100);
  EXPECT_EQ(Verdict("boot_time"), COMPARE_HOLDS);
  EXPECT_EQ(result_.side[COMPARE_LINUX].median, 2.5);  // ms, at two ticks a microsecond
}

TEST_F(Evaluate, JudgesTheMedianOfTheRoundsRatios) {
  Boot(3, 50, 5000);
  runs_->logs[COMPARE_BOOT_INSTRUCTIONS][COMPARE_DELIAS][1].lines[2].value += 1000;  // ready_instructions
  EXPECT_EQ(Verdict("boot_instructions"), COMPARE_HOLDS);
  EXPECT_LT(result_.ratio.least, 5);
  EXPECT_EQ(result_.ratio.median, 100);
  runs_->logs[COMPARE_BOOT_INSTRUCTIONS][COMPARE_DELIAS][2].lines[2].value += 1000;
  EXPECT_EQ(Verdict("boot_instructions"), COMPARE_FAILS);
}

TEST_F(Evaluate, SaysThatTheTargetIsMissed) {
  Boot(3, 50, 4999);
  EXPECT_EQ(Verdict("boot_instructions"), COMPARE_FAILS);
  EXPECT_EQ(Verdict("boot_time"), COMPARE_FAILS);
}

TEST_F(Evaluate, DoesNotJudgeTimeByOneRound) {
  Boot(1, 50, 50);
  EXPECT_EQ(Verdict("boot_time"), COMPARE_NOT_JUDGED);
  EXPECT_EQ(Verdict("boot_instructions"), COMPARE_FAILS);
}

TEST_F(Evaluate, SubtractsTheEmptyLoopOnBothSides) {
  Atomic(1, 32, 331);
  Empty(2, 1);
  ASSERT_EQ(Run("atomic_instructions"), "");
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 30);
  EXPECT_EQ(result_.side[COMPARE_LINUX].median, 330);
  EXPECT_EQ(result_.ratio.median, 11);
}

TEST_F(Evaluate, HoldsAnAtomicRequestAgainstItsTarget) {
  Atomic(3, 33, 330);
  Empty(0, 0);
  EXPECT_EQ(Verdict("atomic_instructions"), COMPARE_HOLDS);
  EXPECT_EQ(Verdict("atomic_ticks"), COMPARE_HOLDS);
}

TEST_F(Evaluate, SaysThatAnAtomicRequestMissesItsTarget) {
  Atomic(3, 33, 329);
  Empty(0, 0);
  EXPECT_EQ(Verdict("atomic_instructions"), COMPARE_FAILS);
  EXPECT_EQ(Verdict("atomic_ticks"), COMPARE_FAILS);
}

TEST_F(Evaluate, DoesNotJudgeTicksByOneRound) {
  Atomic(1, 33, 33);
  Empty(0, 0);
  EXPECT_EQ(Verdict("atomic_ticks"), COMPARE_NOT_JUDGED);
}

TEST_F(Evaluate, HasNoRatioWhereDeliasTakesNothingAndDoesNotCallThatATargetMet) {
  Boot(3, 0, 5000);
  ASSERT_EQ(Run("boot_instructions"), "");
  EXPECT_FALSE(std::isfinite(result_.ratio.median));
  EXPECT_EQ(result_.verdict, COMPARE_FAILS);
}

TEST_F(Evaluate, RefusesABootThatEndsBeforeItBegins) {
  runs_->rounds = 1;
  Put(COMPARE_DELIAS, 0, Line("entry_instructions", 10));
  Put(COMPARE_DELIAS, 0, Line("ready_instructions", 9));
  EXPECT_EQ(Run("boot_instructions"),
            "delias.boot_instructions.1.log: ready_instructions lies before entry_instructions");
}

TEST_F(Evaluate, CountsAsUsedWhatTheMachineHasAndTheSystemDoesNotOffer) {
  runs_->rounds = 1;
  runs_->memory_bytes = 1 << 20;
  Put(COMPARE_DELIAS, 0, Line("memory_available", (1 << 20) - 4096));
  Put(COMPARE_LINUX, 0, Line("memory_available", 0));
  ASSERT_EQ(Run("memory"), "");
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 4);
  EXPECT_EQ(result_.side[COMPARE_LINUX].median, 1024);
}

TEST_F(Evaluate, MeasuresHowLateASleeperWakes) {
  runs_->rounds = 1;
  Put(COMPARE_DELIAS, 0, Line("frequency", 2000000000));
  Put(COMPARE_DELIAS, 0, Line("sleep", 600070));  // two ticks a nanosecond, 300 us
  Put(COMPARE_LINUX, 0, Line("sleep", 600140));
  ASSERT_EQ(Run("timer_ticks"), "");
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 70);
  EXPECT_EQ(result_.ratio.median, 2);
}

class Scaling : public Evaluate {
protected:
  void Take(uint64_t one, uint64_t four) {
    runs_->rounds = 1;
    Empty(0, 0);
    for (auto system : {COMPARE_DELIAS, COMPARE_LINUX}) {
      Put(system, 0, Line("parallel_pairs", one));
      Put(system, 0, Line("median_parallel_pairs", four));
    }
  }
};

TEST_F(Scaling, IsWhatFourProcessorsTakeOverWhatOneTakes) {
  Take(100, 125);
  EXPECT_EQ(Verdict("pairs_scaling"), COMPARE_HOLDS);
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 1.25);
  EXPECT_EQ(result_.ratio.median, 1);
}

TEST_F(Scaling, MissesWhatIsWanted) {
  Take(100, 126);
  EXPECT_EQ(Verdict("pairs_scaling"), COMPARE_FAILS);
}

TEST_F(Scaling, OfNothingIsNotCalledMet) {
  Take(0, 0);
  EXPECT_EQ(Verdict("pairs_scaling"), COMPARE_FAILS);
}

bool Says(const char *text) {
  return text != nullptr && *text != 0;
}

TEST(CompareRows, HaveKeysOfTheirOwnAndSayWhatIsComparedAndWhomThatFavours) {
  for (uint32_t i = 0; i < compare_row_count; i++) {
    const struct compare_row &row = compare_rows[i];
    EXPECT_TRUE(Says(row.heading) && Says(row.unit)) << row.key;
    const struct compare_thing &thing = *row.thing;
    EXPECT_TRUE(Says(thing.title) && Says(thing.side[0]) && Says(thing.side[1])) << row.key;
    EXPECT_TRUE(Says(thing.lmbench)) << row.key << " names no counterpart";
    std::string favours = thing.favours == nullptr ? "" : thing.favours;
    EXPECT_TRUE(favours.starts_with("Delias: ") || favours.starts_with("Linux: ")) << row.key << ": " << favours;
    for (uint32_t j = 0; j < i; j++)
      EXPECT_STRNE(row.key, compare_rows[j].key);
  }
}

TEST(CompareRows, OfOneHeadingStandTogether) {
  for (uint32_t i = 2; i < compare_row_count; i++)
    for (uint32_t j = 0; j + 1 < i; j++)
      if (strcmp(compare_rows[i].heading, compare_rows[j].heading) == 0) {
        EXPECT_STREQ(compare_rows[i].heading, compare_rows[i - 1].heading) << compare_rows[i].key;
      }
}

std::string Short(double value) {
  char text[16];
  write_short(text, value);
  return text;
}

TEST(CompareShort, HasThreeDigits) {
  EXPECT_EQ(Short(0), "0");
  EXPECT_EQ(Short(7), "7");
  EXPECT_EQ(Short(9.994), "9.99");
  EXPECT_EQ(Short(9.996), "10.0");
  EXPECT_EQ(Short(99.96), "100");
  EXPECT_EQ(Short(999), "999");
  EXPECT_EQ(Short(999.6), "1.00 k");
  EXPECT_EQ(Short(1445805433), "1.45 G");
  EXPECT_EQ(Short(18446744073709551615.0), "18.4 E");
  EXPECT_EQ(Short(NAN), "-");
  EXPECT_EQ(Short(INFINITY), "-");
}

class Writers : public testing::Test {
protected:
  Writers() {
    report_ = {
        .linux = "Linux <6.1> & \"words\"", .machine = "-m 256", .memory_bytes = 1, .results = &result_, .count = 1};
    result_ = {.row = &row_, .rounds = 1, .side = {}, .ratio = {}, .verdict = COMPARE_NOTHING_WANTED};
    Set(10, 20);
  }
  static struct compare_side Same(double value) {
    return {.values = {value}, .median = value, .least = value, .most = value};
  }
  void Set(double delias, double linux_) {
    const double values[] = {delias, linux_};
    for (int system = 0; system < COMPARE_SYSTEMS; system++)
      result_.side[system] = Same(values[system]);
    result_.ratio = Same(delias == 0 ? NAN : linux_ / delias);
  }
  std::string Write(void (*write)(FILE *, const struct compare_report *)) {
    char *text = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    write(out, &report_);
    fclose(out);
    std::string written(text, size);
    free(text);
    return written;
  }
  static bool Has(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
  }

  struct compare_thing thing_ = {.title = "a <b> & \"c\"",
                                 .side = {"back\\slash\nline", "the other"},
                                 .lmbench = "lat_a",
                                 .favours = "Delias: much"};
  struct compare_row row_ = {.key = "a",
                             .thing = &thing_,
                             .unit = "ticks",
                             .heading = "Ticks",
                             .mode = COMPARE_TICKS,
                             .rule = COMPARE_EACH,
                             .line = {},
                             .line_of_4 = {},
                             .wanted = 0};
  struct compare_result result_;
  struct compare_report report_;
};

TEST_F(Writers, JsonEscapesTextAndKeepsNumbers) {
  Set(10.5, 1445805433);
  std::string json = Write(write_json);
  EXPECT_TRUE(Has(json, "\"title\": \"a <b> & \\\"c\\\"\"")) << json;
  EXPECT_TRUE(Has(json, "\"on_delias\": \"back\\\\slash\\u000aline\"")) << json;
  EXPECT_TRUE(Has(json, "\"delias\": {\"median\": 10.5, ")) << json;
  EXPECT_TRUE(Has(json, "\"linux\": {\"median\": 1445805433, ")) << json;
  EXPECT_TRUE(Has(json, "\"wanted\": null")) << json;
}

TEST_F(Writers, JsonHasNoNumberThatIsNone) {
  Set(0, 20);
  std::string json = Write(write_json);
  EXPECT_TRUE(Has(json, "\"ratio\": {\"median\": null, ")) << json;
  EXPECT_FALSE(Has(json, "nan")) << json;
  Set(1e300, 1e300);
  EXPECT_TRUE(Has(Write(write_json), "\"median\": 1e+300")) << Write(write_json);
}

TEST_F(Writers, JsonSaysWhetherWhatIsWantedHolds) {
  row_.wanted = 100;
  result_.verdict = COMPARE_FAILS;
  EXPECT_TRUE(Has(Write(write_json), "\"wanted\": 100, \"verdict\": \"fails\"")) << Write(write_json);
}

TEST_F(Writers, SvgEscapesTextAndLeavesNoControlCharacters) {
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, ">a &lt;b&gt; &amp; &quot;c&quot;</text>")) << svg;
  EXPECT_TRUE(Has(svg, "Linux &lt;6.1&gt; &amp; &quot;words&quot;")) << svg;
  EXPECT_TRUE(Has(svg, "<title>back\\slashline</title>")) << svg;
  EXPECT_TRUE(Has(svg, "1 : 2.0")) << svg;
}

// The width of the n-th bar.
double Bar(const std::string &svg, int n) {
  size_t at = 0;
  for (int i = 0; i <= n; i++)
    at = svg.find("<rect x=\"330\"", at) + 1;
  return strtod(svg.c_str() + svg.find("width=\"", at) + 7, nullptr);
}

TEST_F(Writers, SvgDrawsLogarithms) {
  Set(10, 1000);
  std::string svg = Write(write_svg);
  EXPECT_NEAR(Bar(svg, 1), 3 * Bar(svg, 0), 0.3);
}

TEST_F(Writers, SvgDrawsNothingForZeroAndStaysOnThePageForAnythingHuge) {
  Set(0, 1.8e19);
  std::string svg = Write(write_svg);
  EXPECT_EQ(svg.find("<rect x=\"330\""), svg.rfind("<rect x=\"330\"")) << "one bar";
  EXPECT_LE(Bar(svg, 0), 500);
  EXPECT_TRUE(Has(svg, ">0</text>")) << svg;
  EXPECT_TRUE(Has(svg, ">18.0 E</text>")) << svg;
  for (const char *wrong : {"nan", "inf", "1 :"})
    EXPECT_FALSE(Has(svg, wrong)) << wrong;
  Set(1e-5, 1e300);
  svg = Write(write_svg);
  EXPECT_LE(Bar(svg, 1), 500);
}

TEST_F(Writers, SvgMakesAPanelForEachHeading) {
  struct compare_row other = row_;
  other.heading = "Memory";
  struct compare_result results[] = {result_, result_, result_};
  results[2].row = &other;
  report_.results = results;
  report_.count = 3;
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, ">Ticks</text>"));
  EXPECT_EQ(svg.find(">Ticks</text>"), svg.rfind(">Ticks</text>"));
  EXPECT_TRUE(Has(svg, ">Memory</text>"));
}

TEST_F(Writers, SvgMarksWhatIsWantedAndWhatMissesIt) {
  Set(10, 1000);
  EXPECT_FALSE(Has(Write(write_svg), "class=\"wanted\""));
  row_.wanted = 100;
  result_.verdict = COMPARE_HOLDS;
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, "class=\"wanted\"")) << svg;
  EXPECT_FALSE(Has(svg, "ratio missed")) << svg;
  result_.verdict = COMPARE_FAILS;
  EXPECT_TRUE(Has(Write(write_svg), "ratio missed"));
}

TEST_F(Writers, TheTableShowsAllOfARowAndTheVerdict) {
  row_.wanted = 100;
  result_.verdict = COMPARE_FAILS;
  std::string table = Write(write_table);
  EXPECT_TRUE(Has(table, "back\\slash")) << table;
  EXPECT_TRUE(Has(table, "lmbench: lat_a")) << table;
  EXPECT_TRUE(Has(table, "100 MISSED")) << table;
  EXPECT_TRUE(Has(table, "IT DOES NOT HOLD")) << table;
  Set(0, 20);
  EXPECT_FALSE(Has(Write(write_table), "nan")) << Write(write_table);
}

}  // namespace
