// SPDX-License-Identifier: Apache-2.0
// console_fixture: a GoogleTest fixture for the console: begins with a device that has nothing to say, and nobody in the foreground.
#pragma once
#include <string>
#include <vector>

#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/console.h"
#include "kernel/console/device_host.h"

extern "C" const struct cell_lifecycle console_lifecycle;

inline constexpr uint8_t kCtrlC = 0x03;

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
