// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cells/shell/testing/shell_fixture.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command own_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

uint64_t Bytes(uint64_t object) {
  return object * 1024;
}
void Describe(uint64_t, char *text, uint32_t size) {
  std::snprintf(text, size, "7777 'sleeper'");
}
const struct ledger_type kThing = {"thing", nullptr, Bytes, false, nullptr};
void KeepIt(uint64_t) {}
const struct ledger_type kStubborn = {"stubborn", KeepIt, nullptr, false, nullptr};
const struct ledger_type kTask = {"task", nullptr, nullptr, true, Describe};

class Own : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(own_command);
    cell_ = ledger_cell("//cells/test/bakery");
    task_ = ledger_add(cell_, &kTask, reinterpret_cast<uint64_t>(&context_));
    oven_ = ledger_add(cell_, &kThing, 500000);
    pan_ = ledger_add(task_, &kThing, 300000);
    bread_ = ledger_add(pan_, &kThing, 3);
    Type("");
  }
  void TearDown() override {
    if (bread_ != LEDGER_NONE) ledger_remove(bread_, 3);
    ledger_remove(pan_, 300000);
    ledger_remove(oven_, 500000);
    ledger_remove(task_, reinterpret_cast<uint64_t>(&context_));
    ShellTest::TearDown();
  }
  struct nucleus_context context_ = {};
  uint32_t cell_, task_, oven_, pan_, bread_;
};

TEST_F(Own, ShowsNodesWithTheLargestFirst) {
  std::string shown = Run("own");
  EXPECT_THAT(shown, testing::StartsWith("WHO "));
  EXPECT_THAT(shown, ContainsRegex("\ncell //cells/test/bakery +1 +488.2 MiB\n")) << shown;
  EXPECT_LT(shown.find("cell //cells/test/bakery"), shown.find("all "));
  EXPECT_THAT(shown, ContainsRegex("\nall +[0-9]+ "));
}

TEST_F(Own, ShowsWhatACellOwnsByAnyEndOfItsLabel) {
  for (const char *label : {"//cells/test/bakery", "bakery", "test/bakery"}) {
    std::string shown = Run(std::string("own --cell ") + label);
    EXPECT_THAT(shown, ContainsRegex("\n  thing +488.2 MiB  0x7a120\n")) << shown;
    EXPECT_THAT(shown, Not(HasSubstr("292.9 MiB"))) << "what the task owns is the task's";
  }
  EXPECT_THAT(Run("own --cell akery"), HasSubstr("no cell 'akery' owns anything; `own` lists those that do\n"));
}

TEST_F(Own, ShowsATaskWithWhatItsObjectsOwn) {
  std::string shown = Run("own 7777");
  EXPECT_THAT(shown, ContainsRegex("task +-  7777 'sleeper'\n  thing +292.9 MiB  0x493e0\n    thing +3.0 KiB  0x3\n"))
      << shown;
  EXPECT_THAT(Run("own 777"), HasSubstr("no task has the number 777; `ps` lists them\n"));
  EXPECT_THAT(Run("own x"), HasSubstr("'x' is no number of a task; `ps` lists them\n"));
}

TEST_F(Own, ShowsTypesAndTheObjectsOfOne) {
  EXPECT_THAT(Run("own --type"), ContainsRegex("\nthing +3 +781.2 MiB\n"));
  std::string shown = Run("own --type thing");
  EXPECT_THAT(shown, ContainsRegex("thing +3.0 KiB  0x3\n +of thing 0x493e0\n")) << shown;
  EXPECT_THAT(shown, ContainsRegex("\n3 +781.2 MiB  in all\n"));
  EXPECT_THAT(Run("own --type thin"), HasSubstr("nothing of type 'thin'; `own --type` lists the types\n"));
}

TEST_F(Own, FindsWhatNobodyWillGiveBack) {
  EXPECT_THAT(Run("own --leaks"), ContainsRegex("no leaks: [0-9]+ objects, each with an owner\n"));
  ledger_disown(ledger_add(cell_, &kStubborn, 44));
  EXPECT_THAT(Run("own --leaks"), ContainsRegex(" 1 quarantined\nown: ended with 1\n"));
}

TEST_F(Own, ShowsTotalsAndChecks) {
  std::string shown = Run("own --totals");
  EXPECT_THAT(shown, ContainsRegex("entries +[0-9]+\n"));
  EXPECT_THAT(shown, HasSubstr("every entry holds\n"));
}

TEST_F(Own, RefusesOtherWords) {
  for (const char *line : {"own --cell", "own 1 2", "own --leaks 3", "own --all", "own --type a b"})
    EXPECT_THAT(Run(line), HasSubstr("usage: own [TASK | --cell LABEL")) << line;
}

}  // namespace
