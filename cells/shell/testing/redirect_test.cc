// SPDX-License-Identifier: Apache-2.0
// What commands write and read instead of the console: files, and each other.
#include "cells/shell/testing/files_fixture.h"
#include "kernel/heap/heap.h"

extern "C" const struct shell_command cat_command, echo_command, ls_command, write_command;

namespace {

using testing::HasSubstr;

class Redirect : public FilesShellTest {
protected:
  void SetUp() override {
    FilesShellTest::SetUp();
    for (const struct shell_command *command : {&cat_command, &echo_command, &ls_command, &write_command})
      AddCommand(*command);
    Type("");
  }
};

TEST_F(Redirect, OutputGoesToAFileAndToItsEnd) {
  EXPECT_EQ(Run("echo one > /a"), "");
  EXPECT_EQ(Get("/a"), "one\n");
  EXPECT_EQ(Run("echo two >>/a"), "");
  EXPECT_EQ(Get("/a"), "one\ntwo\n");
  EXPECT_EQ(Run("echo three>/a"), "");
  EXPECT_EQ(Get("/a"), "three\n");
  EXPECT_EQ(Run("echo four >> /new"), "");
  EXPECT_EQ(Get("/new"), "four\n");
  EXPECT_EQ(Run("echo '>' \"|\""), "> |\n");
}

TEST_F(Redirect, InputComesFromAFile) {
  std::string bytes(3000, 'x');
  Put("/a", bytes);
  EXPECT_EQ(Run("cat < /a"), bytes);
  EXPECT_EQ(Run("cat < /a > /b"), "");
  EXPECT_EQ(Get("/b"), bytes);
  EXPECT_EQ(Run("write /c < /a"), "");
  EXPECT_EQ(Get("/c"), bytes);
}

TEST_F(Redirect, TellsWhichFileCannotBeOpenedAndRunsNothing) {
  Make("/d");
  EXPECT_EQ(Run("echo x > /d"), "/d is a directory; `ls /d` shows what is in it\necho: ended with 1\n");
  EXPECT_EQ(Run("echo x > a"), "'a' is no path; one begins with /, as in /a\necho: ended with 1\n");
  EXPECT_EQ(Run("cat < /x"), "there is no /x; `ls /` shows what is there\ncat: ended with 1\n");
  EXPECT_EQ(Run("cat < /x > /y"), "there is no /x; `ls /` shows what is there\ncat: ended with 1\n");
  EXPECT_EQ(Get("/y"), "NOT_FOUND");
  EXPECT_EQ(Run("echo x >"), "there is no file behind >\n");
}

TEST_F(Redirect, TellsWhatAFullFileSystemDidNotTake) {
  Put("/a", std::string(60'000, 'x'));
  Put("/b", "");
  struct file_statistics now = {};
  file_statistics(&now);
  ASSERT_EQ(file_limit(now.bytes + 6000), OK);
  std::string shown = Run("cat /a > /b");
  EXPECT_THAT(shown, HasSubstr("/b: the file system is full"));
  EXPECT_THAT(shown, HasSubstr("what cat wrote behind that is lost\ncat: ended with 1\n"));
  EXPECT_EQ(Get("/b"), std::string(4096, 'x'));
}

TEST_F(Redirect, WhatACommandHasOpenGoesWithItWhenItIsEnded) {
  Put("/a", std::string(500'000, 'x'));
  for (int i = 0; i < 4; i++)
    Type("cat /a > /b\r\x03");
  EXPECT_EQ(Run("echo still here"), "still here\n");
}

TEST_F(Redirect, APipeLeadsFromOneCommandToTheNext) {
  EXPECT_EQ(Run("echo some words | cat"), "some words\n");
  EXPECT_EQ(Run("echo x|cat|cat|cat"), "x\n");
  std::string bytes(30'000, 'x');
  Put("/a", bytes);
  EXPECT_EQ(Run("cat /a | cat > /b"), "");
  EXPECT_EQ(Get("/b"), bytes);
  EXPECT_EQ(Run("cat < /a | cat | write /c"), "");
  EXPECT_EQ(Get("/c"), bytes);
  EXPECT_EQ(Run("echo x | echo y"), "y\n");
}

TEST_F(Redirect, ALineEndsWithItsLastCommandAndNothingOfTheOthersStays) {
  Put("/a", std::string(200'000, 'x'));
  uint64_t tasks = task_count();
  EXPECT_EQ(Run("cat /a | echo done"), "done\n");
  EXPECT_EQ(task_count(), tasks);
  for (int i = 0; i < 4; i++)
    Type("cat /a | cat | cat\r\x03");
  EXPECT_EQ(task_count(), tasks);
  EXPECT_EQ(Run("echo x | cat < /a"), "< behind a |: its input comes from the command before it\n");
  EXPECT_EQ(Run("echo x |"), "a | has no command on one of its sides\n");
  EXPECT_EQ(Run("cat /x | cat"), "there is no /x; `ls /` shows what is there\n");
}

bool blared_to_the_end;

int64_t Blares(struct shell_call *) {
  for (int i = 0; i < 5000; i++) {
    console_print("blare\n");
    sched_give_way();  // where a unit test drops who was killed
  }
  blared_to_the_end = true;
  return 0;
}
int64_t Sleeps(struct shell_call *) {
  return clock_sleep(10'000'000);
}
constexpr struct shell_command kBlares = {"blares", "blares", "blares", nullptr, Blares, nullptr};
constexpr struct shell_command kSleeps = {"sleeps", "sleeps", "sleeps", nullptr, Sleeps, nullptr};

TEST_F(Redirect, WhoWritesWhereNobodyReadsAnyMoreEnds) {
  AddCommand(kBlares);
  AddCommand(kSleeps);
  blared_to_the_end = false;
  EXPECT_EQ(Run("blares | echo x | sleeps"), "");
  EXPECT_FALSE(blared_to_the_end);
}

TEST_F(Redirect, WithoutMemoryNoneOfTheCommandsRuns) {
  uint64_t tasks = task_count();
  int refused = 0;
  for (uint64_t nth = 1; nth < 200; nth++) {
    heap_fail_after(nth);
    std::string shown = Run("echo x | cat");
    heap_fail_after(0);
    ASSERT_EQ(task_count(), tasks) << nth;
    if (shown == "x\n") break;
    refused++;
    EXPECT_NE(shown, "") << nth;
  }
  EXPECT_GE(refused, 4);
}

TEST_F(Redirect, TabCompletesThePathOfAFileBehindAMark) {
  Put("/first", "1\n");
  EXPECT_THAT(Type("cat < /f\t\r"), HasSubstr("cat < /first"));
  EXPECT_EQ(Run("cat < /first"), "1\n");
  EXPECT_THAT(Type("echo x >/f\t\r"), HasSubstr("echo x >/first"));
  EXPECT_EQ(Get("/first"), "x\n");
  EXPECT_THAT(Type("cat < /first | ech\t\x03"), HasSubstr("| echo "));
}

}  // namespace
