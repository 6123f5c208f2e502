// SPDX-License-Identifier: Apache-2.0
// Tests of flow, over functions that are built by hand.
#include "tools/cellcheck/flow/small_function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

extern "C" {
#include "tools/cellcheck/flow/flow.h"
}

namespace {

struct Shape {
  explicit Shape(SmallFunction &function) : flow(flow_new(function.Build())) {}
  ~Shape() {
    flow_delete(flow);
  }
  std::vector<uint32_t> Before(uint32_t block) const {
    std::vector<uint32_t> from(flow->from + flow->first_from[block], flow->from + flow->first_from[block + 1]);
    std::sort(from.begin(), from.end());
    return from;
  }
  flow *flow;
};

// 0: if (status) 1 else 2; both to 3, which returns. 4 is not reached.
SmallFunction Diamond() {
  SmallFunction function;
  const variable *status = function.Local("status", function.Status());
  value_t loaded = function.Load(function.Address(status));
  value_t ok = function.Compare(loaded, ARITHMETIC_EQUAL, function.Number(0));
  function.Branch(ok, 1, 2);
  function.Jump(3);
  function.Jump(3);
  function.Return();
  function.Jump(3);
  return function;
}

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

// 0 -> 1 <-> 2, 1 -> 3.
SmallFunction Loop() {
  SmallFunction function;
  const variable *count = function.Local("count", function.Int());
  function.Store(function.Address(count), function.Number(0));
  function.Jump(1);
  function.Branch(function.Load(function.Address(count)), 2, 3);
  function.Jump(1);
  function.Return();
  return function;
}

TEST(Flow, KnowsTheHeadsOfLoops) {
  SmallFunction function = Loop();
  Shape shape(function);
  EXPECT_TRUE(shape.flow->is_head[1]);
  EXPECT_FALSE(shape.flow->is_head[2]);
  EXPECT_FALSE(shape.flow->is_head[3]);
}

TEST(Flow, TellsWhatIsReadLater) {
  SmallFunction function = Loop();
  const variable *count = function.Variable(0);
  Shape shape(function);
  EXPECT_FALSE(flow_is_live(shape.flow, 0, count)) << "it is stored to first";
  EXPECT_TRUE(flow_is_live(shape.flow, 1, count));
  EXPECT_TRUE(flow_is_live(shape.flow, 2, count));
  EXPECT_FALSE(flow_is_live(shape.flow, 3, count));
}

TEST(Flow, TakesAVariableWhoseAddressIsGivenAwayToBeReadAlways) {
  SmallFunction function;
  const variable *count = function.Local("count", function.Int());
  function.Call(nullptr, {function.Address(count)});
  function.Jump(1);
  function.Return();
  Shape shape(function);
  EXPECT_TRUE(flow_is_live(shape.flow, 1, count));
}

TEST(Flow, FindsAShortestWay) {
  SmallFunction function = Loop();
  Shape shape(function);
  flow_step steps[4];
  ASSERT_EQ(flow_way(shape.flow, 0, 3, steps, 4), 2u);
  EXPECT_EQ(steps[0].block, 0u);
  EXPECT_EQ(steps[1].block, 1u);
  EXPECT_EQ(steps[1].edge, 1u);
  EXPECT_EQ(flow_way(shape.flow, 3, 0, steps, 4), FLOW_NONE);
}

TEST(Flow, WritesNoMoreStepsThanThereIsRoomFor) {
  SmallFunction function = Loop();
  Shape shape(function);
  flow_step steps[2] = {{77, 77}, {77, 77}};
  ASSERT_EQ(flow_way(shape.flow, 0, 3, steps, 1), 2u);
  EXPECT_EQ(steps[0].block, 0u);
  EXPECT_EQ(steps[1].block, 77u);
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

std::string Told(SmallFunction &function, uint32_t edge) {
  char text[200];
  return flow_tell(function.Build(), 0, edge, text, sizeof text) ? text : "";
}

TEST(Flow, TellsAStatusInWords) {
  SmallFunction function = Diamond();
  EXPECT_EQ(Told(function, 0), "'status' is OK here");
  EXPECT_EQ(Told(function, 1), "'status' is not OK here");
}

TEST(Flow, TellsNullInWords) {
  SmallFunction function;
  const variable *ring = function.Local("ring", function.Pointer());
  function.Branch(function.Load(function.Address(ring)), 1, 1);
  function.Return();
  EXPECT_EQ(Told(function, 0), "'ring' is not null here");
  EXPECT_EQ(Told(function, 1), "'ring' is null here");
}

TEST(Flow, TellsNumbersInWords) {
  SmallFunction function;
  const variable *count = function.Local("count", function.Int());
  value_t loaded = function.Load(function.Address(count));
  function.Branch(function.Compare(function.Number(7), ARITHMETIC_LESS, loaded), 1, 1);
  function.Return();
  EXPECT_EQ(Told(function, 0), "'count' is above 7 here");
  EXPECT_EQ(Told(function, 1), "'count' is at most 7 here");
}

TEST(Flow, TellsNothingWhereThereIsOnlyOneWay) {
  SmallFunction function;
  function.Jump(1);
  function.Return();
  EXPECT_EQ(Told(function, 0), "");
}

TEST(Flow, NamesMembersAsTheSourceDoes) {
  SmallFunction function;
  const variable *ring = function.Local("ring", function.Pointer());
  value_t member = function.Field(function.Load(function.Address(ring)), function.Member("words"));
  value_t loaded = function.Load(member);
  function.Return();
  char name[100];
  ASSERT_TRUE(flow_name(function.Build(), loaded, name, sizeof name));
  EXPECT_STREQ(name, "ring->words");
}

}  // namespace
