// SPDX-License-Identifier: Apache-2.0
// What is left where ways meet: what both say. Where they disagree about who owns, nothing.
#include "tools/cellcheck/rules/own/engine_fixture.h"

namespace {

class Joins : public EngineTest {
protected:
  bool Join(struct state *into, const struct state *from) {
    return state_join(&engine_, into, from, &block_);
  }
};

TEST_F(Joins, TheSameTwiceChangesNothing) {
  struct state *state = State();
  uint32_t root = Owned(state);
  struct state *other = Copy(state);
  EXPECT_FALSE(Join(state, other));
  EXPECT_EQ(Holding(state, root), HOLDING_MUST);
}

TEST_F(Joins, OwnersThatDisagreeAreNotAsked) {
  for (int a = HOLDING_MUST; a <= HOLDING_LEFT; a++)
    for (int b = HOLDING_MUST; b <= HOLDING_LEFT; b++) {
      struct state *state = State();
      uint32_t root = MadeAt(1, &pointer_);
      state_bind(state, root_of_temporary(&engine_, &frame_, 2), 0, value_of_root(root), nullptr);
      state_fact(&engine_, state, root)->holding = static_cast<enum holding>(a);
      struct state *other = Copy(state);
      state_fact(&engine_, other, root)->holding = static_cast<enum holding>(b);
      (void)Join(state, other);
      EXPECT_EQ(Holding(state, root), a == b ? a : HOLDING_MAY) << a << " " << b;
    }
}

TEST_F(Joins, NullOnOneWayLeavesTheOwnerOfTheOther) {
  for (bool is_turned : {false, true}) {
    struct state *null = State();
    uint32_t root = Owned(null);
    struct state *owned = Copy(null);
    ASSERT_TRUE(value_assume(&engine_, null, value_of_root(root), false));
    struct state *into = is_turned ? owned : null;
    (void)Join(into, is_turned ? null : owned);
    EXPECT_EQ(Holding(into, root), HOLDING_MUST);
  }
}

TEST_F(Joins, ARangeReachesOverBoth) {
  struct state *state = State();
  uint32_t root = Made(&number_);
  state_bind(state, Local(), 0, value_of_root(root), nullptr);
  struct state *other = Copy(state);
  struct state *turned = Copy(state);
  ASSERT_TRUE(value_assume_in(&engine_, state, root, 1, 3));
  ASSERT_TRUE(value_assume_in(&engine_, other, root, 7, 9));
  ASSERT_TRUE(value_assume_in(&engine_, turned, root, 7, 9));
  (void)Join(turned, state);
  (void)Join(state, other);
  for (const struct state *each : {state, turned}) {
    EXPECT_EQ(state_known(each, root)->low, 1);
    EXPECT_EQ(state_known(each, root)->high, 9);
  }
}

TEST_F(Joins, NotNullIsWhatBothSay) {
  struct state *state = State();
  uint32_t both = Made(), one = Made();
  state_bind(state, Local(), 0, value_of_root(both), nullptr);
  state_bind(state, Local(), 0, value_of_root(one), nullptr);
  struct state *other = Copy(state);
  for (struct state *each : {state, other})
    ASSERT_TRUE(value_assume(&engine_, each, value_of_root(both), true));
  ASSERT_TRUE(value_assume(&engine_, state, value_of_root(one), true));
  (void)Join(state, other);
  EXPECT_TRUE(state_is_not_null(&engine_, state, both));
  EXPECT_FALSE(state_is_not_null(&engine_, state, one));
}

TEST_F(Joins, TwoNumbersBecomeOneBetweenThem) {
  struct state *state = State();
  uint32_t local = Local();
  struct state *other = Copy(state);
  state_bind(state, local, 0, value_number(5), nullptr);
  state_bind(other, local, 0, value_number(2), nullptr);
  EXPECT_TRUE(Join(state, other));
  struct value value = At(state, local);
  ASSERT_EQ(value.kind, VALUE_POINT);
  EXPECT_EQ(root_at(&engine_, value.root)->kind, ROOT_MERGED);
  EXPECT_EQ(state_known(state, value.root)->low, 2);
  EXPECT_EQ(state_known(state, value.root)->high, 5);
  EXPECT_EQ(value_truth(&engine_, state, value), 1);
}

TEST_F(Joins, OneOfTwoAddressesIsNotNull) {
  struct state *state = State();
  uint32_t local = Local();
  struct state *other = Copy(state);
  state_bind(state, local, 0, value_of_root(Local()), nullptr);
  state_bind(other, local, 0, value_of_root(Local()), nullptr);
  (void)Join(state, other);
  EXPECT_EQ(value_truth(&engine_, state, At(state, local)), 1);
}

TEST_F(Joins, WhatALocalHoldsOnOneWayOnlyIsNotAskedFor) {
  struct state *state = State();
  struct state *other = Copy(state);
  uint32_t local, root = Owned(other, &local);
  (void)Join(state, other);
  EXPECT_NE(At(state, local).root, root);
  EXPECT_EQ(Holding(state, root), state_known(state, root) != nullptr ? HOLDING_MAY : HOLDING_NOTHING);
}

TEST_F(Joins, OneOfTwoOwnersIsNeither) {
  struct state *state = State();
  uint32_t local, root = Owned(state, &local), kept = Owned(state);
  struct state *other = Copy(state);
  state_bind(other, local, 0, value_of_root(kept), nullptr);
  (void)Join(state, other);
  EXPECT_NE(Holding(state, root), HOLDING_MUST);
  EXPECT_EQ(Holding(state, kept), HOLDING_MUST);  // another local names it on both ways
}

TEST_F(Joins, AnAddressBehindTheBeginOnBothWaysStaysBehindIt) {
  struct state *state = State();
  uint32_t local, root = Owned(state, &local);
  struct state *other = Copy(state);
  state_bind(state, local, 0, value_point(root, 1, EXACT, nullptr), nullptr);
  state_bind(other, local, 0, value_point(root, 2, EXACT, nullptr), nullptr);
  EXPECT_TRUE(Join(state, other));
  EXPECT_EQ(At(state, local).root, root);
  EXPECT_EQ(At(state, local).exactness, INSIDE);
  EXPECT_EQ(Holding(state, root), HOLDING_MUST);
}

TEST_F(Joins, AnAddressAtTheBeginOnOneWayIsSomewhereInTheSame) {
  struct state *state = State();
  uint32_t local, root = Owned(state, &local);
  struct state *other = Copy(state);
  state_bind(other, local, 0, value_point(root, 0, INSIDE, nullptr), nullptr);
  EXPECT_TRUE(Join(state, other));
  EXPECT_EQ(At(state, local).root, root);
  EXPECT_EQ(At(state, local).exactness, SOMEWHERE);
  EXPECT_EQ(Holding(state, root), HOLDING_MUST);
}

TEST_F(Joins, APointerThatWalksComesToRest) {
  struct state *state = State();
  uint32_t local, root = Owned(state, &local);
  int changes = 0;
  for (int64_t offset = 1; offset < 100; offset++) {
    struct state *turn = Copy(state);
    state_bind(turn, local, 0, value_point(root, offset, EXACT, nullptr), nullptr);
    changes += Join(state, turn);
  }
  EXPECT_EQ(changes, 1);
}

TEST_F(Joins, OfSeveralTheAddressOfALocalIsRememberedFirstThenAConstantsThenABorrow) {
  uint32_t borrow = Borrowed(), constant = Constant(), local = Local();
  const uint32_t pairs[][3] = {
      {borrow, constant, constant}, {constant, borrow, constant}, {borrow, local, local}, {local, constant, local}};
  for (const auto &[one, two, wanted] : pairs) {
    struct state *state = State();
    uint32_t holder = Local();
    struct state *other = Copy(state);
    state_bind(state, holder, 0, value_of_root(one), nullptr);
    state_bind(other, holder, 0, value_of_root(two), nullptr);
    (void)Join(state, other);
    EXPECT_EQ(root_at(&engine_, At(state, holder).root)->of, wanted);
  }
}

TEST_F(Joins, WhatNobodyStoredToOnOneWayIsUnknown) {
  struct state *state = State();
  uint32_t local = Local();
  struct state *other = Copy(state);
  state_bind(other, local, 0, value_number(0), nullptr);
  (void)Join(state, other);
  EXPECT_EQ(At(state, local).kind, VALUE_POINT);  // and not what it was at first
  EXPECT_EQ(value_truth(&engine_, state, At(state, local)), 0);
}

TEST_F(Joins, WhatIsZeroedOnOneWayOnlyMayHoldAnything) {
  struct state *state = State();
  uint32_t root = Owned(state);
  struct state *other = Copy(state);
  state_fact(&engine_, state, root)->is_zeroed = true;
  state_fact(&engine_, other, root)->is_touched = true;
  (void)Join(state, other);
  EXPECT_FALSE(state_known(state, root)->is_zeroed);
  EXPECT_TRUE(state_known(state, root)->is_touched);
}

}  // namespace
