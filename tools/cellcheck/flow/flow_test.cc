// SPDX-License-Identifier: Apache-2.0
// Tests of order, predecessors and the solver, over functions that are built by hand.
#include <gtest/gtest.h>

#include "tools/cellcheck/flow/small_shapes.h"

namespace {

TEST(Flow, OrdersBlocksSoThatEachComesBehindThoseBeforeIt) {
  SmallFunction function = Diamond();
  Shape shape(function);
  ASSERT_NE(shape.flow, nullptr);
  EXPECT_EQ(shape.flow->order_count, 4u);
  EXPECT_EQ(shape.flow->order[0], 0u);
  EXPECT_EQ(shape.flow->order[3], 3u);
  EXPECT_EQ(shape.flow->position[4], FLOW_NONE);
}

TEST(Flow, NamesPredecessorsThatCanBeReached) {
  SmallFunction function = Diamond();
  Shape shape(function);
  EXPECT_EQ(shape.Before(3), (std::vector<uint32_t>{1, 2}));
  EXPECT_TRUE(shape.Before(0).empty());
}

TEST(Flow, KnowsTheHeadsOfLoops) {
  SmallFunction function = Loop();
  Shape shape(function);
  EXPECT_TRUE(shape.flow->is_head[1]);
  EXPECT_FALSE(shape.flow->is_head[2]);
  EXPECT_FALSE(shape.flow->is_head[3]);
}

TEST(Flow, TakesABlockThatIsReachedTwiceForNoHead) {
  SmallFunction function = Diamond();
  Shape shape(function);
  EXPECT_FALSE(shape.flow->is_head[3]);
}

TEST(Flow, KeepsWhatCannotBeReachedOutOfThePredecessors) {
  SmallFunction function = Diamond();  // its block 4 jumps to 3
  Shape shape(function);
  EXPECT_EQ(shape.flow->first_from[5], 4u);
  EXPECT_EQ(shape.flow->position[0], 0u);
  EXPECT_EQ(shape.flow->position[3], 3u);
}

// Facts: a bit for each block that was passed.
bool JoinBits(void *into, const void *from, void *) {
  auto *bits = static_cast<uint64_t *>(into);
  uint64_t before = *bits;
  *bits |= *static_cast<const uint64_t *>(from);
  return *bits != before;
}
void PassBits(void *state, const flow *, uint32_t block, void *) {
  *static_cast<uint64_t *>(state) |= uint64_t{1} << block;
}

flow_problem Bits() {
  flow_problem problem = {};
  problem.size = sizeof(uint64_t);
  problem.join = JoinBits;
  problem.pass = PassBits;
  return problem;
}

struct Facts {
  Facts(const Shape &shape, const flow_problem &problem) {
    solved = flow_solve(shape.flow, &problem, &facts);
  }
  ~Facts() {
    flow_facts_end(&facts);
  }
  uint64_t At(uint32_t block) const {
    return *static_cast<uint64_t *>(flow_facts_at(&facts, block));
  }
  flow_facts facts;
  bool solved;
};

TEST(Flow, JoinsWhatComesFromBothSides) {
  SmallFunction function = Diamond();
  Shape shape(function);
  Facts facts(shape, Bits());
  ASSERT_TRUE(facts.solved);
  EXPECT_EQ(facts.At(3), 0b0111u);
  EXPECT_EQ(facts.At(1), 0b0001u);
  EXPECT_FALSE(facts.facts.reached[4]);
}

TEST(Flow, GoesAroundALoopUntilNothingIsNew) {
  SmallFunction function = Loop();
  Shape shape(function);
  Facts facts(shape, Bits());
  EXPECT_EQ(facts.At(1), 0b0111u);
  EXPECT_EQ(facts.At(3), 0b0111u);
}

TEST(Flow, LeavesOutEdgesThatAreNeverTaken) {
  SmallFunction function = Diamond();
  Shape shape(function);
  flow_problem problem = Bits();
  problem.along = [](void *, const flow *, uint32_t, uint32_t edge, void *) { return edge == 0; };
  Facts facts(shape, problem);
  EXPECT_TRUE(facts.facts.reached[1]);
  EXPECT_FALSE(facts.facts.reached[2]);
}

TEST(Flow, BeginsWithTheStateOfTheEntryAndNeedsNoPass) {
  SmallFunction function = Loop();
  Shape shape(function);
  flow_problem problem = Bits();
  problem.start = [](void *state, void *) { *static_cast<uint64_t *>(state) = 64; };
  EXPECT_EQ(Facts(shape, problem).At(3), 64u | 0b0111u);
  problem.pass = nullptr;
  EXPECT_EQ(Facts(shape, problem).At(3), 64u);
}

TEST(Flow, RefinesAlongOneEdgeOnly) {
  SmallFunction function = Diamond();
  Shape shape(function);
  flow_problem problem = Bits();
  problem.along = [](void *state, const flow *, uint32_t block, uint32_t edge, void *) {
    if (block == 0) *static_cast<uint64_t *>(state) |= uint64_t{16} << edge;
    return true;
  };
  Facts facts(shape, problem);
  EXPECT_EQ(facts.At(1), 16u | 1u);
  EXPECT_EQ(facts.At(2), 32u | 1u);
}

TEST(Flow, WalksAChainOfBlocksThatNoStackCouldHold) {
  SmallFunction function;
  enum : uint32_t { LENGTH = 200000 };
  for (uint32_t i = 0; i + 1 < LENGTH; i++)
    function.Jump(i + 1);
  function.Return();
  Shape shape(function);
  ASSERT_NE(shape.flow, nullptr);
  EXPECT_EQ(shape.flow->order_count, LENGTH);
}

}  // namespace
