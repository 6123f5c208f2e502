// SPDX-License-Identifier: Apache-2.0
// Cells that are added begin their life; when one does not start, the whole swap is taken back.
#include "kernel/swap/swap_fixture.h"

namespace {

TEST_F(Swap, StartsWhatWasAdded) {
  mains = 0;
  int inits = 0;
  init = [&] {
    EXPECT_FALSE(arch_interrupts_are_on());
    EXPECT_NE(Find("//test/started"), GRAPH_NONE);
    inits++;
    return OK;
  };
  ASSERT_EQ(Run(Set().Add(Started("//test/started", Init, Main))), OK) << report.text;
  EXPECT_TRUE(arch_interrupts_are_on());
  run();
  EXPECT_EQ(inits, 1);
  EXPECT_EQ(mains, 1);
  CellBuilder next = Started("//test/started", Init, Main);
  next.version++;
  ASSERT_EQ(Run(Set().Swap("started", next)), OK) << report.text;
  run();
  EXPECT_EQ(inits, 1);  // what takes another's place goes on with its state
  EXPECT_EQ(mains, 1);
}

TEST_F(Swap, TakesOutWhatDidNotStart) {
  mains = 0;
  init = [] { return UNSUPPORTED; };
  ASSERT_EQ(Run(Set().Add(Plain("//test/warm"))), OK);
  Account before = Take();
  EXPECT_EQ(Run(Set().Add(Plain("//test/more")).Add(Started("//test/started", Init, Main))), UNSUPPORTED);
  EXPECT_TRUE(Says("//test/started did not start: UNSUPPORTED; the swap is taken back\n")) << report.text;
  EXPECT_EQ(Find("//test/started"), GRAPH_NONE);
  EXPECT_EQ(Find("//test/more"), GRAPH_NONE);
  Account after = Take();
  EXPECT_EQ(after.objects, before.objects);
  EXPECT_EQ(after.spans, before.spans);
  EXPECT_EQ(after.frames + after.region_frames, before.frames + before.region_frames);  // its pages stay mapped
  run();
  EXPECT_EQ(mains, 0);
  EXPECT_EQ(Run(Set().Swap("old", Numbered(2))), OK) << report.text;
}

TEST_F(Swap, TakesBackAnAddedCellWithoutMemoryForItsTask) {
  init = [] { return OK; };
  Set set = Set().Add(Started("//test/started", Init, Main));
  ASSERT_EQ(Run(Set(set).Plan()), OK);
  for (int n = 1; n < 6; n++) {
    heap_fail_after(n);
    status_t status = Run(set);
    heap_fail_after(0);
    if (status == OK) break;
    EXPECT_EQ(status, NO_MEMORY);
    EXPECT_EQ(Find("//test/started"), GRAPH_NONE) << n << ": " << report.text;
    if (Find("//test/started") != GRAPH_NONE) break;
  }
}

TEST_F(Swap, TakesBackAnAddedCellWithoutFramesForItsTask) {
  init = [] { return OK; };
  Set set = Set().Add(Started("//test/started", Init, Main));
  ASSERT_EQ(Run(Set(set).Plan()), OK);
  for (int n = 1; n < 60; n++) {
    frames_fail_after(n);
    status_t status = Run(set);
    frames_fail_after(0);
    if (status == OK) break;
    EXPECT_EQ(Find("//test/started"), GRAPH_NONE) << n << ": " << report.text;
    if (Find("//test/started") != GRAPH_NONE) break;
  }
}

TEST_F(Swap, TakesBackAWholeSetWhoseAddedCellDoesNotStart) {
  init = [] { return UNSUPPORTED; };
  CellBuilder user = Numbered(2);
  EXPECT_EQ(Run(Set().Add(Started("//test/started", Init)).Swap("old", user)), UNSUPPORTED);
  EXPECT_EQ(CallThroughSlot(), 1u) << report.text;
}

TEST_F(Swap, TakesBackWhatNeedsTheCellThatDidNotStart) {
  init = [] { return UNSUPPORTED; };
  CellBuilder cell = Numbered(2);
  cell.needed = {"//test/started"};
  EXPECT_EQ(Run(Set().Add(Started("//test/started", Init)).Swap("old", cell)), UNSUPPORTED);
  EXPECT_EQ(Find("//test/started"), GRAPH_NONE) << report.text;
}

// The fixture checks the graph afterwards.
TEST_F(Swap, LeavesAGateThatWasMadeWhenItTakesASwapBack) {
  init = [] { return UNSUPPORTED; };
  CellBuilder cell = Started("//test/started", Init);
  cell.needed.push_back("//test/nucleus");
  cell.relocations.push_back({ELF_R_GLOB_DAT, "nucleus_request"});
  uint64_t gates = region.header().used[REGION_GATES];
  EXPECT_EQ(Run(Set().Add(cell)), UNSUPPORTED) << report.text;
  EXPECT_GT(region.header().used[REGION_GATES], gates);
  EXPECT_NE(region.Export("nucleus_request").gate, GRAPH_NONE);
}

}  // namespace
