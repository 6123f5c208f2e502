// SPDX-License-Identifier: Apache-2.0
// console: output as it reaches the device, input as it reaches tasks, Ctrl-C.
#include "kernel/console/console.h"

#include <algorithm>
#include <string>
#include <vector>

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/device_host.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sync/sync.h"

extern "C" const struct cell_lifecycle console_lifecycle;

namespace {

constexpr uint8_t kCtrlC = 0x03;

class Console : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    device_host_reset();
    ASSERT_EQ(console_lifecycle.init(), OK);
    EXPECT_EQ(console_foreground(0), OK);
    Drain();
  }

  static status_t Read(uint8_t *byte, uint64_t deadline) {
    struct console_input input = {};
    status_t status = console_read(&input, deadline);
    EXPECT_EQ(input.taken, status == OK);
    if (status == OK) *byte = input.byte;
    return status;
  }

  static void Type(const std::string &text) {
    for (char c : text)
      device_host_type(static_cast<uint8_t>(c));
  }

  // Reads what an earlier test left.
  void Drain() {
    std::function<void()> drain = [] {
      uint8_t byte;
      while (Read(&byte, 1) == OK) {}
    };
    spawn("drain", drain);
    run();
    idle_ticks = 0;
  }
};

TEST_F(Console, TurnsNewlinesIntoWhatATerminalWants) {
  console_write("a\nb\n", 4);
  console_print("%d\n", 7);
  EXPECT_STREQ(device_host_output(), "a\r\nb\r\n7\r\n");
}

TEST_F(Console, CutsWhatDoesNotFitInOnePrintAndMarksIt) {
  std::string text(CONSOLE_WHOLE + 10, 'x');
  console_print("%s", text.c_str());
  EXPECT_EQ(device_host_output(), text.substr(0, CONSOLE_WHOLE - 5) + "...\r\n");
  device_host_forget();
  std::string fits(CONSOLE_WHOLE - 1, 'y');
  console_print("%s", fits.c_str());
  EXPECT_EQ(device_host_output(), fits);
}

int bytes_with_interrupts_on;

TEST_F(Console, AShortWriteComesOutWholeWithInterruptsOffAndLeavesThemAsTheyWere) {
  bytes_with_interrupts_on = 0;
  device_host_on_put([](uint8_t) { bytes_with_interrupts_on += arch_interrupts_are_on(); });
  std::string text(CONSOLE_WHOLE, 'x');
  console_write(text.data(), text.size());
  EXPECT_EQ(bytes_with_interrupts_on, 0);
  EXPECT_TRUE(arch_interrupts_are_on());
  arch_interrupts_off();
  console_write("y", 1);
  EXPECT_FALSE(arch_interrupts_are_on());
}

std::string pieces;

TEST_F(Console, ALongWriteIsPartedAtLineEndsOnly) {
  pieces.clear();
  std::string text, expected;
  for (int i = 0; i < 100; i++)
    text += "line " + std::to_string(i) + "\n";
  // Finding interrupts just turned off means that a piece begins; the mark stays until they are on in between.
  device_host_on_put([](uint8_t byte) {
    if (arch_host()->interrupts_on == 0) pieces += '|';
    arch_host()->interrupts_on = 2;
    if (byte != '\r') pieces += static_cast<char>(byte);
  });
  console_write(text.data(), text.size());
  size_t begin = 1;
  for (size_t end; begin < pieces.size(); begin = end + 1) {
    end = std::min(pieces.find('|', begin), pieces.size());
    EXPECT_LE(end - begin, static_cast<size_t>(CONSOLE_WHOLE));
    EXPECT_EQ(pieces[end - 1], '\n');
    expected += pieces.substr(begin, end - begin);
  }
  EXPECT_EQ(expected, text);
  EXPECT_GT(std::count(pieces.begin(), pieces.end(), '|'), 3);
}

TEST_F(Console, CountsWhatIsWrittenAndKnowsWhereALineBegins) {
  uint64_t before = console_written();
  console_write("ab", 2);
  EXPECT_EQ(console_written(), before + 2);
  EXPECT_FALSE(console_at_line_start());
  console_write("c\n", 2);
  console_write("", 0);
  EXPECT_EQ(console_written(), before + 4);
  EXPECT_TRUE(console_at_line_start());
}

TEST_F(Console, IsSilentWithoutADevice) {
  device_host_set_present(false);
  ASSERT_EQ(console_lifecycle.init(), OK);
  console_print("nobody\n");
  EXPECT_STREQ(device_host_output(), "");
}

TEST_F(Console, ReadsBytesInOrderWhetherTheyCameBeforeOrAfter) {
  std::string read;
  std::function<void()> reader = [&] {
    uint8_t byte;
    while (read.size() < 6 && Read(&byte, 0) == OK)
      read += static_cast<char>(byte);
  };
  std::function<void()> typist = [] { Type("def"); };
  Type("abc");
  spawn("reader", reader);
  spawn("typist", typist);
  run();
  EXPECT_EQ(read, "abcdef");
}

TEST_F(Console, AReadGivesUpAtItsDeadlineAndTouchesNothing) {
  uint8_t byte = 42;
  status_t status = OK;
  std::function<void()> reader = [&] { status = Read(&byte, clock_now() + 10 * kTick); };
  spawn("reader", reader);
  run();
  EXPECT_EQ(status, TIMED_OUT);
  EXPECT_EQ(byte, 42);
}

// It is killed in its wait, or woken and not yet running.
TEST_F(Console, AKilledReaderLeavesTheByteToTheNext) {
  for (bool woken : {false, true}) {
    status_t second_status = EMPTY;
    uint8_t second_byte = 0;
    std::function<void()> first = [&] {
      uint8_t byte;
      ADD_FAILURE() << status_name(Read(&byte, 0));
    };
    std::function<void()> second = [&] { second_status = Read(&second_byte, 0); };
    uint64_t number = spawn("first", first);
    spawn("second", second);
    std::function<void()> killer = [&] {
      if (woken) Type("x");
      EXPECT_EQ(sched_kill(number), OK);
      if (!woken) Type("x");
    };
    spawn("killer", killer);
    run();
    EXPECT_EQ(second_status, OK);
    EXPECT_EQ(second_byte, 'x');
  }
}

TEST_F(Console, AReadThatHasItsByteTakesNoSecondOne) {
  struct console_input input = {};
  std::function<void()> reader = [&] {
    EXPECT_EQ(console_read(&input, 0), OK);
    EXPECT_EQ(console_read(&input, 0), OK);
    EXPECT_EQ(input.byte, 'a');
    input.taken = false;
    EXPECT_EQ(console_read(&input, 0), OK);
    EXPECT_EQ(input.byte, 'b');
  };
  Type("ab");
  spawn("reader", reader);
  run();
}

// The host has no transactions: what stands in for one is that the console thinks so, and its action comes at once.
TEST_F(Console, ATransactionsTextIsKeptForWhatComesBehindTheCommit) {
  struct nucleus_transaction transaction = {};
  nucleus_cpu()->transaction = &transaction;
  uint64_t before = console_written();
  console_print("one\n");
  EXPECT_STREQ(device_host_output(), "one\r\n");
  EXPECT_EQ(console_written(), before + 4);
  EXPECT_TRUE(console_keep("two", 3));
  std::string large(CONSOLE_KEPT + 1, 'x');
  EXPECT_FALSE(console_keep(large.data(), large.size()));
  console_write(large.data(), large.size());
  nucleus_cpu()->transaction = nullptr;
  EXPECT_TRUE(device_host_output() == "one\r\ntwo" + large);
}

TEST_F(Console, RefusesAndCountsInputThatNobodyReads) {
  uint64_t before = console_refused();
  Type(std::string(CONSOLE_INPUT, 'k') + "lost");
  EXPECT_EQ(console_refused(), before + 4);
  device_host_set_lost(3);
  EXPECT_EQ(console_refused(), before + 7);
  std::string read;
  std::function<void()> reader = [&] {
    uint8_t byte;
    while (Read(&byte, clock_now() + kTick) == OK)
      read += static_cast<char>(byte);
  };
  spawn("reader", reader);
  run();
  EXPECT_EQ(read, std::string(CONSOLE_INPUT, 'k'));
}

TEST_F(Console, CtrlCEndsTheForegroundTaskAndNobodyElse) {
  status_t reader_status = EMPTY;
  uint8_t byte = 0;
  std::function<void()> command = [&] {
    EXPECT_EQ(console_foreground(task_current()->number), OK);
    ADD_FAILURE() << status_name(clock_sleep(1'000'000'000'000));
  };
  std::function<void()> reader = [&] { reader_status = Read(&byte, 0); };
  std::function<void()> typist = [] {
    device_host_type(kCtrlC);
    device_host_type('r');
  };
  spawn("command", command);
  spawn("reader", reader);
  spawn("typist", typist);
  run();
  EXPECT_EQ(reader_status, OK);
  EXPECT_EQ(byte, 'r');
}

TEST_F(Console, CtrlCIsAByteWithoutAForegroundTaskOrAfterItsEnd) {
  std::string read;
  std::function<void()> nothing = [] {};
  uint64_t ended = spawn("ended", nothing);
  run();
  std::function<void()> reader = [&] {
    uint8_t byte;
    while (Read(&byte, clock_now() + kTick) == OK)
      read += static_cast<char>(byte);
  };
  device_host_type(kCtrlC);
  EXPECT_EQ(console_foreground(ended), NOT_FOUND);
  device_host_type(kCtrlC);
  spawn("reader", reader);
  run();
  EXPECT_EQ(read, "\x03\x03");
}

std::string sunk;

size_t Sink(void *, const char *text, size_t length, bool) {
  sunk += "[" + std::string(text, length) + "]";
  return length;
}

struct wait_queue room;
size_t room_left;

// Full until somebody makes room.
size_t NarrowSink(void *, const char *text, size_t length, bool may_wait) {
  size_t taken = std::min(length, room_left);
  sunk += std::string(text, taken);
  room_left -= taken;
  if (taken == 0 && may_wait) wait_join(&room, 0, "room");
  return taken;
}

class Diversion : public Console {
protected:
  void SetUp() override {
    Console::SetUp();
    sunk.clear();
  }
  void TearDown() override {
    for (uint64_t number : diverted)
      console_divert_end(number);
  }
  void DivertMe() {
    diverted.push_back(task_current()->number);
    EXPECT_EQ(console_divert(task_current()->number, Sink, nullptr), OK);
  }
  std::vector<uint64_t> diverted;
};

TEST_F(Diversion, OneTasksOutputGoesToTheSinkAndNobodyElses) {
  std::function<void()> quiet = [&] {
    DivertMe();
    console_print("one\n");
    sched_give_way();
    console_write("two\n", 4);
  };
  std::function<void()> other = [] { console_print("other\n"); };
  spawn("quiet", quiet);
  spawn("other", other);
  uint64_t before = console_written();
  run();
  EXPECT_EQ(sunk, "[one\n][two\n]");
  EXPECT_STREQ(device_host_output(), "other\r\n");
  EXPECT_EQ(console_written(), before + 6);
}

TEST_F(Diversion, AWriteWithInterruptsOffGoesToTheDeviceAsDoesWhatHandlersWrite) {
  std::function<void()> quiet = [&] {
    DivertMe();
    uint64_t interrupts = arch_interrupts_off();
    console_print("off\n");
    arch_interrupts_restore(interrupts);
    console_print("on\n");
  };
  spawn("quiet", quiet);
  run();
  EXPECT_EQ(sunk, "[on\n]");
  EXPECT_STREQ(device_host_output(), "off\r\n");
}

TEST_F(Diversion, EndsForTheTaskThatIsNamedOnly) {
  std::function<void()> quiet = [&] {
    DivertMe();
    console_divert_end(task_current()->number + 1);
    console_print("still\n");
    console_divert_end(task_current()->number);
    console_print("over\n");
  };
  spawn("quiet", quiet);
  run();
  EXPECT_EQ(sunk, "[still\n]");
  EXPECT_STREQ(device_host_output(), "over\r\n");
}

TEST_F(Diversion, EachTaskHasItsOwn) {
  std::string first_sunk, second_sunk;
  auto sink = [](void *context, const char *text, size_t length, bool) -> size_t {
    *static_cast<std::string *>(context) += std::string(text, length);
    return length;
  };
  auto writes = [&](std::string *to, const char *text) {
    diverted.push_back(task_current()->number);
    EXPECT_EQ(console_divert(task_current()->number, Sink, nullptr), OK);
    EXPECT_EQ(console_divert(task_current()->number, sink, to), OK);  // another one instead
    sched_give_way();
    console_print("%s\n", text);
  };
  std::function<void()> first = [&] { writes(&first_sunk, "first"); }, second = [&] { writes(&second_sunk, "second"); },
                        third = [] { console_print("third\n"); };
  spawn("first", first);
  spawn("second", second);
  spawn("third", third);
  run();
  EXPECT_EQ(sunk, "");
  EXPECT_EQ(first_sunk, "first\n");
  EXPECT_EQ(second_sunk, "second\n");
  EXPECT_STREQ(device_host_output(), "third\r\n");
}

TEST_F(Diversion, IsRefusedWithoutASinkAndToOneTaskTooMany) {
  int full = 0;
  std::function<void()> body = [&] {
    EXPECT_EQ(console_divert(task_current()->number, nullptr, nullptr), INVALID);
    EXPECT_EQ(console_divert_input(task_current()->number, nullptr, nullptr), INVALID);
    status_t status = console_divert(task_current()->number, Sink, nullptr);
    full += status == FULL;
    if (status == OK) diverted.push_back(task_current()->number);
    sched_give_way();
  };
  for (int i = 0; i < CONSOLE_DIVERSIONS + 2; i++)
    spawn("diverted", body);
  run();
  EXPECT_EQ(full, 2);
}

TEST_F(Diversion, InputComesFromTheSourceInPieces) {
  static int left, waits;
  left = 3;
  waits = 1;
  room = {};
  auto source = [](void *context, void *to, size_t size, size_t *count) -> status_t {
    if (waits-- > 0) {
      wait_join(&room, 0, "source");
      return WAITING;
    }
    if (left == 0) return EMPTY;
    left--;
    EXPECT_EQ(size, size_t{CONSOLE_WHOLE});
    *count = text_format(static_cast<char *>(to), size, "%s", static_cast<const char *>(context));
    return OK;
  };
  char text[] = "piece ";
  std::string read;
  std::function<void()> reader = [&] {
    struct console_piece piece = {};
    EXPECT_EQ(console_read_piece(&piece), NOT_FOUND);
    diverted.push_back(task_current()->number);
    EXPECT_EQ(console_divert_input(task_current()->number, source, text), OK);
    while (console_read_piece(&piece) == OK) {
      EXPECT_EQ(console_read_piece(&piece), OK);  // made again, it takes no other one
      read += std::string(piece.bytes, piece.count);
      piece.count = 0;
    }
    EXPECT_EQ(console_read_piece(&piece), EMPTY);
    console_print("shown\n");
  };
  std::function<void()> waker = [] { EXPECT_TRUE(wait_wake_one(&room)); };
  spawn("reader", reader);
  spawn("waker", waker);
  left = 3;
  run();
  EXPECT_EQ(read, "piece piece piece ");
  EXPECT_STREQ(device_host_output(), "shown\r\n");
}

TEST_F(Diversion, OfATaskThatEndedIsInNobodysWay) {
  std::function<void()> first = [&] { DivertMe(); };
  std::function<void()> second = [&] {
    DivertMe();
    console_print("second\n");
  };
  spawn("first", first);
  run();
  spawn("second", second);
  run();
  EXPECT_EQ(sunk, "[second\n]");
}

TEST_F(Diversion, IsNobodysWhoHasEnded) {
  std::function<void()> nothing = [] {};
  uint64_t ended = spawn("ended", nothing);
  run();
  EXPECT_EQ(console_divert(ended, Sink, nullptr), NOT_FOUND);
  EXPECT_EQ(console_divert(0, Sink, nullptr), NOT_FOUND);
}

TEST_F(Diversion, AndTheForegroundAreGivenBackByTheLedgerWhenTheirTaskIsKilled) {
  struct task *task;
  struct ledger_statistics before, after;
  ledger_statistics(&before);
  std::function<void()> quiet = [&] {
    DivertMe();
    EXPECT_EQ(console_foreground(task_current()->number), OK);
    ADD_FAILURE() << status_name(clock_sleep(1'000'000'000'000));
  };
  std::function<void()> killer = [&] {
    EXPECT_EQ(sched_kill(task->number), OK);
    task_release(task);
  };
  spawn("quiet", quiet, &task);
  spawn("killer", killer);
  run();
  ledger_statistics(&after);
  EXPECT_EQ(after.entries, before.entries);
  EXPECT_EQ(after.quarantined, before.quarantined);
  Type("\x03");  // nobody's any more
  std::function<void()> reader = [&] {
    uint8_t byte = 0;
    EXPECT_EQ(Read(&byte, 0), OK);
    EXPECT_EQ(byte, kCtrlC);
  };
  spawn("reader", reader);
  run();
}

TEST_F(Diversion, AWriterWaitsUntilTheSinkHasRoomAndNothingIsLost) {
  room = {};
  room_left = 3;
  std::function<void()> quiet = [&] {
    diverted.push_back(task_current()->number);
    EXPECT_EQ(console_divert(task_current()->number, NarrowSink, nullptr), OK);
    console_print("eight ..");
  };
  std::function<void()> reader = [&] {
    EXPECT_EQ(sunk, "eig");
    room_left = 4;
    EXPECT_TRUE(wait_wake_one(&room));
    sched_give_way();
    EXPECT_EQ(sunk, "eight .");
    room_left = 4;
    EXPECT_TRUE(wait_wake_one(&room));
  };
  spawn("quiet", quiet);
  spawn("reader", reader);
  run();
  EXPECT_EQ(sunk, "eight ..");
  EXPECT_STREQ(device_host_output(), "");
}

TEST_F(Diversion, InsideATransactionNobodyWaitsForTheSink) {
  struct nucleus_transaction transaction = {};
  room = {};
  room_left = 3;
  std::function<void()> quiet = [&] {
    diverted.push_back(task_current()->number);
    EXPECT_EQ(console_divert(task_current()->number, NarrowSink, nullptr), OK);
    nucleus_cpu()->transaction = &transaction;
    console_print("eight ..");
    nucleus_cpu()->transaction = nullptr;
    EXPECT_EQ(task_current()->state, TASK_RUNNING);
  };
  spawn("quiet", quiet);
  run();
  EXPECT_EQ(sunk, "eig");
  EXPECT_STREQ(device_host_output(), "ht ..");
  EXPECT_FALSE(wait_wake_one(&room));
}

TEST_F(Diversion, TakesTheInputAwayToo) {
  status_t status = OK;
  uint8_t byte = 1;
  std::function<void()> quiet = [&] {
    DivertMe();
    status = Read(&byte, 0);
  };
  Type("x");
  spawn("quiet", quiet);
  run();
  EXPECT_EQ(status, EMPTY);
  EXPECT_EQ(byte, 1);
}

TEST_F(Console, AnInterruptTellsToChooseAgainOnlyWhenSomebodyWoke) {
  EXPECT_FALSE(device_host_type('a'));
  uint8_t byte;
  bool chose = false;
  std::function<void()> reader = [&] {
    EXPECT_EQ(Read(&byte, 0), OK);
    EXPECT_EQ(Read(&byte, 0), OK);
  };
  std::function<void()> typist = [&] { chose = device_host_type('b'); };
  spawn("reader", reader);
  spawn("typist", typist);
  run();
  EXPECT_TRUE(chose);
}

}  // namespace
