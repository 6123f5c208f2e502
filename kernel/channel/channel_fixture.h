// SPDX-License-Identifier: Apache-2.0
// channel_fixture: what the tests of channels share: types of messages, and tasks with an end each.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "kernel/channel/stream.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/heap/heap.h"

struct ping {
  uint64_t number;
};
struct pong {
  uint64_t number, more;
};
CHANNEL_TYPE(ping, CHANNEL_GIVES_NOTHING);
CHANNEL_TYPE(pong, CHANNEL_GIVES_NOTHING);

class ChannelTest : public TasksTest {
protected:
  // A task's body that is given an end, which is its own when it begins.
  struct Body {
    std::function<void(struct channel_end *end)> run;
    struct channel_end *end = nullptr;
    std::function<void()> enter = {};
    struct task *task = nullptr;
  };

  // Starts a task with another end of the channel.
  static uint64_t spawn_with(const char *name, struct channel_end *of, const struct channel_type *type, uint32_t rights,
                             Body &body) {
    EXPECT_EQ(channel_share(of, type, rights, &body.end), OK);
    body.enter = [&body] { body.run(body.end); };
    uint64_t number = spawn(name, body.enter, &body.task);
    EXPECT_EQ(channel_give(body.end, static_cast<uint32_t>(body.task->context.owner)), OK);
    return number;
  }

  static status_t send(struct channel_end *end, uint64_t number, uint64_t deadline = 0) {
    struct ping message = {number};
    struct channel_turn turn = {};
    return channel_send(end, &message, &turn, deadline);
  }
  // The number that came; a status below zero.
  static int64_t receive(struct channel_end *end, uint64_t deadline = 0) {
    struct ping message = {};
    struct channel_turn turn = {};
    status_t status = channel_receive(end, &message, &turn, deadline);
    return status == OK ? static_cast<int64_t>(message.number) : -static_cast<int64_t>(status);
  }

  static uint64_t entries_of(const std::string &type) {
    struct ledger_info info;
    uint64_t count = 0;
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      count += info.type == type;
    return count;
  }
  // The entry of the only channel.
  static uint32_t entry() {
    struct ledger_info info;
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      if (std::string(info.type) == "channel") return info.entry;
    return LEDGER_NONE;
  }
  static struct channel_info look() {
    struct channel_info info = {};
    EXPECT_EQ(channel_look(entry(), &info), OK);
    return info;
  }

  // Runs a body in a task to its end, and all that it starts.
  static void in_task(std::function<void()> body) {
    spawn("test", body);
    run();
    EXPECT_EQ(entries_of("channel"), 0u);
    EXPECT_EQ(entries_of("channel end"), 0u);
  }

  void TearDown() override {
    EXPECT_TRUE(heap_check());
    EXPECT_TRUE(ledger_check());
  }
};
