// SPDX-License-Identifier: Apache-2.0
// From rows to a picture: what is read and refused, how stacks become a tree, and what the bars say.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tools/cellctl/flame/stacks.h"
#include "tools/cellctl/flame/svg.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kHead[] =
    "profiler 1\nrate 100\ncpu 0 30 1\ncpu 1 10 0\n"
    "function 100 \"//a\" \"main\"\nfunction 200 \"//a\" \"left\"\nfunction 300 \"//b\" \"right\"\n";

class Flame : public testing::Test {
protected:
  void TearDown() override {
    stacks_free(&stacks);
  }
  bool Read(const std::string &text) {
    stacks_free(&stacks);
    text_ = text;
    char reason[256] = "";
    bool read = stacks_read(text_.data(), &stacks, reason, sizeof reason);
    why = reason;
    return read;
  }
  // The tree as "name count(children)", in the order that it has.
  static std::string Shape(const struct stack_node *node) {
    std::string name = node->name != nullptr ? node->name : std::to_string(node->number), shape;
    shape = name + " " + std::to_string(node->count);
    if (node->child == nullptr) return shape;
    shape += "(";
    for (const struct stack_node *child = node->child; child != nullptr; child = child->next)
      shape += Shape(child) + (child->next != nullptr ? ", " : ")");
    return shape;
  }
  std::string Picture() {
    char *bytes = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    EXPECT_TRUE(svg_write(&stacks, "flame <x>", out));
    std::fclose(out);
    std::string picture(bytes, size);
    std::free(bytes);
    return picture;
  }

  std::string text_, why;
  struct stacks stacks = {};
};

TEST_F(Flame, StacksBecomeATreeFromTheOutermostInward) {
  ASSERT_TRUE(Read(std::string(kHead) + "stack 0 20 5 \"shell\" 200 100\nstack 0 9 5 \"shell\" 300 100\n"
                                        "stack 1 10 0 \"idle\"\nend 3\n"))
      << why;
  EXPECT_EQ(Shape(stacks.root), "0 39(idle 10, shell 29(main 29(left 20, right 9)))");
  EXPECT_EQ(stacks.hertz, 100u);
  EXPECT_EQ(stacks.samples, 40u);
  EXPECT_EQ(stacks.lost, 1u);
  EXPECT_EQ(stacks.depth, 4u);
}

TEST_F(Flame, TasksOfOneNameOnSeveralProcessorsAreOne) {
  ASSERT_TRUE(Read(std::string(kHead) + "stack 0 1 5 \"spin\" 100\nstack 1 2 6 \"spin\" 100\nend 2\n")) << why;
  EXPECT_EQ(Shape(stacks.root), "0 3(spin 3(main 3))");
}

TEST_F(Flame, WhatHasNoNameKeepsItsNumber) {
  ASSERT_TRUE(Read(std::string(kHead) + "stack 0 1 7 \"\" 999 100\nend 1\n")) << why;
  EXPECT_EQ(Shape(stacks.root), "0 1(7 1(main 1(999 1)))");
  std::string picture = Picture();
  EXPECT_THAT(picture, HasSubstr("<title>task 7: 1 samples, 100.00%</title>"));
  EXPECT_THAT(picture, HasSubstr("<title>0x3e7: 1 samples, 100.00%</title>"));
}

TEST_F(Flame, AnAddressIsTheFunctionThatWasToldLast) {
  ASSERT_TRUE(Read(std::string(kHead) + "stack 0 1 5 \"t\" 100\nfunction 100 \"//a\" \"newer\"\n"
                                        "stack 0 1 5 \"t\" 100\nend 2\n"))
      << why;
  EXPECT_EQ(Shape(stacks.root), "0 2(t 2(main 1, newer 1))");
}

TEST_F(Flame, BarsAreAsWideAsTheirShareAndLieUponTheirCallers) {
  ASSERT_TRUE(Read(std::string(kHead) + "stack 0 30 5 \"t\" 200 100\nstack 0 10 5 \"t\" 300 100\nend 2\n")) << why;
  std::string picture = Picture();
  EXPECT_THAT(picture, HasSubstr("viewBox=\"0 0 1200 126\""));  // 44, four rows of 18, 10
  EXPECT_THAT(picture,
              HasSubstr("<title>main of //a: 40 samples, 100.00%</title><rect x=\"10.0\" y=\"62.0\" width=\"1180.0\""));
  EXPECT_THAT(picture,
              HasSubstr("<title>left of //a: 30 samples, 75.00%</title><rect x=\"10.0\" y=\"44.0\" width=\"885.0\""));
  EXPECT_THAT(picture,
              HasSubstr("<title>right of //b: 10 samples, 25.00%</title><rect x=\"895.0\" y=\"44.0\" width=\"295.0\""));
  EXPECT_THAT(picture, HasSubstr("flame &lt;x&gt;"));
}

TEST_F(Flame, ANameThatIsWiderThanItsBarIsCut) {
  std::string head = "profiler 1\nrate 100\ncpu 0 100 0\nfunction 100 \"//a\" \"a_function_with_a_long_name\"\n";
  ASSERT_TRUE(Read(head + "stack 0 90 0 \"idle\"\nstack 0 9 5 \"wide\" 100\nstack 0 1 6 \"thin\" 100\nend 3\n")) << why;
  std::string picture = Picture();
  EXPECT_THAT(picture, HasSubstr(">a_function_wi..<"));  // 106.2 pixels, letters of 7
  EXPECT_THAT(picture, Not(HasSubstr(">a_function_with_a_long_name<")));
  EXPECT_THAT(picture, HasSubstr("<title>thin: 1 samples, 1.00%</title>"));
  EXPECT_THAT(picture, Not(HasSubstr(">thin<")));  // 11.8 pixels: no room for anything
}

TEST_F(Flame, NoSamplesAreAnEmptyPicture) {
  ASSERT_TRUE(Read("profiler 1\nrate 100\nend 0\n")) << why;
  EXPECT_THAT(Picture(), Not(HasSubstr("<g>")));
}

TEST_F(Flame, UnknownRowsAreLeftOut) {
  EXPECT_TRUE(Read("profiler 1\nnovelty 1 2 3\nend 0\n")) << why;
}

TEST_F(Flame, RefusesWhatIsNoProfileOrNotWhole) {
  EXPECT_FALSE(Read("no such command: profiler\n"));
  EXPECT_EQ(why, "this is no profile; the system's image needs the command //cells/shell/commands/profiler");
  EXPECT_FALSE(Read("profiler 2\nend 0\n"));
  EXPECT_EQ(why, "line 1 of the profile is not understood; use the cellctl that was built with the image");
  for (const char *line : {"rate x", "cpu 0 1", "function 1 \"a\"", "stack 0 1 5", "stack 0 1 5 \"t\" x", "end",
                           "stack 0 1099511627777 5 \"t\""}) {  // a count of which a few make the sum run over
    EXPECT_FALSE(Read("profiler 1\n" + std::string(line) + "\nend 0\n")) << line;
    EXPECT_EQ(why, "line 2 of the profile is not understood; use the cellctl that was built with the image");
  }
  for (const char *end : {"", "end 2\n"}) {
    EXPECT_FALSE(Read(std::string(kHead) + "stack 0 1 5 \"t\" 100\n" + end));
    EXPECT_EQ(why, "the profile is not whole; ask for it again");
  }
  EXPECT_EQ(stacks.root, nullptr);
}

}  // namespace
