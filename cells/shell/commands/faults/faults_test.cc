// SPDX-License-Identifier: Apache-2.0
#include "kernel/fault/fault.h"

#include "cells/shell/testing/shell_fixture.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command faults_command;
extern "C" const struct cell_lifecycle fault_lifecycle;

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class Faults : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    ASSERT_EQ(fault_lifecycle.init(), OK);
    AddCommand(faults_command);
    Type("");
  }
  // A task breaks at an instruction and goes on; or stores near null, and is ended.
  void Fault(uint64_t vector) {
    fault.frame.vector = vector;
    fault.frame.rip = 0x1234;
    fault.frame.error = 2;
    fault.frame.rflags = 0x202;
    fault.address = 0x10;
    body = [this] { nucleus_host_fault(&fault); };
    spawn("victim", body);
    Type("");
  }
  struct nucleus_fault fault = {};
  std::function<void()> body;
};

TEST_F(Faults, SaysSoWhenThereAreNone) {
  EXPECT_EQ(Run("faults"), "nothing has faulted\n");
}

TEST_F(Faults, ShowsWhatWhereWhatWasDoneAndWhose) {
  Fault(14);
  std::string shown = Run("faults");
  EXPECT_THAT(shown, HasSubstr("'victim': page fault: write to unmapped address 0x10, near null\n"
                               "       in no cell, at 0x1234\n"
                               "       task ended: there is no call that could be made again\n"));
  EXPECT_THAT(shown, HasSubstr("\nWHOSE "));
  EXPECT_THAT(shown, testing::ContainsRegex("\nno cell +1 +0 +1\n"));
  EXPECT_THAT(shown, testing::ContainsRegex("\ntask [0-9]+ 'victim' +1 +0 +1\n"));
}

TEST_F(Faults, ShowsOneWhole) {
  Fault(14);
  std::string number = std::to_string(fault_count() - 1);
  std::string shown = Run("faults " + number);
  EXPECT_THAT(shown, HasSubstr("vector 14, error 0x2, instruction 0x1234, address 0x10\n"));
  EXPECT_THAT(shown, HasSubstr("it did not come again\n"));
}

TEST_F(Faults, RefusesWhatIsNotKeptAndOtherWords) {
  EXPECT_THAT(Run("faults 99999"), HasSubstr("there is no fault 99999"));
  EXPECT_THAT(Run("faults x"), HasSubstr("usage: faults [NUMBER]\n"));
}

}  // namespace
