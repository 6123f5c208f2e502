// SPDX-License-Identifier: Apache-2.0
#include "cells/control/testing/control_fixture.h"

#include <cstring>

#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/swap.h"

namespace {

void ControlMain(void *) {
  control_lifecycle.main();
}

std::vector<Answer> Answers() {
  std::vector<Answer> answers;
  struct control_decoder decoder = {};
  for (size_t i = 0; i < line_host_output_length(); i++) {
    struct control_frame frame = {};
    status_t status = control_decode(&decoder, line_host_output()[i], &frame);
    if (status == EMPTY) continue;
    EXPECT_EQ(status, OK) << "the control line sent what is no frame";
    answers.push_back({static_cast<enum control_type>(frame.type), frame.session, frame.sequence,
                       std::string(reinterpret_cast<char *>(frame.payload), frame.length)});
  }
  EXPECT_EQ(decoder.count, 0u) << "the control line sent half a frame";
  line_host_forget();
  return answers;
}

uint64_t NumberIn(const std::string &text, size_t at, size_t bytes) {
  if (text.size() < at + bytes) {
    ADD_FAILURE() << "an answer is too short";
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; i++)
    value |= static_cast<uint64_t>(static_cast<uint8_t>(text[at + i])) << 8 * i;
  return value;
}

}  // namespace

status_t Answer::Status() const {
  return type == CONTROL_REFUSED ? static_cast<status_t>(NumberIn(payload, 0, 4)) : OK;
}

std::string Answer::Sentence() const {
  return type == CONTROL_REFUSED ? payload.substr(4) : "";
}

int64_t Answer::Result() const {
  return static_cast<int64_t>(NumberIn(payload, 0, 8));
}

enum control_end Answer::End() const {
  return static_cast<enum control_end>(NumberIn(payload, 8, 4));
}

bool ControlTest::TypeNext() {
  if (said < to_say.size()) {
    quiet_ticks = 0;
    line_host_type(static_cast<uint8_t>(to_say[said++]));
    return true;
  }
  arch_host()->cycles += kTick;
  nucleus_host_interrupt(interrupt_host_tick);
  return ++quiet_ticks < kQuietTicks;
}

void ControlTest::SetUp() {
  TasksTest::SetUp();
  device_host_reset();
  line_host_reset();
  (void)console_foreground(0);
  ASSERT_EQ(console_lifecycle.init(), OK);
  graph.SetImage("//images:test", "//platforms:host");
  graph.AddCell("//cells/control");
  control = {};
  ASSERT_EQ(control_lifecycle.init(), OK);
  ASSERT_EQ(sched_spawn("control", ControlMain, nullptr, nullptr), OK);
  Say("");
}

// A task of the control line that is killed is followed by another one, if there is memory for it.
void ControlTest::TearDown() {
  heap_fail_after(1);
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    (void)sched_kill(info.number);
  idle_ticks = 0;
  run();
  heap_fail_after(0);
  task_release(control.runner.task);
  if (control.store != nullptr) EXPECT_EQ(pages_release(control.store), OK);
  swap_drop_offers();
  EXPECT_EQ(task_count(), 0u);
}

void ControlTest::AddCommand(const struct shell_command &command) {
  graph.AddCell(std::string("//cells/shell/commands/") + command.name);
  graph.AddOps(std::string(command.name) + "_command", "struct shell_command", &command, sizeof command);
}

std::vector<Answer> ControlTest::Say(const std::string &bytes) {
  to_say = bytes;
  said = 0;
  quiet_ticks = 0;
  nucleus_host_run(TypeNext);
  return Answers();
}

std::string ControlTest::Frame(uint8_t type, uint32_t session, uint16_t sequence, const std::string &payload) {
  struct control_frame frame = {CONTROL_VERSION, type, sequence, session, static_cast<uint32_t>(payload.size()), {}};
  std::memcpy(frame.payload, payload.data(), payload.size());
  uint8_t encoded[CONTROL_ENCODED];
  size_t count = control_encode(&frame, encoded);
  return std::string(reinterpret_cast<char *>(encoded), count);
}

std::vector<Answer> ControlTest::Ask(enum control_type type, const std::string &payload) {
  std::string frame = Frame(static_cast<uint8_t>(type), session, ++sequence, payload);
  return Say(frame);
}

Answer ControlTest::AskOne(enum control_type type, const std::string &payload) {
  std::vector<Answer> answers = Ask(type, payload);
  EXPECT_EQ(answers.size(), 1u);
  if (answers.size() != 1) return {};
  EXPECT_EQ(answers[0].session, session);
  EXPECT_EQ(answers[0].sequence, sequence);
  return answers[0];
}

void ControlTest::Hello() {
  std::vector<Answer> answers = Say(std::string(1, '\0') + Frame(CONTROL_HELLO, 0, 0, ""));
  ASSERT_FALSE(answers.empty());
  ASSERT_EQ(answers.back().type, CONTROL_WELCOME);
  session = answers.back().session;
  sequence = 0;
}

std::string ControlTest::Number(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; i++)
    text += static_cast<char>(value >> 8 * i);
  return text;
}

std::string ControlTest::Console() {
  std::string shown = device_host_output();
  device_host_forget();
  return shown;
}
