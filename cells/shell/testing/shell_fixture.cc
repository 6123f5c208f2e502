// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/shell_fixture.h"

#include "kernel/heap/heap.h"
#include "kernel/interrupt/host.h"

namespace {

void ShellMain(void *) {
  shell_lifecycle.main();
}

}  // namespace

// Nothing is ready: the next key is pressed or, when all are, time passes.
bool ShellTest::TypeNext() {
  if (typed < to_type.size()) {
    quiet_ticks = 0;
    device_host_type(static_cast<uint8_t>(to_type[typed++]));
    return true;
  }
  arch_host()->cycles += kTick;
  nucleus_host_interrupt(interrupt_host_tick);
  return ++quiet_ticks < kQuietTicks;
}

void ShellTest::SetUp() {
  TasksTest::SetUp();
  device_host_reset();
  (void)console_foreground(0);
  ASSERT_EQ(console_lifecycle.init(), OK);
  graph.SetImage("//images:test", "//platforms:host");
  graph.AddCell("//cells/shell");
  shell = {};
  ASSERT_EQ(sched_spawn("shell", ShellMain, nullptr, nullptr), OK);
}

// A shell that is killed is followed by another one, if there is memory for it.
void ShellTest::TearDown() {
  heap_fail_after(1);
  struct task_info info = {};
  while (task_next(info.number, &info) == OK) {
    task_trim();  // there is memory in a record that is kept
    ASSERT_EQ(sched_kill(info.number), OK) << info.name;
    for (struct ledger_work work = {}; ledger_bury_one(&work); work = {}) {}
  }
  idle_ticks = 0;
  run();
  heap_fail_after(0);
  task_release(shell.runner.task);
  EXPECT_EQ(task_count(), 0u);
}

void ShellTest::AddCommand(const struct shell_command &command) {
  graph.AddCell(std::string("//cells/shell/commands/") + command.name);
  graph.AddOps(std::string(command.name) + "_command", "struct shell_command", &command, sizeof command);
}

std::string ShellTest::Type(const std::string &bytes) {
  to_type = bytes;
  typed = 0;
  quiet_ticks = 0;
  device_host_forget();
  nucleus_host_run(TypeNext);
  std::string shown;
  for (const char *c = device_host_output(); *c != '\0'; c++)
    if (*c != '\r' || c[1] != '\n') shown += *c;
  return shown;
}

std::string ShellTest::Run(const std::string &line) {
  std::string shown = Type(line + "\r"), echo = line + "\n", prompt = "delias> ";
  EXPECT_EQ(shown.substr(0, echo.size()), echo);
  EXPECT_EQ(shown.substr(shown.size() - std::min(shown.size(), prompt.size())), prompt);
  if (shown.size() < echo.size() + prompt.size()) return shown;
  return shown.substr(echo.size(), shown.size() - echo.size() - prompt.size());
}
