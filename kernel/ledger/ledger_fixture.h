// SPDX-License-Identifier: Apache-2.0
// ledger_fixture: memory for the ledger, types whose release is written down, nodes that count, and totals that each test
// must leave as it found them.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "kernel/frames/frames.h"
#include "kernel/ledger/ledger.h"
#include "kernel/ledger/ledger_host.h"
#include "kernel/nucleus/nucleus.h"
#include "gtest/gtest.h"

inline constexpr uint64_t kRam = 64 << 20;

inline std::vector<uint64_t> released;
inline std::map<uint64_t, uint32_t> entry_of;  // of things
inline uint64_t notices = 0;

inline void ReleaseThing(uint64_t object) {
  released.push_back(object);
  ledger_remove(entry_of[object], object);
}
inline uint64_t BytesOfThing(uint64_t object) {
  return object * 10;
}
inline void ReleaseStubborn(uint64_t object) {
  released.push_back(object);
}
inline void Notice(uint64_t, uint64_t, uint64_t) {
  notices++;
}

inline void DescribeThing(uint64_t object, char *text, uint32_t size) {
  std::snprintf(text, size, "number %llu", static_cast<unsigned long long>(object));
}

inline const struct ledger_type thing_type = {"thing", ReleaseThing, BytesOfThing, false, DescribeThing};
inline const struct ledger_type stubborn_type = {"stubborn", ReleaseStubborn, nullptr, false, nullptr};
inline const struct ledger_type node_type = {"node", nullptr, nullptr, true, nullptr};

class Ledger : public ::testing::Test {
protected:
  void SetUp() override {
    static char *ram = static_cast<char *>(std::aligned_alloc(4096, kRam));
    static std::vector<uint64_t> table(frames_table_bytes(0, kRam) / 8 + 1);
    ASSERT_EQ(frames_start(0, kRam, table.data()), OK);
    frames_set_direct(reinterpret_cast<uint64_t>(ram));
    ASSERT_EQ(frames_add(0, kRam), OK);
    ledger_host_forget();
    ledger_set_notice(Notice);
    released.clear();
    entry_of.clear();
    notices = 0;
    ASSERT_NE(ledger_cell("//test"), uint32_t{LEDGER_NONE});
    Thing(LEDGER_NONE, 1);
    ledger_remove(entry_of[1], 1);
    Remember();
  }
  void TearDown() override {
    frames_fail_after(0);
    EXPECT_EQ(Statistics().entries, before_.entries);
    EXPECT_EQ(Statistics().quarantined, before_.quarantined);
    EXPECT_EQ(Statistics().mended, before_.mended);
    EXPECT_EQ(Statistics().refused, before_.refused);
    EXPECT_TRUE(ledger_check());
  }
  void Remember() {
    before_ = Statistics();
  }
  static struct ledger_statistics Statistics() {
    struct ledger_statistics out;
    ledger_statistics(&out);
    return out;
  }
  // A thing owned by `owner`; its number is kept for its release.
  static uint32_t Thing(uint32_t owner, uint64_t object, const struct ledger_type *type = &thing_type) {
    return entry_of[object] = ledger_add(owner, type, object);
  }
  // A node whose context counts, below the node of a cell.
  uint32_t Node() {
    contexts_.emplace_back();
    contexts_.back().owner = ledger_add(ledger_cell("//test"), &node_type, ContextObject(contexts_.back()));
    EXPECT_NE(contexts_.back().owner, uint64_t{LEDGER_NONE});
    return static_cast<uint32_t>(contexts_.back().owner);
  }
  struct nucleus_context &Context(uint32_t node) {
    for (auto &context : contexts_)
      if (context.owner == node) return context;
    std::abort();
  }
  void RemoveNode(uint32_t node) {
    ledger_remove(node, ContextObject(Context(node)));
  }
  static uint64_t ContextObject(const struct nucleus_context &context) {
    return reinterpret_cast<uint64_t>(&context);
  }
  static struct ledger_info Info(uint32_t entry) {
    struct ledger_info info = {};
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      if (info.entry == entry) return info;
    ADD_FAILURE() << "entry " << entry << " is not in the tree";
    return {};
  }
  static uint64_t Bury() {
    uint64_t steps = 0;
    for (struct ledger_work work = {}; ledger_bury_one(&work); work = {})
      steps++;
    return steps;
  }

  struct ledger_statistics before_ = {};
  std::deque<struct nucleus_context> contexts_;
};
