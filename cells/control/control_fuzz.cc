// SPDX-License-Identifier: Apache-2.0
// The whole of control with its tasks: any bytes, and whole frames with any content, in any order. It must answer in whole
// frames, and a client that says HELLO after all that must be welcome and have a command run. The sanitizer watches.
#include <cstdlib>

#include "cells/control/testing/control_fixture.h"

namespace {

int64_t Says(struct shell_call *call) {
  console_print("%d words\n", call->count);
  return 0;
}

int64_t Waits(struct shell_call *) {
  console_print("waits\n");
  return clock_sleep(UINT64_C(3600) * 1'000'000'000);
}

constexpr struct shell_command kSays = {"says", "", "", nullptr, Says, nullptr};
constexpr struct shell_command kWaits = {"waits", "", "", nullptr, Waits, nullptr};

struct Input {
  const uint8_t *data;
  size_t left;

  uint8_t Byte() {
    if (left == 0) return 0;
    left--;
    return *data++;
  }
  std::string Bytes(size_t count) {
    std::string bytes(reinterpret_cast<const char *>(data), std::min(count, left));
    data += bytes.size();
    left -= bytes.size();
    return bytes;
  }
};

class Fuzz : public ControlTest {
public:
  void TestBody() override {}
  void Try(Input input) {
    SetUp();
    AddCommand(kSays);
    AddCommand(kWaits);
    Hello();
    while (input.left > 0)
      Step(input);
    Welcome();
    TearDown();
  }

private:
  void Step(Input &input) {
    switch (input.Byte() % 4) {
    case 0: Say(input.Bytes(input.Byte())); break;
    case 1: Request(input); break;
    case 2: Hello(); break;
    case 3: line_host_set_burst(1 + input.Byte() % 19); break;
    }
  }
  // Mostly in order, so that what is behind the check of the order is reached.
  void Request(Input &input) {
    uint8_t type = input.Byte(), how = input.Byte();
    std::string payload = input.Bytes(4 * input.Byte());
    uint16_t number = static_cast<uint16_t>(sequence + 1);
    if (how % 8 == 0) number = static_cast<uint16_t>(number + how);
    Say(Frame(type % 10, how % 16 == 1 ? how : session, number, payload));
    sequence = control.sequence;
  }
  void Welcome() {
    line_host_set_burst(16);
    Say("");
    Hello();
    std::vector<Answer> answers = Ask(CONTROL_RUN, "says");
    if (answers.empty() || answers.back().type != CONTROL_DONE) {
      fprintf(stderr, "control_fuzz: the command of a fresh client was not run\n");
      abort();
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GTEST_FLAG_SET(break_on_failure, true);
  Fuzz().Try({data, size});
  return 0;
}
