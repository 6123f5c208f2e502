// SPDX-License-Identifier: Apache-2.0
// Tests of the reserve: what is entered at the end of a transaction has its entry.
extern "C" {
#include "kernel/ledger/entry.h"
}
#include "kernel/ledger/ledger_fixture.h"

namespace {

class LedgerReserve : public Ledger {
protected:
  void TearDown() override {
    ledger_cpu()->current = nullptr;
    Ledger::TearDown();
  }
  // Until nothing is left but the reserve.
  std::vector<uint32_t> Fill(uint32_t owner) {
    std::vector<uint32_t> entries;
    frames_fail_after(1);
    for (uint32_t entry; (entry = ledger_add(owner, &thing_type, 7)) != LEDGER_NONE;)
      entries.push_back(entry);
    return entries;
  }
  // Makes a node what LEDGER_SELF is.
  uint32_t Self() {
    uint32_t node = Node();
    ledger_cpu()->current = &Context(node);
    EXPECT_EQ(ledger_self(), node);
    return node;
  }
};

TEST_F(LedgerReserve, OrdinaryAdditionsLeaveItAlone) {
  uint32_t node = Self();
  std::vector<uint32_t> entries = Fill(node);
  EXPECT_LE(Statistics().capacity, Statistics().entries + 2);
  EXPECT_EQ(ledger_cell("//test/late"), uint32_t{LEDGER_NONE});
  EXPECT_TRUE(ledger_reserve());
  for (uint32_t i = 0; i < LEDGER_RESERVE; i++)
    entries.push_back(ledger_add_reserved(LEDGER_SELF, &thing_type, 7));
  for (uint32_t entry : entries)
    ASSERT_NE(entry, uint32_t{LEDGER_NONE});
  EXPECT_TRUE(ledger_check());
  EXPECT_EQ(Context(node).acquired, entries.size());
  EXPECT_EQ(ledger_add_reserved(LEDGER_SELF, &thing_type, 7), uint32_t{LEDGER_NONE});
  for (uint32_t entry : entries)
    ledger_remove(entry, 7);
  RemoveNode(node);
}

TEST_F(LedgerReserve, IsNoneWithoutMemoryUntilThereIsSome) {
  uint32_t node = Self();
  std::vector<uint32_t> entries = Fill(node);
  entries.push_back(ledger_add_reserved(node, &thing_type, 7));
  uint64_t frames = Statistics().frames;
  EXPECT_FALSE(ledger_reserve());
  frames_fail_after(0);
  EXPECT_TRUE(ledger_reserve());
  EXPECT_EQ(Statistics().frames, frames + 4);
  EXPECT_TRUE(ledger_reserve());
  EXPECT_EQ(Statistics().frames, frames + 4);
  for (uint32_t entry : entries)
    ledger_remove(entry, 7);
  RemoveNode(node);
}

TEST_F(LedgerReserve, IsNoneForWhomCannotOwn) {
  uint32_t node = Self();
  Thing(node, 1);
  ledger_disown(node);
  EXPECT_FALSE(ledger_reserve());
  before_.refused++;
  Bury();
}

TEST_F(LedgerReserve, WhoDiesMeanwhileTakesAlongWhatItAcquired) {
  uint32_t node = Self();
  ASSERT_TRUE(ledger_reserve());
  Thing(node, 1);
  ledger_disown(node);
  entry_of[2] = ledger_add_reserved(LEDGER_SELF, &thing_type, 2);
  EXPECT_EQ(Info(entry_of[2]).owner, node);
  EXPECT_EQ(ledger_add_reserved(node, &thing_type, 3), uint32_t{LEDGER_NONE});  // not by others
  EXPECT_EQ(Thing(node, 4), uint32_t{LEDGER_NONE});
  before_.refused += 2;
  Bury();
  EXPECT_EQ(released, (std::vector<uint64_t>{2, 1}));
}

TEST_F(LedgerReserve, OfADamagedOwnerThisProcessorsNodeTakesIt) {
  uint32_t node = Self();
  ASSERT_TRUE(ledger_reserve());
  ledger_remove(Thing(LEDGER_NONE, 1), 1);  // another one has added last
  entry_at(node)->word ^= 1;
  uint32_t entry = ledger_add_reserved(LEDGER_SELF, &thing_type, 2);
  ASSERT_NE(entry, uint32_t{LEDGER_NONE});
  EXPECT_EQ(Info(entry).owner, ledger_cpu()->owner);
  EXPECT_EQ(Statistics().quarantined, before_.quarantined + 1);
  ledger_remove(entry, 2);
  before_.quarantined++;
  before_.refused++;
  before_.entries = Statistics().entries;
}

TEST_F(LedgerReserve, AnObjectOfMoreThanFortyEightBitsIsRefused) {
  ASSERT_TRUE(ledger_reserve());
  EXPECT_EQ(ledger_add_reserved(LEDGER_NONE, &thing_type, UINT64_C(1) << 48), uint32_t{LEDGER_NONE});
}

}  // namespace
