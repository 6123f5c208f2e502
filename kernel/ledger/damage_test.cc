// SPDX-License-Identifier: Apache-2.0
// Tests of what the ledger does about damage: it is found, never followed, and what is whole stays reachable.
#include <algorithm>
#include <cstring>
#include <random>
#include <set>

#include "kernel/ledger/ledger_fixture.h"

extern "C" {
#include "kernel/ledger/entry.h"
}

namespace {

class LedgerDamage : public Ledger {
protected:
  // node -> 4, 3 (owns 32, 31, 30), 2, 1
  void SetUp() override {
    Ledger::SetUp();
    node_ = Node();
    for (uint64_t object = 1; object <= 4; object++)
      Thing(node_, object);
    for (uint64_t object = 30; object <= 32; object++)
      Thing(entry_of[3], object);
    Remember();
  }
  // Whatever was damaged, the ledger gets on with it.
  void TearDown() override {
    Remember();
    frames_fail_after(0);
  }
  uint32_t node_ = 0;
};

TEST_F(LedgerDamage, EverySingleBitOfWhatTheCheckCoversIsFound) {
  struct ledger_entry *entry = entry_at(entry_of[3]), whole = *entry;
  auto *bytes = reinterpret_cast<uint8_t *>(entry);
  for (size_t bit = 0; bit < 8 * sizeof *entry; bit++) {
    bool is_link = bit / 8 >= offsetof(struct ledger_entry, previous);
    bytes[bit / 8] ^= 1 << bit % 8;
    EXPECT_EQ(entry_is_whole(entry, entry_of[3]), is_link) << bit;
    EXPECT_FALSE(ledger_check()) << bit;  // links are found by what they lead to
    EXPECT_FALSE(ledger_check_briefly()) << bit;
    *entry = whole;
  }
  EXPECT_TRUE(ledger_check());
}

// Each byte of each entry, with each of a few values: then everything dies. What the damaged entry stood for may be lost,
// nothing else is, and nothing is released twice.
TEST_F(LedgerDamage, EveryByteOfEveryEntryDamagedLosesAtMostThatEntry) {
  std::vector<uint64_t> objects = {1, 2, 3, 4, 30, 31, 32};
  for (uint8_t value : {0x01, 0x80, 0xff, 0x03}) {
    for (uint64_t victim : objects) {
      for (size_t byte = 0; byte < sizeof(struct ledger_entry); byte++) {
        SetUp();
        reinterpret_cast<uint8_t *>(entry_at(entry_of[victim]))[byte] ^= value;
        ledger_disown(node_);
        uint64_t steps = Bury();
        EXPECT_LE(steps, 20u);
        std::multiset<uint64_t> seen(released.begin(), released.end());
        for (uint64_t object : objects) {
          bool below = victim == 3 && object >= 30;  // what a lost entry owned is lost with it until that is disowned
          if (object == victim || below)
            EXPECT_LE(seen.count(object), 1u) << victim << " " << byte;
          else
            EXPECT_EQ(seen.count(object), 1u) << object << " when byte " << byte << " of " << victim << " is damaged";
        }
        EXPECT_TRUE(ledger_check()) << victim << " " << byte;
      }
    }
  }
}

TEST_F(LedgerDamage, EveryByteDamagedThenRemovedInTheUsualWay) {
  std::vector<uint64_t> objects = {30, 31, 32, 4, 3, 2, 1};
  for (uint64_t victim : objects) {
    for (size_t byte = 0; byte < sizeof(struct ledger_entry); byte++) {
      SetUp();
      uint64_t entries = Statistics().entries;
      reinterpret_cast<uint8_t *>(entry_at(entry_of[victim]))[byte] ^= 0x15;
      for (uint64_t object : objects)
        ledger_remove(entry_of[object], object);
      Bury();
      EXPECT_TRUE(ledger_check()) << victim << " " << byte;
      EXPECT_EQ(Statistics().entries, entries - objects.size()) << victim << " " << byte;
      EXPECT_LE(Statistics().quarantined, 1u);
      uint32_t again = Thing(node_, 77);
      EXPECT_NE(again, uint32_t{LEDGER_NONE});
      ledger_remove(again, 77);
    }
  }
}

TEST_F(LedgerDamage, WhatAQuarantinedNodeOwnedIsReleasedWhenItIsDisowned) {
  entry_at(node_)->word ^= 1;
  EXPECT_EQ(ledger_add(node_, &thing_type, 99), uint32_t{LEDGER_NONE});
  EXPECT_EQ(Statistics().quarantined, before_.quarantined + 1);
  EXPECT_TRUE(ledger_check());
  EXPECT_EQ(Statistics().entries, before_.entries - 1);
  ledger_disown(node_);
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{4, 32, 31, 30, 3, 2, 1}));
  EXPECT_EQ(Statistics().entries, before_.entries - 8);
  EXPECT_TRUE(ledger_check());
}

TEST_F(LedgerDamage, ADamagedFreeListIsLeftAndTheTableGoesOn) {
  for (uint64_t object : {1, 2, 4})
    ledger_remove(entry_of[object], object);
  entry_at(ledger.local[0].free)->next = entry_of[3];
  uint32_t first = Thing(node_, 1), second = Thing(node_, 2);
  EXPECT_NE(first, second);
  EXPECT_NE(second, entry_of[3]);
  EXPECT_EQ(Statistics().mended, before_.mended + 1);
}

TEST_F(LedgerDamage, ALinkOutOfTheTableIsNotFollowed) {
  for (uint32_t link : {UINT32_C(0xffffffff), entry_end(), entry_of[3] + 1, uint32_t{CHUNKS} * CHUNK_BYTES}) {
    SetUp();
    entry_at(node_)->first = link;
    struct ledger_info info;
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      EXPECT_LT(info.entry, entry_end());
    Thing(node_, 5);  // finds 4 again
    EXPECT_TRUE(ledger_check());
    EXPECT_EQ(Statistics().mended, 1u);
    EXPECT_EQ(Statistics().quarantined, 0u);
  }
}

TEST_F(LedgerDamage, RebuildMakesEveryDamagedLinkRight) {
  std::vector<uint64_t> objects = {1, 2, 3, 4, 30, 31, 32};
  for (uint32_t value : {UINT32_C(0), UINT32_C(1), UINT32_MAX, entry_end()}) {
    for (uint64_t victim : objects) {
      for (int link = 5; link < 8; link++) {
        SetUp();
        reinterpret_cast<uint32_t *>(entry_at(entry_of[victim]))[link] = value;
        EXPECT_EQ(ledger_rebuild(), OK) << victim << " " << link;
        EXPECT_TRUE(ledger_check());
        EXPECT_EQ(Statistics().entries, before_.entries);
        EXPECT_EQ(Statistics().quarantined, 0u);
        ledger_disown(node_);
        Bury();
        EXPECT_EQ(released.size(), objects.size());
      }
    }
  }
}

TEST_F(LedgerDamage, RebuildFindsFreeEntriesAgain) {
  for (uint64_t object : {1, 2, 4})
    ledger_remove(entry_of[object], object);
  uint32_t count = ledger.count;
  ledger.local[0].free = UINT32_MAX;
  EXPECT_FALSE(ledger_check());
  EXPECT_EQ(ledger_rebuild(), OK);
  for (uint64_t object : {1, 2, 4})
    Thing(node_, object);
  EXPECT_EQ(ledger.count, count);
}

class LedgerNoise : public LedgerDamage, public ::testing::WithParamInterface<uint32_t> {};

// Whole entries overwritten with noise, links included: everything ends, nothing is released twice.
TEST_P(LedgerNoise, EndsWhateverTheTableHolds) {
  std::mt19937 random(GetParam());
  for (uint64_t object = 100; object < 160; object++)
    Thing(random() % 2 ? node_ : entry_of[100 + random() % (object - 99)], object);
  for (int i = 0; i < 12; i++) {
    uint32_t number = ENTRY_FIRST + random() % (ledger.count - 2) * ENTRY_BYTES;
    auto *words = reinterpret_cast<uint32_t *>(entry_at(number));
    if (random() % 2)
      words[5 + random() % 3] = random() % (ledger.count + 2) * ENTRY_BYTES;  // a link that leads to some entry
    else
      words[random() % 8] = random();
  }
  struct ledger_info info;
  uint32_t cursor = 0;
  for (int steps = 0; ledger_next(&cursor, &info) == OK; steps++)
    ASSERT_LT(steps, 1000);
  if (random() % 2) EXPECT_EQ(ledger_rebuild(), OK);
  ledger_release_since(node_, 0);
  ledger_disown(node_);
  EXPECT_LT(Bury(), 1000u);
  std::multiset<uint64_t> seen(released.begin(), released.end());
  for (uint64_t object : seen)
    EXPECT_EQ(seen.count(object), 1u) << object;
  EXPECT_NE(Thing(LEDGER_NONE, 9), uint32_t{LEDGER_NONE});
}

INSTANTIATE_TEST_SUITE_P(Seeds, LedgerNoise, ::testing::Range(1u, 501u));

}  // namespace
