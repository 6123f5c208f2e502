// SPDX-License-Identifier: Apache-2.0
// Tests of the ledger's calls, over the memory of //kernel/pages' host machine.
#include "kernel/ledger/ledger.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "kernel/frames/frames.h"
#include "kernel/ledger/ledger_fixture.h"
#include "gtest/gtest.h"

namespace {

TEST_F(Ledger, EntersAndRemovesAndCounts) {
  uint32_t node = Node();
  uint32_t entry = Thing(node, 0x123456789abc);
  ASSERT_NE(entry, uint32_t{LEDGER_NONE});
  EXPECT_EQ(Statistics().entries, before_.entries + 2);
  EXPECT_TRUE(ledger_check());
  ledger_remove(entry, 0x123456789abc);
  EXPECT_EQ(Statistics().entries, before_.entries + 1);
  RemoveNode(node);
  EXPECT_EQ(Statistics().entries, before_.entries);
}

TEST_F(Ledger, RemovesOnlyTheObjectThatWasEntered) {
  uint32_t entry = Thing(ledger_self(), 100);
  ledger_remove(entry, 101);
  ledger_remove(entry + 1000000, 100);
  EXPECT_EQ(Statistics().refused, before_.refused + 2);
  EXPECT_EQ(Statistics().quarantined, before_.quarantined);
  ledger_remove(entry, 100);
  EXPECT_EQ(Statistics().entries, before_.entries);
  ledger_remove(entry, 100);
  EXPECT_EQ(Statistics().refused, before_.refused + 3);
  EXPECT_EQ(Statistics().entries, before_.entries);
  ledger_remove(LEDGER_NONE, 5);
  EXPECT_EQ(Statistics().refused, before_.refused + 3);
  before_.refused += 3;
}

TEST_F(Ledger, RefusesAnObjectThatDoesNotFit) {
  EXPECT_EQ(Thing(ledger_self(), UINT64_C(1) << 48), uint32_t{LEDGER_NONE});
  EXPECT_EQ(Thing(12345678, 1), uint32_t{LEDGER_NONE});
  EXPECT_EQ(Statistics().entries, before_.entries);
  Remember();
}

TEST_F(Ledger, GivesWhatRunsOnTheProcessorItselfToItsNode) {
  uint32_t entry = Thing(ledger_self(), 1);
  uint32_t cpu = ledger_self();
  ASSERT_NE(cpu, uint32_t{LEDGER_NONE});
  EXPECT_EQ(Info(entry).owner, cpu);
  EXPECT_EQ(std::string(Info(cpu).type), "processor");
  ledger_remove(entry, 1);
}

TEST_F(Ledger, KeepsANodeForEachCell) {
  uint32_t heap = ledger_cell("//kernel/heap"), task = ledger_cell("//kernel/task");
  ASSERT_NE(heap, uint32_t{LEDGER_NONE});
  EXPECT_NE(heap, task);
  EXPECT_EQ(ledger_cell("//kernel/heap"), heap);
  EXPECT_EQ(std::string(Info(heap).name), "//kernel/heap");
  EXPECT_EQ(std::string(Info(heap).type), "cell");
  EXPECT_EQ(ledger_cell(std::string(200, 'x').c_str()), uint32_t{LEDGER_NONE});
  Remember();
}

TEST_F(Ledger, MovesAnEntryAndRefusesACircle) {
  uint32_t a = Node(), b = Node(), inner = Thing(a, 7);
  EXPECT_EQ(ledger_move(inner, 7, b), OK);
  EXPECT_EQ(Info(inner).owner, b);
  EXPECT_EQ(ledger_move(b, ContextObject(Context(b)), inner), INVALID);
  EXPECT_EQ(ledger_move(b, ContextObject(Context(b)), b), INVALID);
  EXPECT_EQ(Info(inner).owner, b);
  EXPECT_TRUE(ledger_check());
  ledger_remove(inner, 7);
  RemoveNode(a);
  RemoveNode(b);
}

TEST_F(Ledger, NumbersWhatAContextAcquires) {
  uint32_t node = Node();
  Context(node).acquired = UINT32_MAX - 1;
  uint32_t entries[4];
  for (uint32_t &entry : entries)
    entry = Thing(node, 1 + (&entry - entries));
  EXPECT_EQ(Context(node).acquired, UINT32_MAX + UINT64_C(3));
  EXPECT_EQ(Info(entries[0]).sequence, UINT32_MAX);
  EXPECT_EQ(Info(entries[3]).sequence, 2u);
  ledger_release_since(node, UINT32_MAX);  // across the wrap
  EXPECT_EQ(released, (std::vector<uint64_t>{4, 3, 2}));
  EXPECT_EQ(Context(node).acquired, UINT32_MAX);  // what is made again gets the same numbers
  ledger_release_since(node, 0);
  EXPECT_EQ(released, (std::vector<uint64_t>{4, 3, 2, 1}));
  RemoveNode(node);
}

TEST_F(Ledger, ReleasesChildrenBeforeTheirOwners) {
  uint32_t node = Node();
  uint32_t outer = Thing(node, 1), inner = Thing(outer, 2);
  Thing(inner, 3);
  Thing(outer, 4);
  Thing(node, 5);
  ledger_disown(node);
  EXPECT_EQ(notices, 1u);
  EXPECT_TRUE(ledger_check());
  EXPECT_EQ(Thing(node, 6), uint32_t{LEDGER_NONE});
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{5, 4, 3, 2, 1}));
  EXPECT_EQ(Statistics().released, before_.released + 6);
  before_.refused++;
}

TEST_F(Ledger, WhatAnObjectOwnedIsReleasedAfterItIsGone) {
  uint32_t node = Node();
  uint32_t outer = Thing(node, 1);
  Thing(outer, 2);
  ledger_remove(outer, 1);
  EXPECT_EQ(notices, 1u);
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{2}));
  RemoveNode(node);
}

TEST_F(Ledger, AReleaseThatNeverEndsIsGivenUpAndTheRestGoesOn) {
  uint32_t node = Node();
  Thing(node, 1);
  Thing(node, 2, &stubborn_type);
  Thing(node, 3);
  ledger_disown(node);
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{3, 2, 2, 1}));
  EXPECT_EQ(Statistics().quarantined, before_.quarantined + 1);
  EXPECT_EQ(Statistics().entries, before_.entries);
  before_.quarantined++;
}

TEST_F(Ledger, AnAbandonedReleaseThatNeverEndsIsGivenUpToo) {
  uint32_t node = Node();
  Thing(node, 1);
  Thing(node, 2, &stubborn_type);
  ledger_release_since(node, 0);
  EXPECT_EQ(released, (std::vector<uint64_t>{2, 2, 1}));
  before_.quarantined++;
  RemoveNode(node);
}

TEST_F(Ledger, MadeAgainAfterItsReleaseABurialTakesNobodyElse) {
  uint32_t node = Node();
  Thing(node, 1);
  Thing(node, 2);
  ledger_disown(node);
  struct ledger_work work = {};
  ASSERT_TRUE(ledger_next_burial(&work));
  work.release(work.object);  // and then the call was abandoned
  EXPECT_TRUE(ledger_bury_one(&work));
  EXPECT_TRUE(ledger_bury_one(&work));
  EXPECT_EQ(released, (std::vector<uint64_t>{2}));
  EXPECT_EQ(Statistics().released, before_.released + 1);
  work = {};
  ASSERT_TRUE(ledger_next_burial(&work));  // before its release: that is begun again
  EXPECT_TRUE(ledger_bury_one(&work));
  EXPECT_EQ(released, (std::vector<uint64_t>{2, 1}));
  Bury();
  EXPECT_EQ(Statistics().released, before_.released + 3);
}

TEST_F(Ledger, MadeAgainABurialLeavesAloneWhoGotTheEntryMeanwhile) {
  uint32_t node = Node(), alive = Node();
  Thing(node, 1);
  ledger_disown(node);
  struct ledger_work work = {};
  ASSERT_TRUE(ledger_next_burial(&work));
  work.release(work.object);
  ASSERT_EQ(Thing(alive, 1), work.entry);  // the same entry, the same object
  EXPECT_TRUE(ledger_bury_one(&work));
  EXPECT_EQ(released, (std::vector<uint64_t>{1}));
  ledger_remove(entry_of[1], 1);
  RemoveNode(alive);
  Bury();
}

TEST_F(Ledger, WithoutMemoryNothingHappens) {
  uint32_t node = Node();
  std::vector<uint32_t> entries;
  frames_fail_after(1);
  for (uint64_t i = 0;; i++) {
    uint32_t entry = Thing(node, i);
    if (entry == LEDGER_NONE) break;
    entries.push_back(entry);
  }
  uint64_t acquired = Context(node).acquired;
  EXPECT_EQ(Thing(node, 1), uint32_t{LEDGER_NONE});
  EXPECT_EQ(Context(node).acquired, acquired);
  EXPECT_EQ(Statistics().entries, before_.entries + 1 + entries.size());
  EXPECT_TRUE(ledger_check());
  frames_fail_after(0);
  entries.push_back(Thing(node, entries.size()));
  EXPECT_NE(entries.back(), uint32_t{LEDGER_NONE});
  for (uint64_t i = 0; i < entries.size(); i++)
    ledger_remove(entries[i], i);
  RemoveNode(node);
}

TEST_F(Ledger, NothingIsMadeWithoutMemoryForTheFirstEntry) {
  ledger_host_forget();
  frames_fail_after(1);
  EXPECT_EQ(Thing(ledger_self(), 1), uint32_t{LEDGER_NONE});
  EXPECT_EQ(ledger_cell("//kernel/heap"), uint32_t{LEDGER_NONE});
  struct ledger_info info;
  uint32_t cursor = 0;
  EXPECT_EQ(ledger_next(&cursor, &info), NOT_FOUND);
  EXPECT_TRUE(ledger_check());
  EXPECT_EQ(Bury(), 0u);
  frames_fail_after(2);
  EXPECT_EQ(ledger_cell("//kernel/heap"), uint32_t{LEDGER_NONE});  // a table, but no row for the label
  frames_fail_after(0);
  EXPECT_NE(ledger_cell("//kernel/heap"), uint32_t{LEDGER_NONE});
  EXPECT_TRUE(ledger_check());
  Remember();
}

TEST_F(Ledger, GoesThroughTheTreeInOrder) {
  uint32_t node = Node(), outer = Thing(node, 1);
  uint32_t inner = Thing(outer, 2), last = Thing(node, 3);
  std::vector<uint32_t> seen;
  uint32_t cursor = 0;
  struct ledger_info info;
  while (ledger_next(&cursor, &info) == OK)
    seen.push_back(info.entry);
  auto at = std::find(seen.begin(), seen.end(), node);
  ASSERT_GE(seen.end() - at, 4);
  EXPECT_EQ(std::vector<uint32_t>(at, at + 4), (std::vector<uint32_t>{node, last, outer, inner}));
  EXPECT_EQ(seen.size(), Statistics().entries);
  EXPECT_EQ(Info(inner).depth, Info(node).depth + 2);
  EXPECT_EQ(Info(node).children, 2u);
  EXPECT_EQ(Info(outer).bytes, 10u);
  EXPECT_EQ(std::string(Info(outer).name), "number 1");
  EXPECT_FALSE(Info(outer).is_node);
  EXPECT_TRUE(Info(node).is_node);
  EXPECT_EQ(ledger_look(outer, &info), OK);
  EXPECT_EQ(info.object, 1u);
  EXPECT_EQ(ledger_look(1000000, &info), NOT_FOUND);
  ledger_remove(last, 3);
  cursor = last;
  EXPECT_EQ(ledger_next(&cursor, &info), BUSY);
  ledger_remove(inner, 2);
  ledger_remove(outer, 1);
  RemoveNode(node);
}

TEST_F(Ledger, HoldsAMillionEntries) {
  uint32_t node = Node();
  for (uint64_t i = 0; i < 1000000; i++)
    ASSERT_NE(Thing(node, i), uint32_t{LEDGER_NONE}) << i;
  EXPECT_TRUE(ledger_check());
  EXPECT_EQ(Statistics().entries, before_.entries + 1000001);
  for (uint64_t i = 0; i < 1000000; i += 2) {
    uint64_t object = i * 7919 % 1000000;  // all even ones, in no order
    ledger_remove(entry_of[object], object);
  }
  EXPECT_TRUE(ledger_check());
  ledger_disown(node);
  Bury();
  EXPECT_EQ(released.size(), 500000u);
}

// A tree as a std::map, against which random operations are held.
struct Model {
  struct Entry {
    uint32_t owner;
    uint64_t object;
    bool dead = false;
  };
  std::map<uint32_t, Entry> entries;
  bool is_within(uint32_t entry, uint32_t node) const {
    for (; entries.count(entry) != 0; entry = entries.at(entry).owner)
      if (entry == node) return true;
    return false;
  }
};

class LedgerAgainstModel : public Ledger, public ::testing::WithParamInterface<uint32_t> {};

TEST_P(LedgerAgainstModel, AgreesThroughRandomOperations) {
  std::mt19937 random(GetParam());
  auto below = [&](uint64_t bound) { return random() % bound; };
  Model model;
  uint32_t root = Node();
  auto any = [&]() -> uint32_t {
    if (model.entries.empty() || below(8) == 0) return root;
    return std::next(model.entries.begin(), below(model.entries.size()))->first;
  };
  uint64_t object = 1;
  for (int step = 0; step < 4000; step++) {
    uint32_t entry = any(), other = any();
    switch (below(4)) {
    case 0:
    case 1: {
      uint32_t made = Thing(entry, object);
      ASSERT_NE(made, uint32_t{LEDGER_NONE});
      ASSERT_EQ(model.entries.count(made), 0u);
      model.entries[made] = {entry, object++};
      break;
    }
    case 2: {
      if (entry == root) break;
      status_t expected = model.is_within(other, entry) ? INVALID : OK;
      ASSERT_EQ(ledger_move(entry, model.entries[entry].object, other), expected);
      if (expected == OK) model.entries[entry].owner = other;
      break;
    }
    default: {
      bool has_children = false;
      for (auto &[number, at] : model.entries)
        has_children |= at.owner == entry;
      if (entry == root || has_children) break;
      ledger_remove(entry, model.entries[entry].object);
      model.entries.erase(entry);
    }
    }
    if (step % 200 == 0) ASSERT_TRUE(ledger_check()) << step;
  }
  for (auto &[number, at] : model.entries) {
    struct ledger_info info = Info(number);
    ASSERT_EQ(info.owner, at.owner);
    ASSERT_EQ(info.object, at.object);
  }
  std::map<uint64_t, uint64_t> owner_of;
  for (auto &[number, at] : model.entries)
    owner_of[at.object] = at.owner == root ? 0 : model.entries[at.owner].object;
  ledger_disown(root);
  Bury();
  ASSERT_EQ(released.size(), model.entries.size());
  std::map<uint64_t, size_t> when;
  for (size_t i = 0; i < released.size(); i++)
    when[released[i]] = i;
  for (auto [child, owner] : owner_of) {
    if (owner != 0) ASSERT_LT(when[child], when[owner]);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, LedgerAgainstModel, ::testing::Range(1u, 11u));

}  // namespace
