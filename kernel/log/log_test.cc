// SPDX-License-Identifier: Apache-2.0
// log: the ring against a model, and what is left when a write is abandoned or interrupted at any instruction of it.
#include "kernel/log/log.h"

#include <ucontext.h>

#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "kernel/arch/host.h"
#include "kernel/log/ring.h"
#include "gtest/gtest.h"

extern "C" struct log_state log_ring;
extern "C" uint32_t log_host_fault_depth;
extern "C" uint32_t log_host_cpu;

#pragma clang diagnostic ignored "-Wformat-nonliteral"
#pragma clang diagnostic ignored "-Wformat-security"

namespace {

class Log : public testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    memset(&log_ring, 0, sizeof log_ring);
    log_ring.lowest = LOG_INFO;
    log_host_fault_depth = 0;
    log_host_cpu = 0;
  }

  static std::vector<struct log_line> All() {
    std::vector<struct log_line> lines;
    struct log_line line;
    for (uint64_t from = 0; log_read(from, &line) == OK; from = line.sequence + 1)
      lines.push_back(line);
    return lines;
  }
};

TEST_F(Log, GivesBackWhatWasWritten) {
  arch_host()->cycles = 1234;
  log_write(LOG_WARNING, "//kernel/heap", "%d of %s", 3, "seven");
  struct log_line line;
  ASSERT_EQ(log_read(0, &line), OK);
  EXPECT_EQ(line.sequence, 0u);
  EXPECT_EQ(line.cycles, 1234u);
  EXPECT_EQ(line.level, LOG_WARNING);
  EXPECT_STREQ(line.cell, "//kernel/heap");
  EXPECT_STREQ(line.text, "3 of seven");
  EXPECT_EQ(log_next(), 1u);
}

TEST_F(Log, IsEmptyAtFirstAndBehindTheLastLine) {
  struct log_line line = {.sequence = 77, .cycles = 0, .level = LOG_DEBUG, .cell = "", .text = ""};
  EXPECT_EQ(log_read(0, &line), EMPTY);
  log_write(LOG_INFO, "c", "t");
  EXPECT_EQ(log_read(1, &line), EMPTY);
  EXPECT_EQ(line.sequence, 77u);
}

TEST_F(Log, KeepsNoLineBelowTheLevel) {
  log_write(LOG_DEBUG, "c", "not kept");
  log_set_level(LOG_ERROR);
  log_write(LOG_WARNING, "c", "not kept");
  log_write(LOG_ERROR, "c", "kept");
  log_set_level(LOG_DEBUG);
  log_write(LOG_DEBUG, "c", "kept");
  EXPECT_EQ(All().size(), 2u);
  EXPECT_EQ(log_level(), LOG_DEBUG);
  log_set_level(static_cast<enum log_level>(9));
  EXPECT_EQ(log_level(), LOG_DEBUG);
}

TEST_F(Log, CutsALongLineAndMarksThat) {
  std::string fits(LOG_LINE - 1, 'x'), longer(LOG_LINE, 'y'), cell(100, 'c');
  log_write(LOG_INFO, cell.c_str(), "%s", fits.c_str());
  log_write(LOG_INFO, "c", "%s", longer.c_str());
  auto lines = All();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].text, fits);
  EXPECT_EQ(lines[0].cell, cell.substr(0, LOG_CELL - 1));
  EXPECT_EQ(lines[1].text, longer.substr(0, LOG_LINE - 4) + "...");
}

TEST_F(Log, MakesOnePrintableLineOfWhateverIsWritten) {
  log_write(LOG_INFO, "c", "a\nb\x1b[31m\x7f\n");
  log_write(LOG_INFO, "c", "%s", "");
  log_write(LOG_INFO, "c", "\n");
  auto lines = All();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_STREQ(lines[0].text, "a?b?[31m?");
  EXPECT_STREQ(lines[1].text, "");
  EXPECT_STREQ(lines[2].text, "");
}

TEST_F(Log, LosesTheOldestWhenFullAndCountsThem) {
  std::mt19937 random(3);
  std::deque<std::string> model;
  for (uint64_t i = 0; i < 5000; i++) {
    std::string text(random() % (LOG_LINE - 1), static_cast<char>('a' + i % 26));
    log_write(LOG_INFO, "//kernel/log", "%s", text.c_str());
    model.push_back(text);
    if (i % 97 != 0) continue;
    auto lines = All();
    ASSERT_FALSE(lines.empty());
    ASSERT_EQ(lines.back().sequence, i);
    ASSERT_EQ(log_lost(), lines.front().sequence);
    ASSERT_EQ(log_lost() + lines.size(), model.size());
    for (const auto &line : lines)
      ASSERT_EQ(line.text, model[line.sequence]);
  }
  EXPECT_GT(All().size(), 60u);
  EXPECT_EQ(log_dropped(), 0u);
}

TEST_F(Log, ReadingFromALineThatIsGoneGivesTheOldest) {
  for (int i = 0; i < 1000; i++)
    log_write(LOG_INFO, "c", "%d", i);
  struct log_line line;
  ASSERT_EQ(log_read(1, &line), OK);
  EXPECT_EQ(line.sequence, log_lost());
}

TEST_F(Log, LeavesInterruptsAsTheyWere) {
  log_write(LOG_INFO, "c", "on");
  EXPECT_EQ(arch_host()->interrupts_on, 1u);
  arch_host()->interrupts_on = 0;
  log_write(LOG_INFO, "c", "off");
  struct log_line line;
  EXPECT_EQ(log_read(0, &line), OK);
  log_lost();
  EXPECT_EQ(arch_host()->interrupts_on, 0u);
}

TEST_F(Log, DropsALineThatComesInsideAWriteAndGoesOnAfterIt) {
  log_write(LOG_INFO, "c", "before");
  log_ring.writing = 1;
  log_host_fault_depth = 1;  // a fault came in the middle of a write
  log_write(LOG_ERROR, "c", "dropped");
  EXPECT_EQ(log_ring.writing, 1u);
  log_ring.writing = 0;  // it was healed, and the write ended
  log_write(LOG_INFO, "c", "between");
  log_host_fault_depth = 0;
  log_write(LOG_INFO, "c", "after");
  auto lines = All();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_STREQ(lines[2].text, "after");
  EXPECT_EQ(lines[2].sequence, 2u);
  EXPECT_EQ(log_dropped(), 1u);
}

// The transaction made again may still have interrupts off, and so may the handling of the fault that came after.
TEST_F(Log, GoesOnAfterAWriteThatWasAbandonedAtTheSameDepthOfFaultsOrDeeper) {
  arch_host()->interrupts_on = 0;
  for (uint32_t abandoned : {1, 2, 3}) {
    log_ring.writing = abandoned;
    log_host_fault_depth = 0;
    log_write(LOG_INFO, "c", "after %u", abandoned);
    EXPECT_EQ(log_next(), uint64_t{abandoned});
    EXPECT_EQ(log_ring.writing, 0u);
  }
}

TEST_F(Log, DropsALineWhenAnotherProcessorsWriteDoesNotEnd) {
  log_ring.writing = 2 << LOG_CPU_SHIFT | 1;
  log_host_cpu = 1;
  log_write(LOG_INFO, "c", "dropped");
  EXPECT_EQ(log_ring.writing, 2u << LOG_CPU_SHIFT | 1);
  EXPECT_EQ(log_dropped(), 1u);
  EXPECT_EQ(log_next(), 0u);
}

TEST_F(Log, LetsGoOfAWriteThatAFaultOfThisProcessorCameInto) {
  log_host_cpu = 1;
  log_host_fault_depth = 1;
  log_ring.writing = 2 << LOG_CPU_SHIFT | 1;
  log_let_go();
  EXPECT_EQ(log_ring.writing, 2u << LOG_CPU_SHIFT | 1);  // another one's
  log_ring.writing = 1 << LOG_CPU_SHIFT | 2;
  log_let_go();
  EXPECT_EQ(log_ring.writing, 1u << LOG_CPU_SHIFT | 2);  // the handling's own
  log_ring.writing = 1 << LOG_CPU_SHIFT | 1;
  log_let_go();
  EXPECT_EQ(log_ring.writing, 0u);
  log_write(LOG_INFO, "c", "told");
  EXPECT_EQ(log_next(), 1u);
}

TEST_F(Log, StartsAnewWhenTheRingIsFoundBroken) {
  for (int i = 0; i < 10; i++)
    log_write(LOG_INFO, "c", "%d", i);
  memset(log_ring.bytes + 40, 0xff, 200);
  log_ring.writing = 1;
  log_write(LOG_INFO, "c", "goes on");
  auto lines = All();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_STREQ(lines[0].text, "goes on");
  EXPECT_GT(lines[0].sequence, 0u);
}

TEST_F(Log, ReadingABrokenRingEnds) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; round++) {
    for (int i = 0; i < 20; i++)
      log_write(LOG_INFO, "//some/cell", "line %d", i);
    log_ring.bytes[random() % LOG_RING] ^= static_cast<uint8_t>(1u << random() % 8);
    EXPECT_LE(All().size(), static_cast<size_t>(LOG_RING));
  }
}

// ---- At every instruction ----
//
// The trap flag makes the processor stop after each instruction. At the n-th one the handler does what a fault would: either it
// never comes back (the task was ended), or it writes and reads itself and returns.

#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer) || __has_feature(coverage_sanitizer)
constexpr uint64_t kStride = 61;  // several times the instructions, so fewer of them
#else
constexpr uint64_t kStride = 1;
#endif

sigjmp_buf away;
uint64_t steps_left;
void (*at_the_step)();

void OnStep(int, siginfo_t *, void *context) {
  if (steps_left == 0 || --steps_left > 0) return;
  static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_EFL] &= ~0x100;  // no further stop
  at_the_step();
}

void Abandon() {
  siglongjmp(away, 1);
}

bool nested_saw_all_whole;
uint64_t nested_written;

// All of one length, so that a write takes as many instructions each time; torn ones do not match.
std::string TextFor(uint64_t number) {
  char text[64];
  unsigned n = static_cast<unsigned>(number);
  snprintf(text, sizeof text, "line %06u %06u", n, n);
  return text;
}

bool AreWhole(uint64_t from, uint64_t count) {
  struct log_line line;
  for (uint64_t end = from + count; from < end; from++) {
    if (log_read(from, &line) != OK || line.sequence != from || strncmp(line.text, "line ", 5) != 0) return false;
    if (line.text != TextFor(std::stoull(line.text + 5))) return false;
  }
  return true;
}

// Whether the lines at both ends are whole, where a write works; and whether there are as many as there should be.
bool EndsAreWhole() {
  uint64_t first = log_lost(), next = log_next();
  return next - first > 100 && AreWhole(first, 8) && AreWhole(next - 8, 8);
}

void WriteAndRead() {
  nested_saw_all_whole = EndsAreWhole();
  uint64_t interrupts = arch_host()->interrupts_on;
  arch_host()->interrupts_on = 0;  // an exception's handler runs with interrupts off
  log_host_fault_depth = 1;
  uint64_t before = log_next();
  log_write(LOG_INFO, "n", "%s", TextFor(777).c_str());
  nested_written = log_next() - before;
  log_host_fault_depth = 0;
  arch_host()->interrupts_on = interrupts;
}

// Writes a line, interrupted at the given instruction; true: it was shorter than that.
bool WriteWithStep(uint64_t step, uint64_t number, void (*action)()) {
  std::string text = TextFor(number);
  at_the_step = action;
  if (sigsetjmp(away, 1) != 0) {
    steps_left = 0;
    return false;
  }
  steps_left = step;
  asm volatile("pushfq; orq $0x100, (%%rsp); popfq" ::: "memory", "cc");
  log_write(LOG_INFO, "c", text.c_str());  // no conversion: formatting is not what is stepped through
  asm volatile("pushfq; andq $~0x100, (%%rsp); popfq" ::: "memory", "cc");
  bool finished = steps_left > 0;
  steps_left = 0;
  return finished;
}

class LogSteps : public Log {
protected:
  void SetUp() override {
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
    GTEST_SKIP() << "a sanitizer's own instructions would be stepped through as well";
#endif
    Log::SetUp();
    struct sigaction action = {};
    action.sa_sigaction = OnStep;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ASSERT_EQ(sigaction(SIGTRAP, &action, &before_), 0);
    for (; number_ < 400; number_++)  // the ring is full, so a write also makes room
      log_write(LOG_INFO, "c", "%s", TextFor(number_).c_str());
  }
  void TearDown() override {
    sigaction(SIGTRAP, &before_, nullptr);
  }

  uint64_t number_ = 0;
  struct sigaction before_ = {};
};

TEST_F(LogSteps, AWriteAbandonedAtAnyInstructionHarmsNoLine) {
  uint64_t steps = 1;
  for (;; steps += kStride) {
    bool finished = WriteWithStep(steps, number_++, Abandon);
    ASSERT_TRUE(EndsAreWhole()) << "at instruction " << steps;
    if (finished) break;
    arch_host()->interrupts_on = 1;  // whoever runs next has them on
    log_write(LOG_INFO, "c", "%s", TextFor(++number_).c_str());
    ASSERT_TRUE(EndsAreWhole()) << "after instruction " << steps;
    struct log_line last;
    ASSERT_EQ(log_read(log_next() - 1, &last), OK);
    ASSERT_EQ(last.text, TextFor(number_)) << "after instruction " << steps;
    ASSERT_EQ(log_ring.writing, 0u);
  }
  EXPECT_GT(steps, 300u) << "the write was not stepped through";
}

TEST_F(LogSteps, AWriteAndAReadInsideAWriteAtAnyInstructionHarmNoLine) {
  uint64_t steps = 1, dropped = 0;
  for (;; steps += 3 * kStride) {
    uint64_t before = log_next(), dropped_before = log_dropped();
    bool finished = WriteWithStep(steps, number_++, WriteAndRead);
    ASSERT_TRUE(EndsAreWhole()) << "at instruction " << steps;
    if (finished) break;
    ASSERT_TRUE(nested_saw_all_whole) << "at instruction " << steps;
    uint64_t dropped_now = log_dropped() - dropped_before;
    ASSERT_EQ(nested_written + dropped_now, 1u);
    ASSERT_EQ(log_next(), before + 1 + nested_written);
    dropped += dropped_now;
  }
  EXPECT_GT(steps, 300u) << "the write was not stepped through";
  EXPECT_TRUE(dropped > 0 || kStride > 1) << "no instruction lay inside the write";
}

}  // namespace
