// SPDX-License-Identifier: Apache-2.0
// Which rung a fault gets, and what is done then, for faults and chains of calls made by hand.
#include <string>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/device_host.h"
#include "kernel/fault/fault.h"
#include "kernel/log/log.h"
extern "C" {
#include "kernel/fault/internal.h"
}
extern "C" const struct cell_lifecycle fault_lifecycle;

namespace {

constexpr uint64_t kInterruptsOn = 0x202;

class Rung : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    device_host_reset();
    ASSERT_EQ(fault_lifecycle.init(), OK);
    task.context.stack_low = reinterpret_cast<uint64_t>(stack);
    task.context.stack_high = reinterpret_cast<uint64_t>(stack + 1);
    task.number = 7;
    fault.frame.vector = 14;
    fault.frame.rip = 0x1234;
    fault.frame.rflags = kInterruptsOn;
    fault.address = 8;
    fault.depth = 1;
    fault.context = &task.context;
  }

  // The STEPS call at that depth, 0 the outermost.
  struct nucleus_request *steps(int depth) {
    return &stack->requests[9 - depth];
  }
  struct nucleus_request request(struct nucleus_request *outer) const {
    struct nucleus_request made = {};
    made.outer = outer;
    made.target = &target;
    return made;
  }
  // Calls within calls, the innermost of them the newest.
  void nest(int calls) {
    for (int i = 0; i < calls; i++)
      *steps(i) = request(i == 0 ? nullptr : steps(i - 1));
    task.context.requests = calls == 0 ? nullptr : steps(calls - 1);
  }
  // And in them a transaction.
  void begin(uint64_t phase = NUCLEUS_ACTIVE) {
    stack->atomic = request(nullptr);
    transaction.request = &stack->atomic;
    transaction.replays = 0;
    transaction.word = phase | reinterpret_cast<uint64_t>(journal);
    transaction.journal = reinterpret_cast<uint64_t>(journal);
    transaction.journal_end = transaction.journal + 4096;
    fault.journal = transaction.journal;
    fault.transaction = &transaction;
    fault.preempt_off = 1;
  }
  // What faults decides; then it is made again, as the nucleus does.
  struct fault_step step() {
    struct fault_step step = step_of(&fault, cell, &climb, faults);
    if (step.rung == FAULT_CALL || step.rung == FAULT_REQUEST) {
      climb = {.task = task.number, .key = key_of(&fault), .trouble = 0, .reached = step.request};
      if (step.rung == FAULT_CALL)
        fault.transaction->replays++;
      else
        step.request->replays++;
    }
    return step;
  }

  struct Stack {
    struct nucleus_request atomic, requests[10];
  };
  alignas(8) uint64_t journal[512] = {};
  uint64_t target = 0, faults = 1;
  struct Stack frames = {};
  struct Stack *stack = &frames;
  struct task task = {};
  struct nucleus_transaction transaction = {};
  struct nucleus_fault fault = {};
  struct fault_climb climb = {};
  const char *cell = "//test/cell";
};

// A request that lets go of what it has, so that others go on, meets them again.
TEST_F(Rung, GivesTheRequestAroundARaisedFaultSeveralTurns) {
  const uint8_t code[] = {0x0f, 0xb9, 0xfe};
  fault.frame.vector = VECTOR_INVALID_CODE;
  fault.frame.rip = reinterpret_cast<uint64_t>(code);
  nest(3);
  EXPECT_EQ(step().request, steps(2));
  for (int turn = 0; turn < FAULT_RAISED_REPLAYS; turn++) {
    EXPECT_EQ(step().request, steps(1)) << turn;
    steps(2)->replays = 0;
  }
  EXPECT_EQ(step().request, steps(0));
}

TEST_F(Rung, GoesFromTheCallOutwardEachOnceAndThenEndsTheTask) {
  nest(3);
  begin();
  struct fault_step first = step();
  EXPECT_EQ(first.rung, FAULT_CALL);
  EXPECT_EQ(first.request, &frames.atomic);
  EXPECT_FALSE(first.again);
  for (int depth = 2; depth >= 0; depth--) {
    struct fault_step next = step();
    EXPECT_EQ(next.rung, FAULT_REQUEST) << depth;
    EXPECT_EQ(next.request, steps(depth));
    EXPECT_TRUE(next.again);
    // The calls inside begin anew.
    transaction.replays = 0;
    for (int inner = depth + 1; inner < 3; inner++)
      steps(inner)->replays = 0;
  }
  struct fault_step last = step();
  EXPECT_EQ(last.rung, FAULT_TASK);
  EXPECT_STREQ(last.why, "each call around it faulted again");
}

TEST_F(Rung, TakesAnotherInstructionForAnotherTrouble) {
  nest(1);
  begin();
  EXPECT_EQ(step().request, &frames.atomic);
  fault.frame.rip++;
  EXPECT_EQ(step().request, &frames.atomic);
  EXPECT_EQ(step().request, steps(0));
}

TEST_F(Rung, TakesTheSameInstructionForAnotherTroubleWhenTheCallHasReturned) {
  nest(1);
  begin();
  EXPECT_EQ(step().rung, FAULT_CALL);
  begin();  // another call
  struct fault_step next = step();
  EXPECT_EQ(next.rung, FAULT_CALL);
  EXPECT_FALSE(next.again);
}

TEST_F(Rung, MakesTheInnermostRequestAgainOutsideATransaction) {
  nest(2);
  struct fault_step first = step();
  EXPECT_EQ(first.rung, FAULT_REQUEST);
  EXPECT_EQ(first.request, steps(1));
  EXPECT_STREQ(first.why, "it came outside a transaction");
  EXPECT_EQ(step().request, steps(0));
  EXPECT_EQ(step().rung, FAULT_TASK);
}

TEST_F(Rung, TakesTheOverflowOfAStackForOneTroubleWhereverItComes) {
  nest(2);
  fault.address = task.context.stack_low - 8;
  EXPECT_EQ(step().request, steps(1));
  fault.frame.rip++;
  EXPECT_EQ(step().request, steps(0));
}

TEST_F(Rung, TakesTheOverflowOfAJournalForOneTroubleWhereverItComes) {
  nest(1);
  begin();
  fault.address = transaction.journal_end + 8;
  EXPECT_EQ(step().request, &frames.atomic);
  fault.frame.rip++;
  EXPECT_EQ(step().request, steps(0));
}

TEST_F(Rung, FinishesWhatHasCommittedEvenForATaskThatIsToEnd) {
  nest(1);
  begin(NUCLEUS_COMMITTED);
  task.kill_wanted = true;
  EXPECT_EQ(step().rung, FAULT_AFTER);
  fault.context = nullptr;
  EXPECT_EQ(step().rung, FAULT_AFTER);
}

TEST_F(Rung, SaysWhenWhatACommitLeftToDoIsLeftOut) {
  begin(NUCLEUS_COMMITTED);
  EXPECT_STREQ(step().why, "its call has committed");
  transaction.after_faults = 1;
  EXPECT_STREQ(step().why, "it faulted again, and is left out");
}

TEST_F(Rung, MakesNothingAgainForATaskThatIsToEnd) {
  nest(1);
  begin();
  task.kill_wanted = true;
  EXPECT_EQ(step().rung, FAULT_TASK);
}

TEST_F(Rung, EndsATaskThatFaultsTooOften) {
  nest(1);
  begin();
  faults = FAULT_TASK_MOST;
  EXPECT_EQ(step().rung, FAULT_CALL);
  faults++;
  EXPECT_EQ(step().rung, FAULT_TASK);
}

TEST_F(Rung, EndsTheTaskWhenThereIsNoCall) {
  nest(0);
  struct fault_step only = step();
  EXPECT_EQ(only.rung, FAULT_TASK);
  EXPECT_STREQ(only.why, "there is no call that could be made again");
}

TEST_F(Rung, DoesNotFollowAChainThatIsDamaged) {
  nest(3);
  for (uint64_t wild : {uint64_t{0}, uint64_t{8}, task.context.stack_high, task.context.stack_low - 8,
                        reinterpret_cast<uint64_t>(steps(2)), reinterpret_cast<uint64_t>(steps(1)) + 1}) {
    climb = {};
    steps(2)->outer = reinterpret_cast<struct nucleus_request *>(wild);
    EXPECT_EQ(step().request, steps(2)) << wild;
    EXPECT_EQ(step().rung, FAULT_TASK) << wild;
    steps(2)->replays = 0;
  }
  task.context.requests = reinterpret_cast<struct nucleus_request *>(0xdead0000);
  EXPECT_EQ(step().rung, FAULT_TASK);
}

TEST_F(Rung, EndsTheSystemWhenRawCodeMayBeHalfDone) {
  nest(1);
  fault.frame.rflags = 2;
  EXPECT_EQ(step().rung, FAULT_SYSTEM);
  fault.frame.rflags = kInterruptsOn;
  fault.preempt_off = 1;
  EXPECT_EQ(step().rung, FAULT_SYSTEM);
  cell = "//kernel/nucleus";  // a gate
  EXPECT_EQ(step().rung, FAULT_REQUEST);
}

TEST_F(Rung, LeavesAReadUnderItsLocks) {
  nest(1);
  fault.frame.rflags = 2;
  struct nucleus_transaction next = {};
  fault.next = &next;
  EXPECT_EQ(step().rung, FAULT_SYSTEM);
  next.reads = 1;
  EXPECT_EQ(step().rung, FAULT_REQUEST);
}

TEST_F(Rung, GivesAnInterruptUpAfterTwoTriesButNotTheChoice) {
  fault.context = nullptr;
  begin();
  for (struct nucleus_transaction *own : {&nucleus_cpu()->transactions[0], &nucleus_cpu()->transactions[1]}) {
    *own = transaction;
    fault.transaction = own;
    EXPECT_EQ(step().rung, FAULT_CALL);
    EXPECT_EQ(step().rung, FAULT_CALL);
    EXPECT_EQ(step().rung, own == &nucleus_cpu()->transactions[1] ? FAULT_INTERRUPT : FAULT_SYSTEM);
  }
  fault.transaction = nullptr;
  EXPECT_EQ(step().rung, FAULT_SYSTEM);
}

TEST_F(Rung, TrustsNothingAfterADoubleFaultOrAMachineCheck) {
  nest(1);
  begin();
  for (uint64_t vector : {8, 18}) {
    fault.frame.vector = vector;
    EXPECT_EQ(step().rung, FAULT_SYSTEM);
  }
}

// The whole: in a task, with a journal of one record of each form.
class Ladder : public Rung {
protected:
  // Lets a task fault with what `prepare` makes of it; the verdict.
  enum nucleus_verdict take(const std::function<void(struct nucleus_context *)> &prepare) {
    enum nucleus_verdict verdict = NUCLEUS_LEAVE;
    std::function<void()> body = [&] {
      struct nucleus_context *context = nucleus_cpu()->current;
      struct nucleus_context before = *context;
      context->stack_low = task.context.stack_low;
      context->stack_high = task.context.stack_high;
      prepare(context);
      verdict = nucleus_host_fault(&fault);
      *context = before;
    };
    spawn("victim", body);
    run();
    return verdict;
  }
  static struct fault_record newest() {
    struct fault_record record = {};
    EXPECT_EQ(fault_record(0, &record), OK);
    return record;
  }
  static std::string told() {
    struct fault_record record = newest();
    char text[FAULT_WHAT];
    fault_tell(&record, text, sizeof text);
    return text;
  }
};

TEST_F(Ladder, TakesBackWhatTheCallHasStoredAndMakesItAgain) {
  uint64_t word = 2;
  uint32_t fields[2] = {20, 30};
  char bytes[5] = {'n', 'e', 'w', '!', 0};
  nest(1);
  begin();
  uint64_t *at = journal;
  *at++ = 1, *at++ = reinterpret_cast<uint64_t>(&word);
  *at++ = 10, *at++ = 11, *at++ = reinterpret_cast<uint64_t>(fields);
  *at++ = 1 | 2 << 2 | 0 << 4 | 2 << 16 | uint64_t{1} << 18;
  memcpy(at++, "old!", 5);
  *at++ = reinterpret_cast<uint64_t>(bytes), *at++ = 1 << 30 | 5;
  fault.journal = reinterpret_cast<uint64_t>(at);
  EXPECT_EQ(take([&](struct nucleus_context *context) { context->requests = steps(0); }), NUCLEUS_REPLAY);
  EXPECT_EQ(fault.request, &frames.atomic);
  EXPECT_EQ(word, 1u);
  EXPECT_EQ(fields[0], 10u);
  EXPECT_EQ(fields[1], 11u);
  EXPECT_STREQ(bytes, "old!");
  EXPECT_EQ(newest().rung, FAULT_CALL);
  EXPECT_EQ(told(), "4 stores undone, a call made again");
  EXPECT_STREQ(device_host_output(), "");  // the log has it
}

TEST_F(Ladder, KeepsTheTroubleTogether) {
  nest(1);
  begin();
  uint64_t number = 0;
  std::function<void()> body = [&] {
    struct nucleus_context *context = nucleus_cpu()->current;
    context->stack_low = task.context.stack_low;
    context->stack_high = task.context.stack_high;
    context->requests = steps(0);
    number = task_current()->number;
    for (enum fault_rung rung : {FAULT_CALL, FAULT_REQUEST}) {
      struct nucleus_fault copy = fault;
      EXPECT_EQ(nucleus_host_fault(&copy), NUCLEUS_REPLAY);
      if (rung == FAULT_CALL)
        copy.transaction->replays++;
      else
        copy.request->replays++;
      EXPECT_EQ(newest().rung, rung);
    }
    nucleus_host_fault(&fault);
    ADD_FAILURE() << "it goes on";
  };
  spawn("victim", body);
  run();
  struct fault_record record, first;
  uint64_t trouble = newest().trouble;
  ASSERT_EQ(fault_record(2, &first), OK);
  EXPECT_EQ(trouble, first.sequence);
  for (uint64_t i = 0; i < 3; i++) {
    ASSERT_EQ(fault_record(i, &record), OK);
    EXPECT_EQ(record.trouble, trouble);
    EXPECT_EQ(record.task, number);
  }
  EXPECT_EQ(newest().rung, FAULT_TASK);
  EXPECT_EQ(told(), "task ended: each call around it faulted again");
  EXPECT_NE(strstr(device_host_output(), "the task ends, the system goes on: each call around it faulted again"),
            nullptr);
  struct fault_tally tally;
  ASSERT_EQ(fault_task_tally(0, &tally), OK);
  EXPECT_EQ(tally.task, number);
  EXPECT_EQ(tally.faults, 3u);
  EXPECT_EQ(tally.recovered, 2u);
  EXPECT_EQ(tally.ended, 1u);
  ASSERT_EQ(fault_cell_tally(0, &tally), OK);
  EXPECT_STREQ(tally.name, "no cell");
}

TEST_F(Ladder, EndsATaskThatWasToEndAsKilled) {
  struct task *victim;
  nest(0);
  std::function<void()> body = [&] {
    task_current()->kill_wanted = true;
    nucleus_host_fault(&fault);
  };
  spawn("victim", body, &victim);
  run();
  EXPECT_EQ(victim->end, TASK_WAS_KILLED);
  task_release(victim);
}

}  // namespace
