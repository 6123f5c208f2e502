// SPDX-License-Identifier: Apache-2.0
// What is known of values, what a branch on one says, and what arithmetic leaves of an address.
#include "tools/cellcheck/rules/own/engine_fixture.h"

namespace {

class Values : public EngineTest {
protected:
  static struct value Condition(uint32_t root, enum arithmetic how, int64_t number) {
    struct value value = {};
    value.kind = VALUE_CONDITION;
    value.how = how;
    value.root = root;
    value.number = number;
    return value;
  }
};

TEST_F(Values, APointerThatIsKnownToBeNullIsThatNumber) {
  struct state *state = State();
  uint32_t root = Made();
  ASSERT_TRUE(value_assume(&engine_, state, value_of_root(root), false));
  struct value value = value_resolve(&engine_, state, value_of_root(root));
  EXPECT_EQ(value.kind, VALUE_NUMBER);
  EXPECT_EQ(value.number, 0);
}

TEST_F(Values, AnAddressBehindANullPointerIsNotNull) {
  struct state *state = State();
  uint32_t root = Made();
  ASSERT_TRUE(value_assume(&engine_, state, value_of_root(root), false));
  EXPECT_EQ(value_resolve(&engine_, state, value_point(root, 8, EXACT, nullptr)).kind, VALUE_POINT);
}

TEST_F(Values, AConditionIsDecidedByTheRange) {
  struct state *state = State();
  uint32_t root = Made(&number_);
  ASSERT_TRUE(value_assume_in(&engine_, state, root, 3, 7));
  EXPECT_EQ(value_resolve(&engine_, state, Condition(root, ARITHMETIC_LESS, 8)).number, 1);
  EXPECT_EQ(value_resolve(&engine_, state, Condition(root, ARITHMETIC_GREATER, 7)).kind, VALUE_NUMBER);
  EXPECT_EQ(value_resolve(&engine_, state, Condition(root, ARITHMETIC_LESS, 7)).kind, VALUE_CONDITION);
  EXPECT_EQ(value_resolve(&engine_, state, Condition(root, ARITHMETIC_LESS_EQUAL, 3)).kind, VALUE_CONDITION);
}

TEST_F(Values, WhatIsNullOwnsNothing) {
  struct state *state = State();
  uint32_t root = Owned(state);
  ASSERT_TRUE(value_assume(&engine_, state, value_of_root(root), false));
  EXPECT_EQ(Holding(state, root), HOLDING_NOTHING);
}

TEST_F(Values, WhatIsGoneStaysGoneBehindATestForNull) {
  struct state *state = State();
  uint32_t root = Owned(state);
  state_fact(&engine_, state, root)->holding = HOLDING_RELEASED;
  (void)value_assume(&engine_, state, value_of_root(root), false);
  EXPECT_EQ(Holding(state, root), HOLDING_RELEASED);
}

TEST_F(Values, WhatContradictsCannotBe) {
  struct state *state = State();
  uint32_t root = Made(&number_);
  ASSERT_TRUE(value_assume(&engine_, state, Condition(root, ARITHMETIC_GREATER, 5), true));
  EXPECT_FALSE(value_assume(&engine_, state, Condition(root, ARITHMETIC_LESS, 3), true));
  EXPECT_FALSE(value_assume(&engine_, state, value_of_root(root), false));
}

TEST_F(Values, ABranchLeavesExactlyTheNumbersForWhichItIsTaken) {
  for (int how = ARITHMETIC_EQUAL; how <= ARITHMETIC_GREATER_EQUAL; how++)
    for (int64_t than = 0; than <= 3; than++)
      for (int64_t number = -1; number <= 4; number++)
        for (bool is_true : {true, false}) {
          struct state *state = State();
          uint32_t root = MadeAt(1, &number_);
          (void)value_assume_in(&engine_, state, root, 0, 3);
          bool is_left =
              value_assume(&engine_, state, Condition(root, static_cast<enum arithmetic>(how), than), is_true) &&
              value_assume_in(&engine_, state, root, number, number);
          const bool holds[] = {number == than, number != than, number<than, number <= than, number> than,
                                number >= than};
          bool is_middle = how <= ARITHMETIC_UNEQUAL && than > 0 && than < 3 && number == than;  // a range has no holes
          if (is_middle) continue;
          EXPECT_EQ(is_left, number >= 0 && number <= 3 && holds[how - ARITHMETIC_EQUAL] == is_true)
              << how << " " << than << " " << number << " " << is_true;
        }
}

TEST_F(Values, AnAddressIsTrue) {
  struct state *state = State();
  EXPECT_EQ(value_truth(&engine_, state, value_of_root(Local())), 1);
  EXPECT_EQ(value_truth(&engine_, state, value_point(Made(), 8, EXACT, nullptr)), 1);
  EXPECT_EQ(value_truth(&engine_, state, value_of_root(Made())), 0);
}

TEST_F(Values, CountsAreFollowedUpToEight) {
  struct state *state = State();
  EXPECT_EQ(Binary(state, value_number(7), ARITHMETIC_ADD, value_number(1)).number, 8);
  EXPECT_EQ(Binary(state, value_number(8), ARITHMETIC_ADD, value_number(1)).kind, VALUE_POINT);
  EXPECT_EQ(Binary(state, value_number(0), ARITHMETIC_SUBTRACT, value_number(1)).kind, VALUE_POINT);
}

TEST_F(Values, AnAddressMovedByWhoKnowsHowMuchIsBehindItAndMovedBackAnywhere) {
  struct state *state = State();
  uint32_t root = Owned(state), by = Made(&number_);
  struct value forward = Binary(state, value_of_root(root), ARITHMETIC_ADD, value_of_root(by));
  EXPECT_EQ(forward.root, root);
  EXPECT_EQ(forward.exactness, INSIDE);
  EXPECT_EQ(Binary(state, forward, ARITHMETIC_SUBTRACT, value_of_root(by)).exactness, SOMEWHERE);
  EXPECT_EQ(Binary(state, value_of_root(root), ARITHMETIC_SUBTRACT, value_number(8)).exactness, SOMEWHERE);
}

TEST_F(Values, WhatWasJustMadeIsAtNoOtherAddress) {
  struct state *state = State();
  uint32_t root = Owned(state), other = Made();
  state_fact(&engine_, state, root)->is_not_zero = true;
  struct value local = value_of_root(Local());
  struct value is_equal = Binary(state, value_of_root(root), ARITHMETIC_EQUAL, local);
  EXPECT_EQ(is_equal.kind, VALUE_NUMBER);
  EXPECT_EQ(is_equal.number, 0);
  EXPECT_EQ(Binary(state, value_of_root(root), ARITHMETIC_EQUAL, value_of_root(other)).kind, VALUE_POINT);
}

TEST_F(Values, AnOwnedNumberThatIsComputedWithNeedNotBeReleased) {
  struct state *state = State();
  uint32_t root = Owned(state);
  root_at(&engine_, root)->is_number = true;
  root_at(&engine_, root)->type = &number_;
  (void)Binary(state, value_of_root(root), ARITHMETIC_ADD, value_number(4096));
  EXPECT_EQ(Holding(state, root), HOLDING_MAY);
}

}  // namespace
