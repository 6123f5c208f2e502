// SPDX-License-Identifier: Apache-2.0
// trace_fixture: an empty ring on the host, and events that show when they are torn.
#pragma once
#include <cstring>
#include <vector>

#include "kernel/arch/host.h"
#include "kernel/nucleus/host/nucleus_host.h"
#include "kernel/trace/ring.h"
#include "kernel/trace/trace.h"
#include "gtest/gtest.h"

extern "C" const struct cell_lifecycle trace_lifecycle;

inline const struct trace_point trace_test_first = {.name = "first", .a = "number", .b = ""};
inline const struct trace_point trace_test_second = {.name = "second", .a = "number", .b = ""};

class TraceTest : public testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    nucleus_host_reset();
    ASSERT_EQ(trace_lifecycle.init(), OK);
    memset(trace_rings[0].entries, 0, TRACE_RING_BYTES);
    trace_rings[0].next = trace_rings[0].cleared = TRACE_ENTRIES;
    memset(&trace_points, 0, sizeof trace_points);
    trace_set(true);
  }

  // Everything about the n-th event follows from n.
  static void Record(uint64_t n) {
    trace_record_at(&trace_test_first, TRACE_PHASE_INSTANT, 7 * n, n % 1000, n, ~n);
  }
  static bool IsWhole(const struct trace_event &event) {
    uint64_t n = event.a;
    return event.b == ~n && event.cycles == 7 * n && event.task == n % 1000 && event.phase == TRACE_PHASE_INSTANT &&
           event.point == trace_point_number(&trace_test_first);
  }

  static std::vector<struct trace_event> All() {
    std::vector<struct trace_event> events;
    struct trace_event event;
    for (uint64_t from = 0; trace_read(0, from, &event) == OK; from = event.sequence + 1)
      events.push_back(event);
    return events;
  }

  static uint64_t Next() {
    struct trace_ring_info info;
    EXPECT_EQ(trace_ring_info(0, &info), OK);
    return info.next;
  }
  static uint64_t Lost() {
    struct trace_ring_info info;
    EXPECT_EQ(trace_ring_info(0, &info), OK);
    return info.lost;
  }
};
