// SPDX-License-Identifier: Apache-2.0
// trace at every instruction: the trap flag makes the processor stop after each, and at the n-th one the handler does
// what a fault or an interrupt would: it never comes back, or it records events of its own and returns.
#include <ucontext.h>

#include <csetjmp>
#include <csignal>

#include "kernel/trace/trace_fixture.h"

namespace {

#if __has_feature(coverage_sanitizer)
constexpr uint64_t kStride = 7;  // several times the instructions, so fewer of them
#else
constexpr uint64_t kStride = 1;
#endif
constexpr uint64_t kEntries = TRACE_ENTRIES;

sigjmp_buf away;
uint64_t steps_left, nested;
void (*at_the_step)();

void OnStep(int, siginfo_t *, void *context) {
  if (steps_left == 0 || --steps_left > 0) return;
  static_cast<ucontext_t *>(context)->uc_mcontext.gregs[REG_EFL] &= ~0x100;  // no further stop
  at_the_step();
}

class TraceSteps : public TraceTest {
protected:
  void SetUp() override {
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
    GTEST_SKIP() << "a sanitizer's own instructions would be stepped through as well";
#endif
    TraceTest::SetUp();
    struct sigaction action = {};
    action.sa_sigaction = OnStep;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ASSERT_EQ(sigaction(SIGTRAP, &action, &before_), 0);
    for (number = 0; number < 2 * kEntries + 100; number++)
      Record(number);
  }
  void TearDown() override {
    sigaction(SIGTRAP, &before_, nullptr);
  }

  // Calls it, interrupted at the given instruction; true: it was shorter than that.
  template <typename Call>
  static bool WithStep(uint64_t step, void (*action)(), Call call) {
    at_the_step = action;
    if (sigsetjmp(away, 1) != 0) {
      steps_left = 0;
      return false;
    }
    steps_left = step;
    asm volatile("pushfq; orq $0x100, (%%rsp); popfq" ::: "memory", "cc");
    call();
    asm volatile("pushfq; andq $~0x100, (%%rsp); popfq" ::: "memory", "cc");
    bool finished = steps_left > 0;
    steps_left = 0;
    return finished;
  }

  static void Abandon() {
    siglongjmp(away, 1);
  }
  static void RecordNested() {
    for (uint64_t i = 0; i < nested; i++)
      Record(number++);
  }

  // All that can be read is whole, in order, and at most one of what was ever recorded is missing.
  static ::testing::AssertionResult AllAreWhole() {
    uint64_t before = 0, count = 0;
    for (const auto &event : All()) {
      if (!IsWhole(event)) return ::testing::AssertionFailure() << "event " << event.sequence << " is torn";
      if (count++ > 0 && event.sequence <= before) return ::testing::AssertionFailure() << "out of order";
      before = event.sequence;
    }
    if (count + 1 < kEntries) return ::testing::AssertionFailure() << "only " << count << " events are left";
    return ::testing::AssertionSuccess();
  }

  static inline uint64_t number;

private:
  struct sigaction before_ = {};
};

TEST_F(TraceSteps, RecordingAbandonedAtAnyInstructionHarmsNoOtherEvent) {
  uint64_t steps = 1, missing = 0;
  for (;; steps += kStride) {
    // A whole lap between two of them, so that each is told apart.
    nested = kEntries;
    RecordNested();
    uint64_t own = number++;
    bool finished = WithStep(steps, Abandon, [own] { Record(own); });
    ASSERT_TRUE(AllAreWhole()) << "at instruction " << steps;
    if (finished) break;
    missing += All().size() < kEntries;
    Record(number++);
    ASSERT_TRUE(AllAreWhole()) << "after instruction " << steps;
    ASSERT_EQ(All().back().a, number - 1);
  }
  EXPECT_GT(steps, 30u) << "recording was not stepped through";
  EXPECT_GT(missing, 0u) << "no instruction lay between claim and mark";
}

TEST_F(TraceSteps, EventsInTheMiddleOfAnEventAreWholeAndSoIsItself) {
  for (uint64_t events : {UINT64_C(1), UINT64_C(2), kEntries - 1, kEntries, kEntries + 1, 2 * kEntries}) {
    uint64_t steps = 1;
    for (;; steps += kStride) {
      nested = events;
      uint64_t own = number++, before = Next();
      bool finished = WithStep(steps, RecordNested, [own] { Record(own); });
      ASSERT_EQ(Next(), before + 1 + (finished ? 0 : events)) << events << " events at instruction " << steps;
      ASSERT_TRUE(AllAreWhole()) << events << " events at instruction " << steps;
      if (finished) break;
      // What came in the middle is there, and so is the interrupted one unless the lap ended meanwhile.
      if (events < kEntries) ASSERT_EQ(All().size(), kEntries) << events << " events at instruction " << steps;
    }
    ASSERT_GT(steps, 30u) << "recording was not stepped through";
  }
}

TEST_F(TraceSteps, AReaderThatIsInterruptedAtAnyInstructionGetsWholeEvents) {
  for (uint64_t events : {UINT64_C(1), UINT64_C(5), kEntries, kEntries + 3}) {
    for (uint64_t steps = 1;; steps += kStride) {
      nested = events;
      struct trace_event event = {};
      status_t status = NOT_FOUND;
      bool finished = WithStep(steps, RecordNested, [&] { status = trace_read(0, 0, &event); });
      if (status == OK) ASSERT_TRUE(IsWhole(event)) << events << " events at instruction " << steps;
      if (events < kEntries) ASSERT_EQ(status, OK);
      if (finished) break;
    }
  }
}

}  // namespace
