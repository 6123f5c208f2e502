// SPDX-License-Identifier: Apache-2.0
// Lines of logs, and what is made of them.
#include <cmath>
#include <cstring>
#include <memory>
#include <string>

#include "testing/bench/compare/report/rows.h"
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
  // What resilient takes, fast takes too, unless the test says otherwise.
  void Put(enum compare_system system, uint32_t round, struct compare_line line) {
    if (system == COMPARE_DELIAS) Put(COMPARE_FAST, round, line);
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

TEST_F(Evaluate, TheFastProfileHasItsOwnValuesAndRatioAndIsNotJudged) {
  Atomic(3, 33, 330);
  Empty(0, 0);
  for (uint32_t round = 0; round < 3; round++)
    runs_->logs[COMPARE_INSTRUCTIONS][COMPARE_FAST][round].lines[0].value = 66000;
  EXPECT_EQ(Verdict("atomic_instructions"), COMPARE_HOLDS);
  EXPECT_EQ(result_.side[COMPARE_DELIAS].median, 33);
  EXPECT_EQ(result_.side[COMPARE_FAST].median, 66);
  EXPECT_EQ(result_.ratio.median, 10);
  EXPECT_EQ(result_.fast_ratio.median, 5);
}

TEST_F(Evaluate, NamesTheLogOfTheFastProfileToo) {
  Atomic(1, 33, 330);
  Empty(0, 0);
  runs_->logs[COMPARE_TICKS][COMPARE_FAST][0].count = 0;
  EXPECT_EQ(Run("atomic_ticks"), "fast.ticks.1.log has no line [compare] atomic");
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

}  // namespace
