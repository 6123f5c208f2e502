// SPDX-License-Identifier: Apache-2.0
#include "kernel/fault/fault.h"

#include <sys/mman.h>

#include <cstring>
#include <string>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/device_host.h"
#include "kernel/graph/graph.h"
#include "kernel/graph/graph_host.h"
#include "kernel/log/log.h"
extern "C" {
#include "kernel/fault/internal.h"
}
extern "C" const struct cell_lifecycle fault_lifecycle;

namespace {

constexpr uint64_t kInterruptsOn = 0x202;

// A graph of one cell, //test/cell: two functions in `text`, behind which nothing is mapped, and half of `constants`.
class OneCell {
public:
  OneCell() {
    region = static_cast<uint8_t *>(
        mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    pages = static_cast<uint8_t *>(mmap(nullptr, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    mprotect(pages, 4096, PROT_READ | PROT_WRITE);
    text = pages + 4096 - kText;
    auto *header = reinterpret_cast<struct graph_header *>(region);
    header->magic = GRAPH_MAGIC;
    header->used[REGION_CELLS] = sizeof(struct graph_cell);
    header->used[REGION_SYMBOLS] = 2 * sizeof(struct graph_symbol);
    header->used[REGION_STRINGS] = sizeof kStrings;
    memcpy(region + region_span(REGION_STRINGS).offset, kStrings, sizeof kStrings);
    auto *cell = reinterpret_cast<struct graph_cell *>(region + region_span(REGION_CELLS).offset);
    cell->label = 1;
    cell->flags = GRAPH_LIVE;
    cell->version = 0x1234567890abcdef;
    cell->text_address = reinterpret_cast<uint64_t>(text);
    cell->text_size = kText;
    cell->read_address = reinterpret_cast<uint64_t>(constants);
    cell->read_size = sizeof constants / 2;
    cell->symbols = {0, 2};
    auto *symbols = reinterpret_cast<struct graph_symbol *>(region + region_span(REGION_SYMBOLS).offset);
    symbols[0] = {.name = 13, .offset = 0, .size = 32};
    symbols[1] = {.name = 19, .offset = 32, .size = 32};
    graph_set_running_for_test(region);
  }
  ~OneCell() {
    graph_set_running_for_test(nullptr);
    munmap(region, REGION_SIZE);
    munmap(pages, 8192);
  }

  uint64_t at(uint32_t offset) const {
    return reinterpret_cast<uint64_t>(text + offset);
  }

  static constexpr char kStrings[] = "\0//test/cell\0first\0second";
  static constexpr uint32_t kText = 64;
  uint8_t *text;
  char constants[128] = {};

private:
  uint8_t *region, *pages;
};

class Fault : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    device_host_reset();
    ASSERT_EQ(fault_lifecycle.init(), OK);
  }

  // A fault of that vector at rip, in ordinary code.
  static struct nucleus_fault make(uint64_t vector, uint64_t rip = 0, uint64_t error = 0, uint64_t address = 0) {
    struct nucleus_fault fault = {};
    fault.frame.vector = vector;
    fault.frame.rip = rip;
    fault.frame.error = error;
    fault.frame.rflags = kInterruptsOn;
    fault.address = address;
    fault.depth = 1;
    return fault;
  }

  // The sentence for a fault.
  static std::string told(const struct nucleus_fault &fault) {
    char text[FAULT_WHAT];
    explain(&fault, text, sizeof text);
    return text;
  }

  // A task faults like that; how it ended.
  static enum task_end in_task(struct nucleus_fault fault) {
    struct task *task;
    std::function<void()> body = [&] { nucleus_host_fault(&fault); };
    spawn("victim", body, &task);
    run();
    enum task_end end = task->end;
    task_release(task);
    return end;
  }

  static bool said(const std::string &text) {
    return strstr(device_host_output(), text.c_str()) != nullptr;
  }
};

TEST_F(Fault, TellsOfAPageFaultWhatWasTriedAndWhere) {
  EXPECT_EQ(told(make(14, 1, 2, 0x10)), "page fault: write to unmapped address 0x10, near null");
  EXPECT_EQ(told(make(14, 1, 0, 0x7fff)), "page fault: read of unmapped address 0x7fff, where nothing ever lies");
  EXPECT_EQ(told(make(14, 1, 3, REGION_BASE)),
            "page fault: write to read-only address 0x600000000000, in the region's area 'header'");
  EXPECT_EQ(told(make(14, 1, 0x11, DYNAMIC_BASE)),
            "page fault: jump to not executable address 0x500000000000, among stacks and devices");
  EXPECT_EQ(told(make(14, 1, 0x10, 5)), "page fault: jump to unmapped address 0x5, near null");
  EXPECT_EQ(told(make(14, 1, 9, DIRECT_BASE)),
            "page fault: read of wrongly mapped address 0x100000000000, in the direct map of RAM");
}

TEST_F(Fault, NamesTheOverflowOfATasksStack) {
  struct task task = {};
  strcpy(task.name, "deep");
  task.context.stack_low = 0x10000;
  task.context.stack_high = 0x14000;
  struct nucleus_fault fault = make(14, 1, 2, 0xfff8);
  fault.context = &task.context;
  EXPECT_EQ(told(fault), "stack overflow of task 'deep': write at 0xfff8, just below its stack");
  fault.address = 0xefff;  // not its guard page any more
  EXPECT_EQ(told(fault), "page fault: write to unmapped address 0xefff, where nothing ever lies");
}

TEST_F(Fault, KnowsAnAssertionByItsInstructionAndBelievesOnlyAMessageThatIsAConstant) {
  OneCell cell;
  const uint8_t ud1[] = {0x0f, 0xb9, 0xff};
  memcpy(cell.text + 40, ud1, sizeof ud1);
  strcpy(cell.constants + 8, "ring.c:7: count > 0");
  struct nucleus_fault fault = make(6, cell.at(40));
  fault.frame.rdi = reinterpret_cast<uint64_t>(cell.constants + 8);
  EXPECT_EQ(told(fault), "assertion failed: ring.c:7: count > 0");
  memset(cell.constants, 'x', sizeof cell.constants);  // no end within the constants
  EXPECT_EQ(told(fault), "assertion failed: " + std::string(56, 'x'));
  fault.frame.rdi = 0xdead;
  EXPECT_EQ(told(fault), "assertion failed");
}

// mov $-id, %r10d; add -4(%reg), %r10d; je +2; ud2, with each register that a call can go through.
TEST_F(Fault, KnowsACallOfAWrongTypeAndWhereItWouldHaveGone) {
  struct {
    uint8_t code[5];
    uint32_t length;
    uint64_t nucleus_frame::*target;
  } additions[] = {
      {{0x44, 0x03, 0x50, 0xfc}, 4, &nucleus_frame::rax}, {{0x45, 0x03, 0x53, 0xfc}, 4, &nucleus_frame::r11},
      {{0x44, 0x03, 0x57, 0xfc}, 4, &nucleus_frame::rdi}, {{0x45, 0x03, 0x54, 0x24, 0xfc}, 5, &nucleus_frame::r12},
      {{0x45, 0x03, 0x55, 0xfc}, 4, &nucleus_frame::r13},
  };
  for (const auto &addition : additions) {
    OneCell cell;
    uint8_t *code = cell.text + 32;
    const uint8_t check[] = {0x74, 0x02, 0x0f, 0x0b};
    memcpy(code, addition.code, addition.length);
    memcpy(code + addition.length, check, sizeof check);
    struct nucleus_fault fault = make(6, cell.at(32 + addition.length + 2));
    fault.frame.*addition.target = cell.at(0);
    char wanted[160];
    snprintf(wanted, sizeof wanted, "call through a pointer to a function of another type (kcfi): 0x%lx first",
             cell.at(0));
    EXPECT_EQ(told(fault), wanted);
    fault.frame.*addition.target = 4;
    EXPECT_EQ(told(fault), "call through a pointer to a function of another type (kcfi): 0x4 is in no cell");
  }
}

TEST_F(Fault, KnowsACheckForUndefinedBehaviourByItsNumber) {
  OneCell cell;
  const uint8_t ud1[] = {0x67, 0x0f, 0xb9, 0x40, 0};
  memcpy(cell.text + 40, ud1, sizeof ud1);
  EXPECT_EQ(told(make(6, cell.at(40))), "undefined behaviour (UBSan): an addition overflows");
  cell.text[44] = 18;
  EXPECT_EQ(told(make(6, cell.at(40))), "undefined behaviour (UBSan): an index is out of bounds");
  cell.text[44] = 200;
  EXPECT_EQ(told(make(6, cell.at(40))), "undefined behaviour (UBSan): undefined behaviour");
}

TEST_F(Fault, TakesAnyOtherInvalidInstructionForWhatItIs) {
  OneCell cell;
  EXPECT_EQ(told(make(6, cell.at(0))), "invalid instruction");
  cell.text[62] = 0x0f;
  cell.text[63] = 0xb9;
  EXPECT_EQ(told(make(6, cell.at(62))), "invalid instruction");  // too near the end to hold one of ours
  EXPECT_EQ(told(make(6, 0x1000)), "invalid instruction");       // not in any cell: nothing is read there
  EXPECT_EQ(told(make(200)), "unknown exception");
}

TEST_F(Fault, EndsTheTaskRecordsItAndGoesOn) {
  OneCell cell;
  uint64_t count = fault_count();
  EXPECT_EQ(in_task(make(14, cell.at(36), 2, 0x10)), TASK_FAULTED);
  EXPECT_EQ(task_count(), 0u);
  ASSERT_EQ(fault_count(), count + 1);
  struct fault_record record;
  ASSERT_EQ(fault_record(0, &record), OK);
  EXPECT_EQ(record.vector, 14u);
  EXPECT_EQ(record.address, 0x10u);
  EXPECT_STREQ(record.task_name, "victim");
  EXPECT_STREQ(record.cell, "//test/cell");
  EXPECT_STREQ(record.symbol, "second");
  EXPECT_EQ(record.offset, 4u);
  EXPECT_EQ(record.cell_version, 0x1234567890abcdefu);
  EXPECT_TRUE(said("'victim': page fault: write to unmapped address 0x10, near null"));
  EXPECT_TRUE(said("//test/cell 12345678 second+0x4"));
  EXPECT_TRUE(said("the task ends, the system goes on"));
}

// The one processor stands for two: each is the next one of the other.
TEST_F(Fault, NamesTheProcessorWhereThereAreSeveral) {
  EXPECT_EQ(in_task(make(14, 1, 2, 0x10)), TASK_FAULTED);
  EXPECT_FALSE(said("on processor"));
  struct nucleus_cpu other = {};
  nucleus_cpu()->following = &other;
  other.following = nucleus_cpu();
  EXPECT_EQ(in_task(make(14, 1, 2, 0x10)), TASK_FAULTED);
  nucleus_cpu()->following = nullptr;
  EXPECT_TRUE(said("'victim' on processor 0: page fault: write to unmapped address 0x10"));
}

// In a function that the entering or leaving of a lock calls: nothing is noted elsewhere yet, and nothing is half done.
TEST_F(Fault, EndsOnlyTheTaskInTheEnteringOfALock) {
  struct nucleus_fault off = make(14);
  off.frame.rflags = 2;
  struct task *task;
  std::function<void()> body = [&] {
    task_current()->context.locking = 1;
    nucleus_host_fault(&off);
  };
  spawn("enters", body, &task);
  run();
  EXPECT_EQ(task->end, TASK_FAULTED);
  EXPECT_EQ(task->context.locking, 0u);
  task_release(task);
}

TEST_F(Fault, GoesOnAfterABreakpointAndClearsTheTrapFlag) {
  struct nucleus_fault fault = make(1);
  fault.frame.rflags |= 0x100;
  bool went_on = false;
  std::function<void()> body = [&] {
    nucleus_host_fault(&fault);
    went_on = true;
  };
  spawn("stepped", body);
  run();
  EXPECT_TRUE(went_on);
  EXPECT_EQ(fault.frame.rflags, kInterruptsOn);
  EXPECT_EQ(in_task(make(3)), TASK_RETURNED);
}

// In a death test: the report is what the test's child says.
void say_it() {
  device_host_on_put([](uint8_t byte) { fputc(byte, stderr); });
}

TEST_F(Fault, EndsTheSystemWhenSomethingSharedMayBeHalfChanged) {
  struct nucleus_fault off = make(14);
  off.frame.rflags = 2;
  EXPECT_EXIT((say_it(), in_task(off)), testing::ExitedWithCode(FAULT_POWER_STATUS), "ends: interrupts were off");
  std::function<void()> body = [] {
    struct nucleus_fault fault = make(0);
    nucleus_preempt_off();
    nucleus_host_fault(&fault);
  };
  spawn("holds on", body);
  EXPECT_EXIT((say_it(), run()), testing::ExitedWithCode(FAULT_POWER_STATUS), "ends: preemption was off");
  body = [] {};
  run();
}

TEST_F(Fault, EndsTheSystemOutsideATaskAndAfterADoubleFault) {
  struct nucleus_fault fault = make(13);
  EXPECT_EXIT((say_it(), nucleus_host_fault(&fault)), testing::ExitedWithCode(FAULT_POWER_STATUS),
              "ends: it came outside a task");
  for (uint64_t vector : {8, 18})
    EXPECT_EXIT((say_it(), in_task(make(vector))), testing::ExitedWithCode(FAULT_POWER_STATUS), "cannot be trusted");
}

TEST_F(Fault, EndsTheSystemInsideTheHandlingOfAFault) {
  struct nucleus_fault fault = make(14);
  auto taken = [&] { say_it(), (void)nucleus_cpu()->upcalls.fault(&fault); };
  fault.depth = 2;
  EXPECT_EXIT(taken(), testing::ExitedWithCode(FAULT_POWER_STATUS), "ends: it came while a fault was handled");
  fault.depth = 3;
  EXPECT_EXIT(taken(), testing::ExitedWithCode(FAULT_POWER_STATUS), "fault 14 at 0, address 0, three deep");
}

TEST_F(Fault, BeginsAConflictAnewThreeTimesWhenItsUndoFaults) {
  const auto again = reinterpret_cast<uint64_t>(nucleus_again);
  for (int time = 0; time < 4; time++) {
    struct nucleus_fault *faults = nucleus_cpu()->faults;
    faults[0] = make(6, again);
    faults[1] = make(14, 0x1234);
    faults[1].depth = 2;
    auto taken = [&] { return say_it(), nucleus_cpu()->upcalls.fault(&faults[1]); };
    if (time == 3) {
      EXPECT_EXIT((void)taken(), testing::ExitedWithCode(FAULT_POWER_STATUS), "it came while a fault was handled");
      break;
    }
    EXPECT_EQ(taken(), NUCLEUS_RESUME);
    EXPECT_EQ(faults[1].frame.rip, again);
    EXPECT_EQ(faults[1].depth, 1u);
  }
}

TEST_F(Fault, KeepsTheLastOnesNewestFirst) {
  struct fault_record record;
  for (int i = 0; i < FAULTS_KEPT + 3; i++)
    EXPECT_EQ(in_task(make(0)), TASK_FAULTED);
  uint64_t count = fault_count();
  for (uint64_t i = 0; i < FAULTS_KEPT; i++) {
    ASSERT_EQ(fault_record(i, &record), OK);
    EXPECT_EQ(record.sequence, count - 1 - i);
  }
  EXPECT_EQ(fault_record(FAULTS_KEPT, &record), OUT_OF_RANGE);
}

// Frames as compilers lay them: the caller's frame pointer, then the return address.
class Backtrace : public ::testing::Test {
protected:
  static constexpr uint64_t kWords = 64;
  uint64_t words[kWords] = {};
  uint64_t address(uint64_t word) {
    return reinterpret_cast<uint64_t>(&words[word]);
  }
  struct fault_stack stack() {
    return {address(0), address(kWords)};
  }
  uint64_t returns[8] = {}, broken = 1;
};

TEST_F(Backtrace, FollowsFramePointersToTheFirstFrame) {
  words[4] = address(10), words[5] = 0x111;
  words[10] = address(20), words[11] = 0x222;
  words[20] = 0, words[21] = 0x333;
  EXPECT_EQ(backtrace(stack(), address(4), returns, 8, &broken), 3u);
  EXPECT_EQ(returns[0], 0x111u);
  EXPECT_EQ(returns[2], 0x333u);
  EXPECT_EQ(broken, 0u);
}

TEST_F(Backtrace, StopsWhereAFramePointerLeavesTheStack) {
  for (uint64_t wild :
       {uint64_t{0xdead0000}, address(kWords), address(kWords - 1), address(4) + 1, address(2), address(4)}) {
    words[4] = wild, words[5] = 0x111;
    EXPECT_EQ(backtrace(stack(), address(4), returns, 8, &broken), 1u) << wild;
    EXPECT_EQ(broken, wild);
  }
}

TEST_F(Backtrace, StopsAtItsBoundAndReadsNothingWithoutAStack) {
  for (uint64_t i = 0; i + 3 < kWords; i += 2)
    words[i] = address(i + 2), words[i + 1] = 0x100 + i;
  EXPECT_EQ(backtrace(stack(), address(0), returns, 8, &broken), 8u);
  EXPECT_EQ(backtrace({0, 0}, address(0), returns, 8, &broken), 0u);
  EXPECT_EQ(broken, address(0));
}

}  // namespace
