// SPDX-License-Identifier: Apache-2.0
// Tests of what each processor has for itself: the test says on which one it runs.
#include <random>

extern "C" {
#include "kernel/ledger/entry.h"
}
#include "kernel/ledger/ledger_fixture.h"

namespace {

class LedgerLocal : public Ledger {
protected:
  void TearDown() override {
    On(0);
    Ledger::TearDown();
  }
  static void On(uint64_t processor) {
    ledger_cpu()->number = processor;
  }
  uint32_t Home(uint32_t node) {
    return ledger.home[node / ENTRY_BYTES % HOMES];
  }
};

TEST_F(LedgerLocal, AnOwnerIsAtHomeWithWhoeverChangedWhatItOwnsLast) {
  uint32_t node = Node();
  On(1);
  Thing(node, 1);
  EXPECT_EQ(Home(node), 1u);
  EXPECT_EQ(ledger.local[1].recent.owner, node);
  On(3);
  Thing(node, 2);
  EXPECT_EQ(Home(node), 3u);
  EXPECT_NE(ledger.local[1].recent.owner, node);  // that one must ask first now
  On(1);
  ledger_remove(entry_of[2], 2);
  EXPECT_EQ(Home(node), 1u);
  EXPECT_NE(ledger.local[3].recent.owner, node);
  EXPECT_EQ(ledger.cpus, 4u);
  EXPECT_TRUE(ledger_check());
  ledger_remove(entry_of[1], 1);
  RemoveNode(node);
}

TEST_F(LedgerLocal, ASecondProcessorEndsWhatTheFirstDidAlone) {
  uint32_t cell = ledger_cell("//test");
  Thing(cell, 1);
  EXPECT_EQ(ledger.local[0].recent.owner, cell);
  On(1);
  Thing(cell, 2);
  EXPECT_NE(ledger.local[0].recent.owner, cell);
  EXPECT_NE(ledger.local[1].recent.owner, cell);
  On(0);
  Thing(cell, 3);
  EXPECT_NE(ledger.local[0].recent.owner, cell);  // what a cell owns is under the locks of all
  for (uint64_t object : {1, 2, 3})
    ledger_remove(entry_of[object], object);
}

TEST_F(LedgerLocal, WhatOneAddsAndAnotherRemovesIsUsedAgain) {
  uint32_t node = Node();
  for (uint64_t round = 0; round < 100; round++) {
    On(1);
    for (uint64_t object = 1; object <= 40; object++)
      ASSERT_NE(Thing(node, object), uint32_t{LEDGER_NONE});
    On(2);
    for (uint64_t object = 1; object <= 40; object++)
      ledger_remove(entry_of[object], object);
    ASSERT_LE(ledger.local[2].frees, uint32_t{FREE_MOST});
  }
  EXPECT_LT(ledger.count, 2 * uint32_t{FREE_MOST});  // of 4,000 that were added
  EXPECT_TRUE(ledger_check());
  RemoveNode(node);
}

TEST_F(LedgerLocal, WithoutMemoryAnotherProcessorsFreeEntriesAreTaken) {
  uint32_t node = Node();
  frames_fail_after(1);
  std::vector<uint32_t> entries;
  for (uint32_t entry; (entry = ledger_add(node, &thing_type, 7)) != LEDGER_NONE;)
    entries.push_back(entry);
  On(1);
  for (uint32_t i = 0; i < 50; i++, entries.pop_back())
    ledger_remove(entries.back(), 7);
  EXPECT_EQ(ledger.local[1].frees, 50u);
  On(2);
  for (uint32_t i = 0; i < 50; i++)
    entries.push_back(ledger_add(node, &thing_type, 7));
  for (uint32_t entry : entries)
    ASSERT_NE(entry, uint32_t{LEDGER_NONE});
  EXPECT_EQ(ledger_add(node, &thing_type, 7), uint32_t{LEDGER_NONE});
  EXPECT_TRUE(ledger_check());
  for (uint32_t entry : entries)
    ledger_remove(entry, 7);
  RemoveNode(node);
}

TEST_F(LedgerLocal, ADamagedListOfOneProcessorIsFoundAndLeft) {
  uint32_t node = Node();
  On(1);
  Thing(node, 1);
  ledger_remove(entry_of[1], 1);
  uint32_t list = ledger.local[1].free;
  ledger.local[1].free = node;  // which is in use
  EXPECT_FALSE(ledger_check());
  Thing(node, 2);
  EXPECT_NE(entry_of[2], node);
  EXPECT_EQ(Statistics().mended, before_.mended + 1);
  before_.mended++;
  ledger_remove(entry_of[2], 2);
  EXPECT_EQ(ledger_rebuild(), OK);
  EXPECT_NE(list, 0u);
  RemoveNode(node);
}

TEST_F(LedgerLocal, AnOwnerThatDiesElsewhereOwnsNothingMore) {
  uint32_t node = Node();
  On(1);
  Thing(node, 1);
  Thing(node, 2);
  On(2);
  ledger_disown(node);
  On(1);
  EXPECT_EQ(Thing(node, 3), uint32_t{LEDGER_NONE});
  before_.refused++;
  entry_of[3] = LEDGER_NONE;
  On(3);
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{2, 1}));
}

class LedgerLocalModel : public LedgerLocal, public ::testing::WithParamInterface<uint32_t> {};

TEST_P(LedgerLocalModel, AgreesThroughRandomOperationsOnRandomProcessors) {
  std::mt19937 random(GetParam());
  std::vector<uint32_t> nodes = {Node(), Node(), Node(), ledger_cell("//test")};
  std::map<uint64_t, uint32_t> owner_of;  // of each object that is there
  uint64_t last = 100;
  for (int step = 0; step < 5000; step++) {
    On(random() % 4);
    uint32_t node = nodes[random() % nodes.size()];
    uint32_t choice = random() % 10;
    if (choice < 5 || owner_of.empty()) {
      ASSERT_NE(Thing(node, ++last), uint32_t{LEDGER_NONE});
      owner_of[last] = node;
      continue;
    }
    auto it = owner_of.lower_bound(101 + random() % (last - 100));
    if (it == owner_of.end()) it = owner_of.begin();
    if (choice < 8) {
      ledger_remove(entry_of[it->first], it->first);
      owner_of.erase(it);
    } else {
      ASSERT_EQ(ledger_move(entry_of[it->first], it->first, node), OK);
      it->second = node;
    }
    if (step % 500 == 0) ASSERT_TRUE(ledger_check());
  }
  EXPECT_TRUE(ledger_check());
  for (auto [object, node] : owner_of) {
    EXPECT_EQ(Info(entry_of[object]).owner, node);
    ledger_remove(entry_of[object], object);
  }
  for (uint32_t i = 0; i < 3; i++)
    RemoveNode(nodes[i]);
}
INSTANTIATE_TEST_SUITE_P(Seeds, LedgerLocalModel, ::testing::Range(1u, 5u));

}  // namespace
