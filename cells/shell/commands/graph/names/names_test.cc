// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/commands/graph/names/names.h"

#include <string>

#include "cells/shell/testing/test_graph.h"
#include "gtest/gtest.h"

namespace {

class Names : public testing::Test {
protected:
  void SetUp() override {
    graph_.AddCell("//cells/shell/commands/log");
    graph_.AddCell("//kernel/arch:host");
    graph_.AddProvides("//kernel/arch");
    graph_.AddCell("//kernel/log");
    graph_.AddCell("//kernel/heap");
    graph_.AddCell("//platforms/log");
    graph_.AddCell("//cells/demo/ab");
    ASSERT_EQ(walk_start(graph_.region(), &walk_), OK);
  }
  std::string Find(const char *name) {
    return walk_label(&walk_, names_find(&walk_, name));
  }
  std::string Nearest(const char *name) {
    return walk_label(&walk_, names_nearest(&walk_, name));
  }
  std::string Also(const char *name) {
    std::string also;
    uint32_t cursor = 0, node = names_find(&walk_, name);
    for (uint32_t other; (other = names_also(&walk_, name, node, &cursor)) != GRAPH_NONE;)
      also += std::string(walk_label(&walk_, other)) + " ";
    return also;
  }

  TestGraph graph_;
  struct walk walk_;
};

TEST_F(Names, TakesLabelsInterfacesAndTheEndsOfBoth) {
  EXPECT_EQ(Find("//kernel/heap"), "//kernel/heap");
  EXPECT_EQ(Find("//kernel/arch"), "//kernel/arch:host");
  EXPECT_EQ(Find("heap"), "//kernel/heap");
  EXPECT_EQ(Find("host"), "//kernel/arch:host");
  EXPECT_EQ(Find("arch:host"), "//kernel/arch:host");
  EXPECT_EQ(Find("arch"), "//kernel/arch:host");
  EXPECT_EQ(Find("commands/log"), "//cells/shell/commands/log");
  EXPECT_EQ(Find("eap"), "");
  EXPECT_EQ(Find(""), "");
}

TEST_F(Names, ANameThatSeveralHaveMeansTheOneOnTheLowestFloor) {
  EXPECT_EQ(Find("log"), "//kernel/log");
  EXPECT_EQ(Also("log"), "//platforms/log //cells/shell/commands/log ");
  EXPECT_EQ(Also("//kernel/log"), "");
  EXPECT_EQ(Also("heap"), "");
}

TEST_F(Names, NamesWhatSomebodyMayHaveMeant) {
  EXPECT_EQ(Nearest("haep"), "//kernel/heap");
  EXPECT_EQ(Nearest("//kernel/heaps"), "//kernel/heap");
  EXPECT_EQ(Nearest("he"), "//kernel/heap");
  EXPECT_EQ(Nearest("lg"), "//kernel/log");
  EXPECT_EQ(Nearest("x"), "");  // as many slips as letters
  EXPECT_EQ(Nearest("scheduler"), "");
}

TEST_F(Names, CompletesLiveCellsByLabelOrLastPart) {
  auto *cells =
      reinterpret_cast<struct graph_cell *>(const_cast<uint8_t *>(graph_.region()) + region_span(REGION_CELLS).offset);
  cells[2].flags = 0;
  char text[64];
  ASSERT_TRUE(names_complete("//k", 2, text, sizeof text));
  EXPECT_STREQ(text, "//kernel/heap");
  ASSERT_TRUE(names_complete("h", 1, text, sizeof text));
  EXPECT_STREQ(text, "host");
  EXPECT_FALSE(names_complete("", 5, text, sizeof text));
}

}  // namespace
