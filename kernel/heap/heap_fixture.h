// SPDX-License-Identifier: Apache-2.0
// heap_fixture: each test of the heap ends with as many live objects and broken promises as it said.
#pragma once
#include <cstdint>
#include <string>

#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/log/log.h"
#include "gtest/gtest.h"

inline struct heap_statistics Statistics() {
  struct heap_statistics out;
  heap_statistics(&out);
  return out;
}

inline std::string LastLine() {
  struct log_line line, last = {};
  for (uint64_t at = 0; log_read(at, &line) == OK; at = line.sequence + 1)
    last = line;
  return last.text;
}

// Volatile, so that the compiler does not reason about what a test does on purpose to memory it has given back.
inline uint8_t *Bytes(void *object) {
  uint8_t *volatile bytes = static_cast<uint8_t *>(object);
  return bytes;
}

class HeapTest : public ::testing::Test {
protected:
  void SetUp() override {
    before_ = Statistics();
  }
  void TearDown() override {
    heap_fail_after(0);
    frames_fail_after(0);
    EXPECT_EQ(Statistics().live, before_.live);
    EXPECT_EQ(Statistics().live_bytes, before_.live_bytes);
    EXPECT_EQ(Statistics().defects, before_.defects + expected_defects_);
  }
  struct heap_statistics before_;
  uint64_t expected_defects_ = 0;
};
