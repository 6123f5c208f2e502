// SPDX-License-Identifier: Apache-2.0
#include "kernel/heap/heap.h"

#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

extern "C" const struct shell_command heap_command;

namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

struct heap_command_test {
  char bytes[100];
};

class Heap : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    AddCommand(heap_command);
    Type("");
  }
};

TEST_F(Heap, ShowsWhatIsInUseByType) {
  auto *a = NEW(struct heap_command_test), *b = NEW(struct heap_command_test);
  ASSERT_NE(a, nullptr);
  ASSERT_NE(b, nullptr);
  heap_delete(b);
  std::string shown = Run("heap");
  EXPECT_THAT(shown, ContainsRegex("^[0-9]+ objects, [0-9.]+ K?i?B in use, .* 0 defects\n"));
  EXPECT_THAT(shown, ContainsRegex("\nstruct heap_command_test +1 +100 B +200 B +2\n"));
  EXPECT_THAT(shown, ContainsRegex("\n +[0-9]+ B +[0-9]+ +[0-9]+ +[0-9]+\n"));
  heap_delete(a);
}

TEST_F(Heap, ChecksEveryBlock) {
  EXPECT_EQ(Run("heap check"), "every slab's counts, links and poison hold\n");
}

TEST_F(Heap, RefusesOtherWords) {
  EXPECT_THAT(Run("heap x"), HasSubstr("usage: heap [check]\n"));
}

}  // namespace
