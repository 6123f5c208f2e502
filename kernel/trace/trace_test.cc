// SPDX-License-Identifier: Apache-2.0
// trace: order, laps, counts, and what is left when recording or reading is interrupted or abandoned at any instruction.
#include "kernel/trace/trace.h"

#include <cstring>
#include <string>
#include <vector>

#include "cells/shell/testing/test_graph.h"
#include "kernel/arch/host.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "kernel/task/task.h"
#include "kernel/trace/ring.h"
#include "kernel/trace/trace_fixture.h"

namespace {

constexpr uint64_t kEntries = TRACE_ENTRIES;

TEST_F(TraceTest, GivesBackWhatWasRecorded) {
  arch_host()->cycles = 1234;
  struct task task = {};
  task.number = 77;
  nucleus_cpu()->current = &task.context;
  TRACE_BEGIN(trace_test_first, 5, UINT64_MAX);
  nucleus_cpu()->current = nullptr;
  auto events = All();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].sequence, 0u);
  EXPECT_EQ(events[0].cycles, 1234u);
  EXPECT_EQ(events[0].phase, TRACE_PHASE_BEGIN);
  EXPECT_EQ(events[0].task, 77u);
  EXPECT_EQ(events[0].a, 5u);
  EXPECT_EQ(events[0].b, UINT64_MAX);
  EXPECT_EQ(events[0].point, trace_point_number(&trace_test_first));
}

TEST_F(TraceTest, TellsPhasesApartAndTasksByTheirLowestBits) {
  TRACE(trace_test_first, 1, 2);
  TRACE_BEGIN(trace_test_first, 1, 2);
  TRACE_END(trace_test_second, 1, 2);
  TRACE_COUNT(trace_test_second, 9);
  trace_record_at(&trace_test_first, TRACE_PHASE_END, 3, UINT64_MAX, 1, 2);
  auto events = All();
  ASSERT_EQ(events.size(), 5u);
  for (uint32_t i = 0; i < TRACE_PHASES; i++)
    EXPECT_EQ(events[i].phase, i);
  EXPECT_EQ(events[1].point, trace_point_number(&trace_test_first));
  EXPECT_EQ(events[2].point, trace_point_number(&trace_test_second));
  EXPECT_EQ(events[3].task, 0u);
  EXPECT_EQ(events[4].task, (1u << 25) - 1);
  EXPECT_EQ(events[4].point, trace_point_number(&trace_test_first));
}

TEST_F(TraceTest, KeepsTheNewestInOrderAndCountsTheLost) {
  for (uint64_t i = 0; i < 3 * kEntries + 5; i++)
    Record(i);
  auto events = All();
  ASSERT_EQ(events.size(), kEntries);
  for (uint64_t i = 0; i < kEntries; i++) {
    ASSERT_EQ(events[i].sequence, 2 * kEntries + 5 + i);
    ASSERT_EQ(events[i].a, 2 * kEntries + 5 + i);
  }
  struct trace_ring_info info;
  ASSERT_EQ(trace_ring_info(0, &info), OK);
  EXPECT_EQ(info.first, 2 * kEntries + 5);
  EXPECT_EQ(info.next, 3 * kEntries + 5);
  EXPECT_EQ(info.lost, 2 * kEntries + 5);
}

TEST_F(TraceTest, LosesNothingUntilTheRingIsFull) {
  for (uint64_t i = 0; i < kEntries; i++)
    Record(i);
  EXPECT_EQ(All().size(), kEntries);
  EXPECT_EQ(Lost(), 0u);
  Record(kEntries);
  EXPECT_EQ(All().size(), kEntries);
  EXPECT_EQ(Lost(), 1u);
}

TEST_F(TraceTest, ClearForgetsEventsAndKeepsTheirNumbers) {
  for (uint64_t i = 0; i < kEntries + 10; i++)
    Record(i);
  trace_clear();
  EXPECT_TRUE(All().empty());
  EXPECT_EQ(Lost(), 0u);
  Record(1);
  ASSERT_EQ(All().size(), 1u);
  EXPECT_EQ(All()[0].sequence, kEntries + 10);
}

TEST_F(TraceTest, OffMeansOff) {
  trace_set(false);
  EXPECT_FALSE(trace_is_on());
  Record(1);
  EXPECT_EQ(trace_point_count(&trace_test_first), 0u);
  trace_set(true);
  Record(2);
  ASSERT_EQ(All().size(), 1u);
  EXPECT_EQ(All()[0].a, 2u);
  EXPECT_EQ(trace_early(), 0u);
}

TEST_F(TraceTest, APointThatIsOffLeavesTheOthersOn) {
  ASSERT_EQ(trace_point_set(&trace_test_first, false), OK);
  EXPECT_FALSE(trace_point_is_on(&trace_test_first));
  EXPECT_TRUE(trace_point_is_on(&trace_test_second));
  TRACE(trace_test_first, 1, 0);
  TRACE(trace_test_second, 2, 0);
  ASSERT_EQ(trace_point_set(&trace_test_first, true), OK);
  TRACE(trace_test_first, 3, 0);
  auto events = All();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].a, 2u);
  EXPECT_EQ(events[1].a, 3u);
  EXPECT_EQ(trace_point_count(&trace_test_first), 1u);
  EXPECT_EQ(trace_point_count(&trace_test_second), 1u);
}

TEST_F(TraceTest, BeforeThereIsARingEventsAreCountedOnly) {
  struct trace_ring kept = trace_rings[0];
  trace_rings[0] = {};
  Record(1);
  Record(2);
  struct trace_event event;
  struct trace_ring_info info;
  EXPECT_EQ(trace_read(0, 0, &event), EMPTY);
  EXPECT_EQ(trace_ring_info(0, &info), NOT_FOUND);
  EXPECT_EQ(trace_early(), 2u);
  trace_rings[0] = kept;
  EXPECT_TRUE(All().empty());
}

TEST_F(TraceTest, EachProcessorHasItsOwnRing) {
  nucleus_cpu()->number = 3;
  Record(1);
  EXPECT_EQ(trace_early(), 1u);
  ASSERT_EQ(trace_start_cpu(3), OK);
  Record(2);
  nucleus_cpu()->number = 0;
  Record(3);
  ASSERT_EQ(All().size(), 1u);
  EXPECT_EQ(All()[0].a, 3u);
  struct trace_event event;
  ASSERT_EQ(trace_read(3, 0, &event), OK);
  EXPECT_EQ(event.a, 2u);
  EXPECT_EQ(trace_start_cpu(3), OK);  // it has one already
  EXPECT_EQ(trace_start_cpu(CELL_CPUS_MAX), OUT_OF_RANGE);
}

TEST_F(TraceTest, ReadingGivesNothingBehindTheNewest) {
  Record(1);
  struct trace_event event = {};
  event.a = 99;
  EXPECT_EQ(trace_read(0, 1, &event), EMPTY);
  EXPECT_EQ(trace_read(0, UINT64_MAX, &event), EMPTY);
  EXPECT_EQ(trace_read(CELL_CPUS_MAX, 0, &event), EMPTY);
  EXPECT_EQ(event.a, 99u);
}

TEST_F(TraceTest, PacksAndBoundsTexts) {
  EXPECT_EQ(trace_text("", 0), 0u);
  EXPECT_EQ(trace_text("ab", 0), 0x6261u);
  EXPECT_EQ(trace_text("ab", 2), 0u);
  EXPECT_EQ(trace_text("ab", 8), 0u);
  EXPECT_EQ(trace_text("abcdefghij", 0), 0x6867666564636261u);
  EXPECT_EQ(trace_text("abcdefghij", 8), 0x6a69u);
}

TEST_F(TraceTest, MorePointsThanRowsAreRecordedAndNotCounted) {
  static struct trace_point points[TRACE_POINTS_MOST + 1];
  for (const auto &point : points)
    trace_record(&point, TRACE_PHASE_INSTANT, 0, 0);
  EXPECT_EQ(All().size(), TRACE_POINTS_MOST + 1u);
  uint64_t counted = 0;
  for (const auto &point : points)
    counted += trace_point_count(&point);
  EXPECT_EQ(counted, static_cast<uint64_t>(TRACE_POINTS_MOST));
  EXPECT_EQ(trace_point_set(&points[TRACE_POINTS_MOST], false), FULL);
  EXPECT_TRUE(trace_point_is_on(&points[TRACE_POINTS_MOST]));
}

TEST_F(TraceTest, PointsAreThoseOfTheGraph) {
  TestGraph graph;
  graph.AddCell("//kernel/gone");
  uint32_t cell = graph.AddCell("//kernel/some");
  graph.AddOps("some_point", "struct trace_point", &trace_test_first, sizeof trace_test_first);
  const struct trace_point *point = nullptr;
  uint32_t cursor = 0, found = 0;
  ASSERT_EQ(trace_point_next(&cursor, &point, &found), OK);
  EXPECT_STREQ(point->name, "first");
  EXPECT_EQ(found, cell);
  trace_record(point, TRACE_PHASE_INSTANT, 1, 0);
  const struct trace_point *of_event = nullptr;
  ASSERT_EQ(trace_point_find(All()[0].point, &of_event, nullptr), OK);
  EXPECT_EQ(of_event, point);
  EXPECT_EQ(trace_point_next(&cursor, &point, &found), NOT_FOUND);
  EXPECT_EQ(trace_point_find(All()[0].point + 1, &of_event, nullptr), NOT_FOUND);
}

// The mark has 20 bits for where a point lies.
TEST_F(TraceTest, EveryPointOfTheRegionHasANumberOfItsOwn) {
  EXPECT_LE(region_span(REGION_OPS).size, UINT64_C(16) << MARK_POINT);
}

}  // namespace
