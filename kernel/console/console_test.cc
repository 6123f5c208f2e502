// SPDX-License-Identifier: Apache-2.0
// console: output as it reaches the device, input as it reaches tasks, Ctrl-C.
#include <algorithm>

#include "kernel/arch/arch.h"
#include "kernel/console/console_fixture.h"
#include "kernel/nucleus/nucleus.h"

namespace {

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
