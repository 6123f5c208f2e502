// SPDX-License-Identifier: Apache-2.0
#include "kernel/graph/walk/walk.h"

#include <string>

#include "cells/shell/testing/test_graph.h"
#include "gtest/gtest.h"

namespace {

constexpr uint32_t kNone = GRAPH_NONE;

// base <- heap <- task <- shell; a device behind an interface; a demo that skips a floor.
class Walk : public testing::Test {
protected:
  void SetUp() override {
    uint32_t base = graph_.AddCell("//kernel/base");
    uint32_t copy = graph_.AddExport("base_copy", GRAPH_ATOMIC, 0);
    uint32_t fill = graph_.AddExport("base_fill", GRAPH_ATOMIC, 0);
    uint32_t uart = graph_.AddCell("//cells/drivers/uart");
    graph_.AddDep(base, "//kernel/base");
    graph_.AddProvides("//kernel/console:device");
    uint32_t heap = graph_.AddCell("//kernel/heap");
    graph_.AddDep(base, "//kernel/base");
    graph_.AddImport(copy);
    graph_.AddImport(fill);
    graph_.AddImport(copy, GRAPH_BY_GATE);
    uint32_t task = graph_.AddCell("//kernel/task");
    graph_.AddDep(heap, "//kernel/heap");
    uint32_t shell = graph_.AddCell("//cells/shell");
    graph_.AddDep(task, "//kernel/task");
    graph_.AddDep(uart, "//kernel/console:device");
    graph_.AddCell("//cells/demo/spin");
    graph_.AddDep(base, "//kernel/base");
    (void)shell;
  }
  void Start() {
    ASSERT_EQ(walk_start(graph_.region(), &walk_), OK);
  }
  uint32_t Node(const std::string &label) {
    for (uint32_t node = 0; node < walk_.count; node++)
      if (label == walk_label(&walk_, node)) return node;
    ADD_FAILURE() << label;
    return 0;
  }
  std::string Names(const struct walk_set &set) {
    std::string names;
    for (uint32_t i = 0; i < walk_.count; i++)
      if (walk_has(&set, walk_.order[i])) names += std::string(walk_label(&walk_, walk_.order[i])) + " ";
    return names;
  }
  std::string Path(const std::string &from, const std::string &to) {
    uint32_t path[WALK_STEPS + 1];
    uint32_t steps = walk_path(&walk_, Node(from), Node(to), path);
    std::string names;
    for (uint32_t i = 0; steps > 0 && i <= steps; i++)
      names += std::string(walk_label(&walk_, path[i])) + " ";
    return names;
  }
  struct walk_set Of(const std::string &label) {
    struct walk_set set = {};
    walk_put(&set, Node(label));
    return set;
  }

  TestGraph graph_;
  struct walk walk_;
};

TEST_F(Walk, OrdersTheLiveCellsByFloorAndLabel) {
  Start();
  std::string order;
  for (uint32_t i = 0; i < walk_.count; i++)
    order += std::string(walk_label(&walk_, walk_.order[i])) + " ";
  EXPECT_EQ(order, "//kernel/base //kernel/heap //kernel/task //cells/drivers/uart //cells/demo/spin //cells/shell ");
  EXPECT_STREQ(walk_label(&walk_, walk_.count), "");
  EXPECT_EQ(walk_cell(&walk_, kNone), nullptr);
}

TEST_F(Walk, KnowsTheFloorOfEachFolder) {
  EXPECT_EQ(walk_floor("//kernel/heap"), WALK_KERNEL);
  EXPECT_EQ(walk_floor("//platforms/qemu_x86_64/apic"), WALK_DRIVERS);
  EXPECT_EQ(walk_floor("//cells/drivers/uart16550"), WALK_DRIVERS);
  EXPECT_EQ(walk_floor("//cells/control"), WALK_SERVICES);
  EXPECT_EQ(walk_floor("//cells/shell/line"), WALK_APPLICATIONS);
  EXPECT_EQ(walk_floor("//elsewhere"), WALK_SERVICES);
  EXPECT_EQ(walk_floor("@delias//kernel/heap"), WALK_KERNEL);  // in an image of another repository
  EXPECT_EQ(walk_floor("@delias//cells/control"), WALK_SERVICES);
  EXPECT_STREQ(walk_floor_name(WALK_APPLICATIONS), "applications");
}

TEST_F(Walk, TellsEachDependencyAsItWasDeclared) {
  Start();
  uint32_t cursor = 0, provider = 0;
  const char *declared = nullptr;
  ASSERT_TRUE(walk_dep(&walk_, Node("//cells/shell"), &cursor, &provider, &declared));
  EXPECT_STREQ(walk_label(&walk_, provider), "//kernel/task");
  ASSERT_TRUE(walk_dep(&walk_, Node("//cells/shell"), &cursor, &provider, &declared));
  EXPECT_STREQ(walk_label(&walk_, provider), "//cells/drivers/uart");
  EXPECT_STREQ(declared, "//kernel/console:device");
  EXPECT_FALSE(walk_dep(&walk_, Node("//cells/shell"), &cursor, &provider, &declared));
}

TEST_F(Walk, TellsEachImportedFunctionOnce) {
  Start();
  uint32_t cursor = 0, heap = Node("//kernel/heap"), base = Node("//kernel/base");
  EXPECT_STREQ(walk_import(&walk_, heap, base, &cursor), "base_copy");
  EXPECT_STREQ(walk_import(&walk_, heap, base, &cursor), "base_fill");
  EXPECT_EQ(walk_import(&walk_, heap, base, &cursor), nullptr);
  cursor = 0;
  EXPECT_EQ(walk_import(&walk_, heap, Node("//kernel/task"), &cursor), nullptr);
  EXPECT_EQ(walk_import(&walk_, heap, kNone, &cursor), nullptr);
}

TEST_F(Walk, ReachesDownAndUp) {
  Start();
  struct walk_set down = Of("//kernel/task"), up = Of("//kernel/heap");
  walk_reach(&walk_, &down, false);
  EXPECT_EQ(Names(down), "//kernel/base //kernel/heap //kernel/task ");
  walk_reach(&walk_, &up, true);
  EXPECT_EQ(Names(up), "//kernel/heap //kernel/task //cells/shell ");
  EXPECT_EQ(walk_size(&up), 3u);
}

TEST_F(Walk, FindsTheShortestPath) {
  Start();
  EXPECT_EQ(Path("//cells/shell", "//kernel/base"), "//cells/shell //cells/drivers/uart //kernel/base ");
  EXPECT_EQ(Path("//cells/shell", "//kernel/heap"), "//cells/shell //kernel/task //kernel/heap ");
  EXPECT_EQ(Path("//kernel/heap", "//cells/shell"), "");
  EXPECT_EQ(Path("//kernel/heap", "//kernel/heap"), "");
}

TEST_F(Walk, OfPathsOfOneLengthTakesTheFirstByFloorAndLabel) {
  graph_.AddCell("//cells/shell/b");
  graph_.AddDep(2, "//kernel/heap");
  uint32_t last = graph_.AddCell("//cells/shell/a");
  graph_.AddDep(2, "//kernel/heap");
  graph_.AddCell("//cells/shell/top");
  graph_.AddDep(last - 1, "//cells/shell/b");
  graph_.AddDep(last, "//cells/shell/a");
  Start();
  EXPECT_EQ(Path("//cells/shell/top", "//kernel/heap"), "//cells/shell/top //cells/shell/a //kernel/heap ");
}

TEST_F(Walk, KnowsWhatNobodyWouldNeedAnyMore) {
  Start();
  struct walk_set gone = Of("//cells/shell"), left;
  walk_left_behind(&walk_, &gone, &left);
  EXPECT_EQ(Names(left), "//kernel/heap //kernel/task //cells/drivers/uart ");  // the demo needs base
  gone = Of("//cells/demo/spin");
  walk_left_behind(&walk_, &gone, &left);
  EXPECT_EQ(Names(left), "");
}

TEST_F(Walk, ASwapsNewRowTakesItsPlaceWhereverItStands) {
  // heap is replaced: the old row stays and is not live, the new one is the last, and task's dependency leads there.
  auto *cells =
      reinterpret_cast<struct graph_cell *>(const_cast<uint8_t *>(graph_.region()) + region_span(REGION_CELLS).offset);
  auto *deps =
      reinterpret_cast<struct graph_dep *>(const_cast<uint8_t *>(graph_.region()) + region_span(REGION_DEPS).offset);
  uint32_t heap = graph_.AddCell("//kernel/heap");
  graph_.AddDep(0, "//kernel/base");
  cells[2].flags = 0;
  for (uint32_t i = 0; graph_dep(graph_.region(), i) != nullptr; i++)
    if (deps[i].provider == 2) deps[i].provider = heap;
  Start();
  EXPECT_EQ(walk_.count, 6u);
  EXPECT_EQ(Path("//kernel/task", "//kernel/base"), "//kernel/task //kernel/heap //kernel/base ");
  EXPECT_STREQ(walk_label(&walk_, walk_.order[1]), "//kernel/heap");
}

TEST_F(Walk, PassesOverThousandsOfRetiredRows) {
  auto *cells =
      reinterpret_cast<struct graph_cell *>(const_cast<uint8_t *>(graph_.region()) + region_span(REGION_CELLS).offset);
  for (int i = 0; i < 5000; i++)
    cells[graph_.AddCell("//kernel/old")].flags = 0;
  graph_.AddCell("//kernel/new");
  graph_.AddDep(2, "//kernel/heap");
  Start();
  EXPECT_EQ(walk_.count, 7u);
  EXPECT_EQ(Path("//kernel/new", "//kernel/base"), "//kernel/new //kernel/heap //kernel/base ");
}

TEST_F(Walk, HasANumberForEachRowThatTheGraphHasRoomFor) {
  EXPECT_LE(region_span(REGION_CELLS).size / sizeof(struct graph_cell), uint64_t{UINT16_MAX} + 1);
}

TEST_F(Walk, KnowsWhenASwapHasChangedTheGraphSince) {
  Start();
  EXPECT_FALSE(walk_is_old(&walk_));
  reinterpret_cast<struct graph_header *>(const_cast<uint8_t *>(graph_.region()))->generation++;
  EXPECT_TRUE(walk_is_old(&walk_));
}

TEST_F(Walk, RefusesMoreLiveCellsThanItHasRoomFor) {
  for (int i = 6; i < WALK_CELLS; i++)
    graph_.AddCell("//cells/" + std::to_string(i));
  EXPECT_EQ(walk_start(graph_.region(), &walk_), OK);
  EXPECT_EQ(walk_.count, static_cast<uint32_t>(WALK_CELLS));
  graph_.AddCell("//cells/last");
  EXPECT_EQ(walk_start(graph_.region(), &walk_), FULL);
}

TEST_F(Walk, SortsAsManyAsItTakes) {
  for (int i = 6; i < WALK_CELLS; i++)
    graph_.AddCell("//cells/" + std::to_string(i * 7919 % 100003));
  Start();
  for (uint32_t i = 1; i < walk_.count; i++) {
    std::string a = walk_label(&walk_, walk_.order[i - 1]), b = walk_label(&walk_, walk_.order[i]);
    ASSERT_TRUE(walk_floor(a.c_str()) < walk_floor(b.c_str()) ||
                (walk_floor(a.c_str()) == walk_floor(b.c_str()) && a < b))
        << a << " " << b;
  }
}

TEST_F(Walk, TakesNoPathLongerThanItsRoom) {
  uint32_t below = graph_.AddCell("//kernel/steps/0");
  for (int i = 1; i <= WALK_STEPS + 1; i++) {
    uint32_t next = graph_.AddCell("//kernel/steps/" + std::to_string(i));
    graph_.AddDep(below, "");
    below = next;
  }
  Start();
  uint32_t path[WALK_STEPS + 1];
  EXPECT_EQ(walk_path(&walk_, Node("//kernel/steps/64"), Node("//kernel/steps/0"), path), 64u);
  EXPECT_EQ(walk_path(&walk_, Node("//kernel/steps/65"), Node("//kernel/steps/0"), path), 0u);
  EXPECT_TRUE(walk_depends(&walk_, Node("//kernel/steps/65"), Node("//kernel/steps/0")));
  EXPECT_FALSE(walk_depends(&walk_, Node("//kernel/steps/0"), Node("//kernel/steps/65")));
  EXPECT_FALSE(walk_depends(&walk_, Node("//kernel/heap"), Node("//kernel/heap")));
}

}  // namespace
