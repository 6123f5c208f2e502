// SPDX-License-Identifier: Apache-2.0
// Pages of the region that come while the system runs.
#include "kernel/pages/pages_fixture.h"

namespace {

using Region = Pages;

constexpr uint64_t kStart = REGION_BASE + 0x08000000 + 16 * kPage;  // behind the prebuilt cell

uint32_t Prot(uint64_t address) {
  struct pages_mapping mapping;
  if (pages_next(address, &mapping) != OK || mapping.start > address) return 0;
  return mapping.prot;
}

uint64_t Physical(uint64_t address) {
  return pages_physical(reinterpret_cast<void *>(address));
}

uint32_t DirectProt(uint64_t address) {
  return Prot(reinterpret_cast<uint64_t>(pages_direct(Physical(address))));
}

TEST_F(Region, ShowsFreshZeroedFramesAsAskedFor) {
  ASSERT_EQ(pages_region_map(kStart, kStart + 2 * kPage, PAGES_R), OK);
  ASSERT_EQ(pages_region_map(kStart + 2 * kPage, kStart + 3 * kPage, PAGES_RX), OK);
  EXPECT_EQ(Prot(kStart), uint32_t{PAGES_R});
  EXPECT_EQ(Prot(kStart + 2 * kPage), uint32_t{PAGES_RX});
  EXPECT_EQ(Prot(kStart + 3 * kPage), 0u);
  for (uint64_t i = 0; i < 512; i++)
    ASSERT_EQ(Ram(Physical(kStart))[i], 0u);
  EXPECT_EQ(Statistics().region_frames, 3u);
  EXPECT_EQ(Check(), "");
}

TEST_F(Region, IsNotWritableThroughTheDirectMapEither) {
  ASSERT_EQ(pages_region_map(kStart, kStart + kPage, PAGES_RX), OK);
  EXPECT_EQ(DirectProt(kStart), uint32_t{PAGES_R});
  uint64_t state = REGION_BASE + region_span(REGION_STATE).offset + 4 * kPage;
  ASSERT_EQ(pages_region_map(state, state + kPage, PAGES_RW), OK);
  EXPECT_EQ(DirectProt(state), uint32_t{PAGES_RW});
  EXPECT_EQ(Check(), "");
}

TEST_F(Region, GivesBackWhatWasNeverInForce) {
  uint64_t free = Frames().free, tables = Statistics().table_frames;
  ASSERT_EQ(pages_region_map(kStart, kStart + 700 * kPage, PAGES_R), OK);
  uint64_t frame = Physical(kStart);
  ASSERT_EQ(pages_region_unmap(kStart, kStart + 700 * kPage), OK);
  EXPECT_EQ(Prot(kStart), 0u);
  EXPECT_EQ(Prot(reinterpret_cast<uint64_t>(pages_direct(frame))), uint32_t{PAGES_RW});
  EXPECT_EQ(Frames().free + Statistics().table_frames, free + tables);
  EXPECT_EQ(Statistics().region_frames, 0u);
  EXPECT_EQ(Check(), "");
}

TEST_F(Region, ShowsNothingWhenMemoryRunsOutOnTheWay) {
  for (uint64_t takes = 1; takes < 24; takes++) {
    frames_fail_after(takes);
    status_t status = pages_region_map(kStart, kStart + 20 * kPage, PAGES_RX);
    frames_fail_after(0);
    if (status == OK) {
      EXPECT_GT(takes, 20u);
      ASSERT_EQ(pages_region_unmap(kStart, kStart + 20 * kPage), OK);
      continue;
    }
    ASSERT_EQ(status, NO_MEMORY);
    for (uint64_t i = 0; i < 20; i++)
      ASSERT_EQ(Prot(kStart + i * kPage), 0u) << takes;
    ASSERT_EQ(Statistics().region_frames, 0u);
    ASSERT_EQ(Check(), "");
  }
}

TEST_F(Region, RefusesWhatIsNoneOfItsPages) {
  EXPECT_EQ(pages_region_map(kStart + 8, kStart + kPage, PAGES_R), INVALID);
  EXPECT_EQ(pages_region_map(kStart + kPage, kStart, PAGES_R), INVALID);
  EXPECT_EQ(pages_region_map(REGION_BASE - kPage, REGION_BASE, PAGES_R), INVALID);
  EXPECT_EQ(pages_region_map(REGION_BASE + REGION_SIZE, REGION_BASE + REGION_SIZE + kPage, PAGES_R), INVALID);
  EXPECT_EQ(pages_region_map(kStart, kStart + kPage, REGION_R | REGION_W | REGION_X), INVALID);
  EXPECT_EQ(pages_region_map(kStart - 16 * kPage, kStart, PAGES_R), INVALID);  // the prebuilt cell is there
  EXPECT_EQ(pages_region_unmap(kStart, kStart + kPage), INVALID);
  EXPECT_EQ(Statistics().region_frames, 0u);
  EXPECT_EQ(pages_region_map(kStart, kStart, PAGES_R), OK);  // none at all
}

}  // namespace
