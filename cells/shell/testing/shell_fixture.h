// SPDX-License-Identifier: Apache-2.0
// shell_fixture: the real shell on the real console, log, scheduler and clock, in one thread and in fake time: what is typed goes
// in at the console's device, what is shown comes out there.
#pragma once
#include <string>

#include "cells/shell/command.h"
#include "cells/shell/parts.h"
#include "cells/shell/testing/test_graph.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/console.h"
#include "kernel/console/device_host.h"

extern "C" const struct cell_lifecycle console_lifecycle, shell_lifecycle;

class ShellTest : public TasksTest {
protected:
  void SetUp() override;
  void TearDown() override;

  void AddCommand(const struct shell_command &command);

  // Types the bytes, each when nothing is left to do but to wait, and returns what was shown meanwhile, with plain newlines.
  std::string Type(const std::string &bytes);
  // The same with a return, without the line as it was typed and without the next prompt.
  std::string Run(const std::string &line);

  TestGraph graph;

private:
  static constexpr int kQuietTicks = 600;  // then all is done: longer than any command sleeps at a time
  static bool TypeNext();

  static inline std::string to_type;
  static inline size_t typed;
  static inline int quiet_ticks;
};
