// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/directory/directory.h"

#include <deque>
#include <string>

#include "cells/shell/testing/test_graph.h"
#include "gtest/gtest.h"

namespace {

class Directory : public testing::Test {
protected:
  void Add(const char *name) {
    commands_.push_back({name, "", "", nullptr, nullptr, nullptr});
    graph_.AddCell(std::string("//") + name);
    graph_.AddOps("table", "struct shell_command", &commands_.back(), sizeof(struct shell_command));
    graph_.AddOps("other", "struct other", &commands_, 1);
  }
  static std::string Nearest(const char *name) {
    const struct shell_command *command = directory_nearest(name);
    return command == nullptr ? "" : command->name;
  }

  TestGraph graph_;
  std::deque<struct shell_command> commands_;
};

TEST_F(Directory, FindsCommandsByTheirWholeName) {
  for (const char *name : {"ps", "cell", "cells"})
    Add(name);
  EXPECT_STREQ(directory_find("cell")->name, "cell");
  EXPECT_STREQ(directory_find("cells")->name, "cells");
  EXPECT_EQ(directory_find("cel"), nullptr);
  EXPECT_EQ(directory_find(""), nullptr);
}

TEST_F(Directory, GoesThroughThemInOrderOfNames) {
  for (const char *name : {"ps", "cells", "uptime", "cell"})
    Add(name);
  std::string order;
  for (const struct shell_command *c = directory_after(nullptr); c != nullptr; c = directory_after(c->name))
    order += std::string(c->name) + " ";
  EXPECT_EQ(order, "cell cells ps uptime ");
  EXPECT_STREQ(directory_after("d")->name, "ps");
}

TEST_F(Directory, IsEmptyWithoutCommands) {
  EXPECT_EQ(directory_after(nullptr), nullptr);
  EXPECT_EQ(directory_find("ps"), nullptr);
  EXPECT_EQ(Nearest("ps"), "");
}

TEST_F(Directory, NamesWhatSomebodyMayHaveMeant) {
  for (const char *name : {"ps", "cell", "cells", "uptime", "poweroff"})
    Add(name);
  EXPECT_EQ(Nearest("pss"), "ps");
  EXPECT_EQ(Nearest("sp"), "ps");
  EXPECT_EQ(Nearest("upitme"), "uptime");
  EXPECT_EQ(Nearest("pow"), "poweroff");  // its beginning
  EXPECT_EQ(Nearest("cellx"), "cell");    // the first of those as near
  EXPECT_EQ(Nearest("xyz"), "");
  EXPECT_EQ(Nearest("x"), "");
  EXPECT_EQ(Nearest("shutdown"), "");
}

}  // namespace
