// SPDX-License-Identifier: Apache-2.0
// divert: one task's output to a sink and its input from a source, in place of the console.
#include <algorithm>

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/console_fixture.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sync/sync.h"

namespace {

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

}  // namespace
