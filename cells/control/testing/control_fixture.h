// SPDX-License-Identifier: Apache-2.0
// control_fixture: the real control on the real runner, console, scheduler and clock, in one thread and in fake time: a
// client's bytes go in at the line, what it is told comes out there.
#pragma once
#include <string>
#include <vector>

#include "cells/control/control.h"
#include "cells/control/line_host.h"
#include "cells/control/parts.h"
#include "cells/shell/command.h"
#include "cells/shell/testing/test_graph.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/console/console.h"
#include "kernel/console/device_host.h"

extern "C" const struct cell_lifecycle console_lifecycle, control_lifecycle;

struct Answer {
  enum control_type type;
  uint32_t session;
  uint16_t sequence;
  std::string payload;

  status_t Status() const;       // of a REFUSED; OK: it is none
  std::string Sentence() const;  // of a REFUSED
  int64_t Result() const;        // of a DONE
  enum control_end End() const;
};

class ControlTest : public TasksTest {
protected:
  void SetUp() override;
  void TearDown() override;

  void AddCommand(const struct shell_command &command);

  // Lets the bytes come in, each when nothing is left to do but to wait, lets the system come to rest, and returns what
  // it answered.
  std::vector<Answer> Say(const std::string &bytes);
  static std::string Frame(uint8_t type, uint32_t session, uint16_t sequence, const std::string &payload);
  // The next request of the client, and the answers.
  std::vector<Answer> Ask(enum control_type type, const std::string &payload = "");
  Answer AskOne(enum control_type type, const std::string &payload = "");  // there must be one answer
  void Hello();                                                            // becomes the client of a new session
  static std::string Number(uint64_t value, int bytes);
  static std::string Console();  // what came out at the console's device since the last time

  TestGraph graph;
  uint32_t session = 0;
  uint16_t sequence = 0;

private:
  static constexpr int kQuietTicks = 50;  // then all is at rest
  static bool TypeNext();

  static inline std::string to_say;
  static inline size_t said;
  static inline int quiet_ticks;
};
