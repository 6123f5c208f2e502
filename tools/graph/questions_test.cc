// SPDX-License-Identifier: Apache-2.0
// Questions about graphs made by hand: what is printed, word by word.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "cells/shell/testing/test_graph.h"
#include "tools/graph/tool.h"

namespace {

struct graph_cell Cell(uint64_t version, uint32_t text, uint32_t state) {
  struct graph_cell cell = {};
  cell.version = version << 32;
  cell.text_size = text;
  cell.state_size = state;
  return cell;
}

// base <- heap <- task <- shell, and a device behind an interface.
void AddCells(TestGraph &graph, uint32_t heap_text = 200) {
  graph.SetImage("//images:old", "//platforms:x");
  graph.AddCell("//kernel/base", Cell(1, 100, 0));
  uint32_t copy = graph.AddExport("base_copy", GRAPH_ATOMIC, 0);
  graph.AddCell("//cells/drivers/uart", Cell(2, 100, 8));
  uint32_t write = graph.AddExport("device_write", GRAPH_RAW, 0);
  graph.AddDep(0, "//kernel/base");
  graph.AddProvides("//kernel/console:device");
  graph.AddCell("//kernel/heap", Cell(3, heap_text, 64));
  uint32_t heap_new = graph.AddExport("heap_new", GRAPH_ATOMIC, 0);
  graph.AddDep(0, "//kernel/base");
  graph.AddImport(copy);
  graph.AddImport(copy, GRAPH_BY_GATE);
  graph.AddState("heap", "struct heap_state", 0, 64);
  graph.AddCell("//kernel/task", Cell(4, 100, 0));
  graph.AddDep(2, "//kernel/heap");
  graph.AddImport(heap_new);
  graph.AddCell("//cells/shell", Cell(5, 100, 0));
  graph.AddDep(3, "//kernel/task");
  graph.AddDep(1, "//kernel/console:device");
  graph.AddImport(write);
}

class Questions : public testing::Test {
protected:
  static struct image Start(const TestGraph &graph) {
    struct image image = {};
    image.region = const_cast<uint8_t *>(graph.region());
    EXPECT_EQ(walk_start(image.region, &image.walk), OK);
    return image;
  }
  std::string Shown(const std::function<int()> &ask) {
    testing::internal::CaptureStdout();
    status_ = ask();
    fflush(stdout);
    return testing::internal::GetCapturedStdout();
  }
  std::string Why(const char *from, const char *to) {
    TestGraph graph;
    AddCells(graph);
    struct image image = Start(graph);
    return Shown([&] { return tool_why(&image, from, to); });
  }
  std::string Dependents(const char *name) {
    TestGraph graph;
    AddCells(graph);
    struct image image = Start(graph);
    return Shown([&] { return tool_dependents(&image, name); });
  }

  int status_ = -1;
};

TEST_F(Questions, WhyTellsThePathAndTheFunctionsOfEachStep) {
  EXPECT_EQ(Why("shell", "heap"), "//cells/shell\n"
                                  "  //kernel/task                   (no function of it)\n"
                                  "  //kernel/heap                   heap_new\n"
                                  "1 of its 2 dependencies lead there:\n"
                                  "  //kernel/task\n");
  EXPECT_EQ(status_, TOOL_YES);
  EXPECT_EQ(Why("shell", "base"), "//cells/shell\n"
                                  "  //cells/drivers/uart, as //kernel/console:device  device_write\n"
                                  "  //kernel/base                   (no function of it)\n"
                                  "2 of its 2 dependencies lead there:\n"
                                  "  //kernel/task, //cells/drivers/uart\n");
}

TEST_F(Questions, WhyHasAStatusWhenTheAnswerIsNo) {
  EXPECT_EQ(Why("base", "shell"), "//kernel/base does not depend on //cells/shell\n");
  EXPECT_EQ(status_, TOOL_NO);
  EXPECT_EQ(Why("base", "base"), "//kernel/base is one cell\n");
  EXPECT_EQ(status_, TOOL_YES);
}

TEST_F(Questions, AnUnknownCellIsNamedWithTheNearestOne) {
  EXPECT_EXIT(Why("shel", "base"), testing::ExitedWithCode(TOOL_TROUBLE),
              "error: //images:old has no cell 'shel'; did you mean //cells/shell\\?");
  EXPECT_EXIT(Why("unheard", "base"), testing::ExitedWithCode(TOOL_TROUBLE), "has no cell 'unheard'; `svg` draws all");
}

TEST_F(Questions, DependentsAreDirectOrThroughOthers) {
  EXPECT_EQ(Dependents("heap"), "//kernel/heap is used by\n"
                                "  //kernel/task                   heap_new\n"
                                "and, through these, by\n"
                                "  //cells/shell\n"
                                "1 directly, 2 in all, of 5 cells\n"
                                "without it and them nobody would need\n"
                                "  //kernel/base, //cells/drivers/uart\n");
  EXPECT_EQ(Dependents("shell"), "//cells/shell: nobody depends on it\n"
                                 "0 directly, 0 in all, of 5 cells\n"
                                 "without it nobody would need\n"
                                 "  //kernel/base, //kernel/heap, //kernel/task, //cells/drivers/uart\n");
}

TEST_F(Questions, DiffOfTheSameIsNothing) {
  TestGraph graph;
  AddCells(graph);
  struct image image = Start(graph);
  EXPECT_EQ(Shown([&] { return tool_diff(&image, &image); }), "0 added, 0 removed, 0 changed, 5 the same\n");
  EXPECT_EQ(status_, TOOL_YES);
}

TEST_F(Questions, DiffTellsAllThatChanged) {
  TestGraph before, after;
  AddCells(before);
  after.SetImage("//images:new", "//platforms:y");
  after.AddCell("//kernel/base", Cell(1, 100, 0));
  uint32_t copy = after.AddExport("base_copy", GRAPH_ATOMIC, 0);
  after.AddCell("//cells/drivers/other", Cell(9, 50, 0));
  uint32_t write = after.AddExport("device_write", GRAPH_RAW, 0);
  after.AddProvides("//kernel/console:device");
  after.AddCell("//kernel/heap", Cell(0xabc, 300, 128));
  after.AddExport("heap_new", GRAPH_STEPS, 0);
  after.AddExport("heap_old", GRAPH_READ, 0);
  after.AddDep(0, "//kernel/base");
  after.AddImport(copy);
  after.AddState("heap", "struct heap_state", 0, 128);
  char table[24] = {};
  after.AddOps("heap_lifecycle", "struct cell_lifecycle", table, sizeof table);
  after.AddCell("//cells/shell", Cell(5, 100, 0));
  after.AddDep(1, "//kernel/console:device");
  after.AddImport(write);
  struct image old = Start(before), now = Start(after);
  EXPECT_EQ(
      Shown([&] { return tool_diff(&old, &now); }),
      "~ image //images:old -> //images:new\n"
      "~ platform //platforms:x -> //platforms:y\n"
      "- //kernel/task 00000004\n"
      "- //cells/drivers/uart 00000002\n"
      "~ //kernel/heap 00000003 -> 00000abc\n"
      "    ~ text 200 -> 300 bytes\n"
      "    ~ state 64 -> 128 bytes\n"
      "    ~ export heap_new, ATOMIC -> STEPS\n"
      "    + export heap_old, READ\n"
      "    ~ state heap, struct heap_state, 64 bytes -> struct heap_state, 128 bytes\n"
      "    + table heap_lifecycle, struct cell_lifecycle, 24 bytes\n"
      "+ //cells/drivers/other 00000009\n"
      "~ //cells/shell 00000005, itself the same\n"
      "    ~ import device_write, from //cells/drivers/uart -> from //cells/drivers/other\n"
      "    ~ dependency //kernel/console:device, which is //cells/drivers/uart -> which is //cells/drivers/other\n"
      "    - dependency //kernel/task\n"
      "1 added, 2 removed, 2 changed, 1 the same\n");
  EXPECT_EQ(status_, TOOL_NO);
}

TEST_F(Questions, DiffTellsWhatHashesTell) {
  TestGraph before, after;
  AddCells(before);
  AddCells(after);
  auto *cells =
      reinterpret_cast<struct graph_cell *>(const_cast<uint8_t *>(after.region()) + region_span(REGION_CELLS).offset);
  cells[2].version++;
  cells[2].revision = 3;
  const_cast<struct graph_export *>(graph_export(after.region(), 2))->abi = 7;
  const_cast<struct graph_import *>(graph_import(after.region(), 0))->abi = 7;
  const_cast<struct graph_import *>(graph_import(after.region(), 1))->abi = 7;
  const_cast<struct graph_state *>(graph_state(after.region(), 0))->schema = 7;
  struct image old = Start(before), now = Start(after);
  EXPECT_EQ(Shown([&] { return tool_diff(&old, &now); }), "~ //kernel/heap 00000003 -> 00000003\n"
                                                          "    ~ revision 0 -> 3\n"
                                                          "    ~ export heap_new, its declaration changed\n"
                                                          "    ~ import base_copy, its declaration changed\n"
                                                          "    ~ state heap, its type changed\n"
                                                          "0 added, 0 removed, 1 changed, 4 the same\n");
}

// The edges of the picture, by label.
std::string Edges(const TestGraph &graph, bool all_edges) {
  struct image image = {};
  image.region = const_cast<uint8_t *>(graph.region());
  EXPECT_EQ(walk_start(image.region, &image.walk), OK);
  struct picture picture = {all_edges, nullptr};
  char *text = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  tool_dot(&image, &picture, out);
  fclose(out);
  std::string all(text, size), edges;
  free(text);
  for (size_t at = 0, end; (end = all.find('\n', at)) != std::string::npos; at = end + 1) {
    std::string line = all.substr(at, end - at);
    if (line.find("\" -> \"") == std::string::npos || line.find("invis") != std::string::npos) continue;
    edges += line.substr(2, line.find(" [") - 2) + (line.find("dashed") == std::string::npos ? "\n" : " provides\n");
  }
  return edges;
}

TEST_F(Questions, ThePictureLeavesOutWhatFollows) {
  TestGraph graph;
  AddCells(graph);
  graph.AddCell("//cells/demo/all");
  graph.AddDep(0, "//kernel/base");
  graph.AddDep(2, "//kernel/heap");
  graph.AddDep(1, "//kernel/console:device");
  const char *const reduced = "\"//cells/drivers/uart\" -> \"//kernel/base\"\n"
                              "\"//kernel/heap\" -> \"//kernel/base\"\n"
                              "\"//kernel/task\" -> \"//kernel/heap\"\n"
                              "\"//cells/shell\" -> \"//kernel/task\"\n"
                              "\"//cells/shell\" -> \"//kernel/console:device\"\n"
                              "\"//cells/demo/all\" -> \"//kernel/heap\"\n"
                              "\"//cells/demo/all\" -> \"//kernel/console:device\"\n"
                              "\"//cells/drivers/uart\" -> \"//kernel/console:device\" provides\n";
  EXPECT_EQ(Edges(graph, false), reduced);
  EXPECT_NE(Edges(graph, true).find("\"//cells/demo/all\" -> \"//kernel/base\"\n"), std::string::npos);
}

TEST_F(Questions, LabelsCannotBreakThePicture) {
  TestGraph graph;
  graph.AddCell("//cells/a<b>&\"c\\");
  struct image image = Start(graph);
  struct picture picture = {};
  char *text = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  tool_dot(&image, &picture, out);
  fclose(out);
  EXPECT_NE(std::string(text).find("\"//cells/a&lt;b&gt;&amp;&quot;c\\\\\" ["), std::string::npos) << text;
  free(text);
}

}  // namespace
