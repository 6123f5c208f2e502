// SPDX-License-Identifier: Apache-2.0
// What a state keeps, forgets, and counts.
#include "tools/cellcheck/rules/own/engine_fixture.h"

namespace {

class States : public EngineTest {};

TEST_F(States, ABindingIsFoundInWhateverOrderTheyCame) {
  struct state *state = State();
  uint32_t first = Local(), second = Local();
  for (int64_t offset : {16, 0, 8, -8}) {
    state_bind(state, second, offset, value_number(offset), nullptr);
    state_bind(state, first, offset, value_number(offset + 100), nullptr);
  }
  EXPECT_EQ(state->binding_count, 8u);
  for (int64_t offset : {-8, 0, 8, 16}) {
    EXPECT_EQ(At(state, first, offset).number, offset + 100);
    EXPECT_EQ(At(state, second, offset).number, offset);
  }
  EXPECT_EQ(state_find(state, first, 4), nullptr);
}

TEST_F(States, UnbindingStopsBeforeTheEndAndAtTheRoot) {
  struct state *state = State();
  uint32_t first = Local(), second = Local();
  for (int64_t offset : {0, 8, 16}) {
    state_bind(state, first, offset, value_number(1), nullptr);
    state_bind(state, second, offset, value_number(2), nullptr);
  }
  state_unbind(state, first, 8, 16);
  EXPECT_EQ(state_find(state, first, 8), nullptr);
  EXPECT_NE(state_find(state, first, 0), nullptr);
  EXPECT_NE(state_find(state, first, 16), nullptr);
  state_unbind(state, first, 16, INT64_MAX);
  EXPECT_EQ(state_find(state, first, 16), nullptr);
  EXPECT_NE(state_find(state, second, 0), nullptr);
  EXPECT_NE(state_find(state, second, 8), nullptr);
}

TEST_F(States, ACopyGoesItsOwnWay) {
  struct state *state = State();
  uint32_t local, root = Owned(state, &local);
  struct state *copy = Copy(state);
  state_fact(&engine_, copy, root)->holding = HOLDING_RELEASED;
  state_bind(copy, local, 0, value_number(0), nullptr);
  EXPECT_EQ(Holding(state, root), HOLDING_MUST);
  EXPECT_EQ(At(state, local).root, root);
}

TEST_F(States, WhatLayInAnOwnPlaceIsHeldBeforeAnythingIsKnownOfIt) {
  struct state *state = State();
  uint32_t root = Made();
  EXPECT_EQ(Holding(state, root), HOLDING_NOTHING);
  root_at(&engine_, root)->is_held = true;
  EXPECT_EQ(Holding(state, root), HOLDING_HELD);
  EXPECT_EQ(state_fact(&engine_, state, root)->holding, HOLDING_HELD);
}

TEST_F(States, AnObjectDoesNotHoldItself) {
  struct state *state = State();
  uint32_t root = Owned(state);
  state_bind(state, root, 8, value_of_root(root), nullptr);  // a ring of one
  EXPECT_EQ(state_holders(state, root), 1u);
  state_bind(state, Local(), 0, value_point(root, 8, EXACT, nullptr), nullptr);
  EXPECT_EQ(state_holders(state, root), 2u);
}

TEST_F(States, WhatStandsForAnotherIsThatOneEverywhere) {
  struct state *state = State();
  uint32_t old = Made(), other = Made(), pointer = Local(), inside = Local(), asked = Local();
  struct value condition = {};
  condition.kind = VALUE_CONDITION;
  condition.how = ARITHMETIC_EQUAL;
  condition.root = old;
  state_bind(state, pointer, 0, value_of_root(old), nullptr);
  state_bind(state, inside, 0, value_point(old, 8, EXACT, nullptr), nullptr);
  state_bind(state, asked, 0, condition, nullptr);
  state_replace(&engine_, state, old, value_of_root(other));
  EXPECT_EQ(At(state, pointer).root, other);
  EXPECT_EQ(At(state, inside).root, other);
  EXPECT_EQ(At(state, inside).number, 8);
  EXPECT_EQ(At(state, asked).root, other);
}

TEST_F(States, WhatIsOwnedIsRememberedThoughNobodyNamesIt) {
  struct state *state = State();
  uint32_t owned = Made(), forgotten = Made(), named = Made();
  state_fact(&engine_, state, owned)->holding = HOLDING_MUST;
  state_fact(&engine_, state, forgotten)->holding = HOLDING_RELEASED;
  state_fact(&engine_, state, named)->holding = HOLDING_RELEASED;
  state_bind(state, Local(), 0, value_of_root(named), nullptr);
  state_tidy(&engine_, state);
  EXPECT_NE(state_known(state, owned), nullptr);
  EXPECT_EQ(state_known(state, forgotten), nullptr);
  EXPECT_NE(state_known(state, named), nullptr);
}

TEST_F(States, ThoseInWhichSomethingIsOwedAreKeptApart) {
  for (int holding = HOLDING_NOTHING; holding <= HOLDING_LEFT; holding++) {
    struct state *state = State();
    state_fact(&engine_, state, Made())->holding = static_cast<enum holding>(holding);
    bool is_owed =
        holding == HOLDING_MUST || holding == HOLDING_RELEASED || holding == HOLDING_MOVED || holding == HOLDING_LEFT;
    EXPECT_EQ(state_obligations(&engine_, state) != 0, is_owed) << holding;
  }
}

TEST_F(States, AHashTellsWhatIsKnownAndNotHowOneCameThere) {
  struct state *state = State();
  uint32_t root = Owned(state);
  struct state *other = Copy(state);
  event_add(&engine_, other, {});
  state_fact(&engine_, other, root)->made = other->event;
  EXPECT_EQ(state_hash(state), state_hash(other));
  state_fact(&engine_, other, root)->high = 9;
  EXPECT_NE(state_hash(state), state_hash(other));
}

TEST_F(States, ObligationsAreWhatIsOwnedAndWhereItLiesAndNotWhatElseIsKnown) {
  struct state *state = State();
  uint32_t root = Owned(state), number = Made();
  struct state *other = Copy(state);
  state_fact(&engine_, other, number)->high = 9;
  state_bind(other, Local(), 0, value_of_root(number), nullptr);
  EXPECT_EQ(state_obligations(&engine_, state), state_obligations(&engine_, other));
  state_bind(other, Local(), 0, value_of_root(root), nullptr);
  EXPECT_NE(state_obligations(&engine_, state), state_obligations(&engine_, other));
  struct state *gone = Copy(state);
  state_fact(&engine_, gone, root)->holding = HOLDING_MOVED;
  EXPECT_NE(state_obligations(&engine_, state), state_obligations(&engine_, gone));
}

TEST_F(States, WithSomethingOwnedALocalsNumberKeepsApartWhereOwnershipIsTold) {
  struct state *one = State();
  (void)Owned(one);
  uint32_t turn = Local();
  struct state *two = Copy(one);
  state_bind(one, turn, 0, value_number(1), nullptr);
  state_bind(two, turn, 0, value_number(2), nullptr);
  EXPECT_EQ(state_obligations(&engine_, one), state_obligations(&engine_, two));
  engine_.owns = true;
  EXPECT_NE(state_obligations(&engine_, one), state_obligations(&engine_, two));
}

TEST_F(States, FactsThatSayNothingAreForgotten) {
  struct state *state = State();
  uint32_t known = Made(), unknown = Made();
  for (uint32_t root : {known, unknown})
    state_bind(state, Local(), 0, value_of_root(root), nullptr);
  state_fact(&engine_, state, known)->is_not_zero = true;
  (void)state_fact(&engine_, state, unknown);
  state_tidy(&engine_, state);
  EXPECT_NE(state_known(state, known), nullptr);
  EXPECT_EQ(state_known(state, unknown), nullptr);
}

}  // namespace
