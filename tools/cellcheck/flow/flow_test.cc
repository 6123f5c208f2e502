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

// Block 0 does something with the variable `subject`, block 1 something else, block 2 returns. Whether it is live at the begin of each.
template <typename First, typename Second>
std::string Live(First first, Second second, storage where = STORAGE_LOCAL) {
  SmallFunction function;
  for (int i = 0; i < 70; i++)  // its bit is not in the first word
    function.Local("other", function.Int());
  const variable *subject = function.Local("subject", function.Int(), where);
  first(function, subject);
  function.Jump(1);
  second(function, subject);
  function.Jump(2);
  function.Return();
  Shape shape(function);
  std::string live;
  for (uint32_t block = 0; block < 3; block++)
    live += flow_is_live(shape.flow, block, subject) ? '1' : '0';
  for (uint32_t other = 0; other < 70; other++)
    EXPECT_FALSE(flow_is_live(shape.flow, 0, function.Variable(other))) << other;
  return live;
}

void Nothing(SmallFunction &, const variable *) {}
void Read(SmallFunction &function, const variable *subject) {
  function.Load(function.Address(subject));
}
void Write(SmallFunction &function, const variable *subject) {
  function.Store(function.Address(subject), function.Number(1));
}

TEST(Flow, KnowsWhatIsLiveForEachUseOfAVariable) {
  using Function = SmallFunction;
  EXPECT_EQ(Live(Nothing, Nothing), "000");
  EXPECT_EQ(Live(Nothing, Read), "110");
  EXPECT_EQ(Live(Read, Nothing), "100");
  EXPECT_EQ(Live(Nothing, Write), "000");
  EXPECT_EQ(Live(Write, Read), "010");
  auto zero = [](Function &function, const variable *subject) { function.Zero(function.Address(subject)); };
  EXPECT_EQ(Live(zero, Read), "010");
  auto begin = [](Function &function, const variable *subject) { function.Begin(subject); };
  auto end = [](Function &function, const variable *subject) { function.End(subject); };
  EXPECT_EQ(Live(begin, Read), "010") << "what it held before is gone";
  EXPECT_EQ(Live(end, Read), "010");
  auto read_and_write = [](Function &function, const variable *subject) {
    Read(function, subject);
    Write(function, subject);
  };
  EXPECT_EQ(Live(Nothing, read_and_write), "110");
  auto write_and_read = [](Function &function, const variable *subject) {
    Write(function, subject);
    Read(function, subject);
  };
  EXPECT_EQ(Live(Nothing, write_and_read), "000");
}

TEST(Flow, TakesAVariableThatIsLentToAnotherCellToBeReadOnlyThen) {
  SmallFunction function;
  struct variable parameter = {};
  struct variable *parameters[] = {&parameter};
  struct function other = {};
  other.parameters = parameters;
  other.parameter_count = 1;
  const variable *count = function.Local("count", function.Int());
  function.Jump(1);
  function.Call(&other, {function.Address(count)});
  function.Jump(2);
  function.Return();
  {
    Shape shape(function);
    EXPECT_TRUE(flow_is_live(shape.flow, 1, count));
    EXPECT_FALSE(flow_is_live(shape.flow, 2, count));
  }
  parameter.marks = MARK_RETAINS;
  Shape kept(function);
  EXPECT_TRUE(flow_is_live(kept.flow, 2, count));
}

TEST(Flow, TakesAVariableForReadAlwaysWhoseAddressIsKeptOrComputedWith) {
  using Function = SmallFunction;
  auto stored = [](Function &function, const variable *subject) {
    const variable *other = function.Local("to", function.Pointer());
    function.Store(function.Address(other), function.Address(subject));
  };
  EXPECT_EQ(Live(stored, Nothing), "111");
  auto member = [](Function &function, const variable *subject) {
    function.Store(function.Field(function.Address(subject), function.Member("words")), function.Number(1));
  };
  EXPECT_EQ(Live(member, Nothing), "111");
  auto given = [](Function &function, const variable *subject) {
    function.Call(nullptr, {function.Number(1), function.Address(subject)});
  };
  EXPECT_EQ(Live(Nothing, given), "111");
  SmallFunction function;
  const variable *subject = function.Local("subject", function.Int());
  function.Jump(1);
  function.Return(function.Address(subject));
  Shape shape(function);
  EXPECT_TRUE(flow_is_live(shape.flow, 0, subject)) << "its address is the result";
}

TEST(Flow, KnowsParametersAndHiddenVariablesAndTakesOthersForReadAlways) {
  for (storage where : {STORAGE_PARAMETER, STORAGE_HIDDEN}) {
    EXPECT_EQ(Live(Nothing, Read, where), "110") << where;
    EXPECT_EQ(Live(Write, Read, where), "010") << where;
  }
  for (storage where : {STORAGE_STATIC_LOCAL, STORAGE_STATIC, STORAGE_GLOBAL})
    EXPECT_EQ(Live(Nothing, Nothing, where), "111") << where;
}

TEST(Flow, IsLiveWhenItIsReadOnOneOfTwoWays) {
  for (uint32_t reader : {1u, 2u}) {
    SmallFunction function;
    const variable *subject = function.Local("subject", function.Int());
    function.Branch(function.Number(1), 1, 2);
    for (uint32_t block : {1u, 2u}) {
      if (block == reader) Read(function, subject);
      function.Jump(3);
    }
    function.Return();
    Shape shape(function);
    EXPECT_TRUE(flow_is_live(shape.flow, 0, subject)) << reader;
  }
}

// 0 -> 1 or 2; 1 -> 3 -> 5; 2 -> 4; 4 -> 3; 5 goes back to 0.
SmallFunction TwoWays(bool shorter_first) {
  SmallFunction function;
  function.Branch(function.Number(1), shorter_first ? 1 : 2, shorter_first ? 2 : 1);
  function.Jump(3);
  function.Jump(4);
  function.Jump(5);
  function.Jump(3);
  function.Jump(0);
  return function;
}

TEST(Flow, TakesTheShorterOfTwoWaysWhicheverEdgeComesFirst) {
  for (bool shorter_first : {true, false}) {
    SmallFunction function = TwoWays(shorter_first);
    Shape shape(function);
    flow_step steps[4];
    ASSERT_EQ(flow_way(shape.flow, 0, 3, steps, 4), 2u);
    EXPECT_EQ(steps[0].edge, shorter_first ? 0u : 1u);
    EXPECT_EQ(steps[1].block, 1u);
    EXPECT_EQ(flow_way(shape.flow, 3, 3, steps, 4), 0u) << "one is where one is";
    EXPECT_EQ(flow_way(shape.flow, 3, 2, steps, 4), 3u);
  }
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

// What both edges say of a condition that `make` makes of `name`, of that type.
template <typename Make>
std::string Both(const char *name, const type *(SmallFunction::*of)(), Make make) {
  SmallFunction function;
  const variable *asked = function.Local(name, (function.*of)());
  value_t condition = make(function, function.Load(function.Address(asked)));
  function.Branch(condition, 1, 1);
  function.Return();
  return Told(function, 0) + "; " + Told(function, 1);
}

TEST(Flow, TellsEachComparisonFromBothSidesAndItsOpposite) {
  const struct {
    arithmetic how;
    const char *told, *swapped;
  } rows[] = {
      {ARITHMETIC_EQUAL, "'n' is 7 here; 'n' is not 7 here", "'n' is 7 here; 'n' is not 7 here"},
      {ARITHMETIC_UNEQUAL, "'n' is not 7 here; 'n' is 7 here", "'n' is not 7 here; 'n' is 7 here"},
      {ARITHMETIC_LESS, "'n' is below 7 here; 'n' is at least 7 here", "'n' is above 7 here; 'n' is at most 7 here"},
      {ARITHMETIC_LESS_EQUAL, "'n' is at most 7 here; 'n' is above 7 here",
       "'n' is at least 7 here; 'n' is below 7 here"},
      {ARITHMETIC_GREATER, "'n' is above 7 here; 'n' is at most 7 here", "'n' is below 7 here; 'n' is at least 7 here"},
      {ARITHMETIC_GREATER_EQUAL, "'n' is at least 7 here; 'n' is below 7 here",
       "'n' is at most 7 here; 'n' is above 7 here"},
  };
  for (const auto &row : rows) {
    EXPECT_EQ(Both("n", &SmallFunction::Int,
                   [&](SmallFunction &function, value_t n) {
                     value_t seven = function.Cast(function.Number(7), function.Int(), false);
                     return function.Compare(n, row.how, seven);
                   }),
              row.told);
    EXPECT_EQ(
        Both("n", &SmallFunction::Int,
             [&](SmallFunction &function, value_t n) { return function.Compare(function.Number(7), row.how, n); }),
        row.swapped);
  }
}

TEST(Flow, TellsZeroByTheTypeOfWhatIsAsked) {
  auto itself = [](SmallFunction &, value_t value) { return value; };
  EXPECT_EQ(Both("is_full", &SmallFunction::Bool, itself), "'is_full' is true here; 'is_full' is false here");
  EXPECT_EQ(Both("n", &SmallFunction::Int, itself), "'n' is not 0 here; 'n' is 0 here");
  EXPECT_EQ(Both("status", &SmallFunction::Status, itself), "'status' is not OK here; 'status' is OK here");
  auto against = [](arithmetic how, int64_t number) {
    return
        [=](SmallFunction &function, value_t value) { return function.Compare(value, how, function.Number(number)); };
  };
  EXPECT_EQ(Both("status", &SmallFunction::Status, against(ARITHMETIC_EQUAL, 3)),
            "'status' is 3 here; 'status' is not 3 here");
  EXPECT_EQ(Both("p", &SmallFunction::Pointer, against(ARITHMETIC_LESS, 0)),
            "'p' is below 0 here; 'p' is at least 0 here");
  SmallFunction function;
  const variable *color = function.Local("color", function.Enum("color"));
  function.Branch(function.Load(function.Address(color)), 1, 1);
  EXPECT_EQ(Told(function, 1), "'color' is 0 here");
}

TEST(Flow, UnfoldsNegationsAndWhatTheCompilerCasts) {
  EXPECT_EQ(
      Both("p", &SmallFunction::Pointer, [](SmallFunction &function, value_t value) { return function.Not(value); }),
      "'p' is null here; 'p' is not null here");
  EXPECT_EQ(Both("p", &SmallFunction::Pointer,
                 [](SmallFunction &function, value_t value) {
                   value_t is_true = function.Cast(function.Not(value), function.Bool(), false);
                   return function.Not(function.Cast(is_true, function.Int(), true));
                 }),
            "'p' is not null here; 'p' is null here");
  EXPECT_EQ(Both("p", &SmallFunction::Pointer,
                 [](SmallFunction &function, value_t value) { return function.Cast(value, function.Int(), true); }),
            "'p' is not null here; 'p' is null here");
  auto compared = [](bool is_implicit) {
    return [=](SmallFunction &function, value_t value) {
      return function.Compare(function.Cast(value, function.Int(), is_implicit), ARITHMETIC_EQUAL, function.Number(0));
    };
  };
  EXPECT_EQ(Both("p", &SmallFunction::Pointer, compared(true)), "'p' is null here; 'p' is not null here");
  EXPECT_EQ(Both("p", &SmallFunction::Pointer, compared(false)), "'p' is 0 here; 'p' is not 0 here")
      << "the source says that it is a number";
}

TEST(Flow, SaysOfWhatHasNoNameOnlyWhetherItHolds) {
  EXPECT_EQ(Both("a", &SmallFunction::Int,
                 [](SmallFunction &function, value_t value) {
                   return function.Compare(value, ARITHMETIC_LESS,
                                           function.Load(function.Address(function.Variable(0))));
                 }),
            "the condition is true here; the condition is false here");
  EXPECT_EQ(Both("a", &SmallFunction::Int, [](SmallFunction &function, value_t) { return function.Call(nullptr, {}); }),
            "the condition is true here; the condition is false here");
}

TEST(Flow, TellsTheCasesOfASwitch) {
  for (bool has_name : {true, false}) {
    SmallFunction function;
    const variable *state = function.Local("state", function.Int());
    value_t asked = has_name ? function.Load(function.Address(state)) : function.Call(nullptr, {});
    function.Switch(asked, {{1, false, 3, 3}, {1, false, 5, 9}, {1, true, 0, 0}});
    function.Return();
    const std::string name = has_name ? "'state'" : "'the value'";
    EXPECT_EQ(Told(function, 0), name + " is 3 here");
    EXPECT_EQ(Told(function, 1), name + " is 5 to 9 here");
    EXPECT_EQ(Told(function, 2), name + " is none of the cases here");
  }
  SmallFunction function;
  function.Switch(function.Number(1), {{1, true, 0, 0}});
  function.Return();
  EXPECT_EQ(Told(function, 0), "") << "it is the only one";
  SmallFunction computed;
  computed.Switch(computed.Number(1), {{1, false, 0, 0}, {1, false, 0, 0}}, END_GOTO);
  computed.Return();
  EXPECT_EQ(Told(computed, 1), "") << "no case led there";
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

struct Names {
  std::string value, place;  // "-": none
};

template <typename Make>
Names NamesOf(Make make) {
  SmallFunction function;
  value_t value = make(function);
  function.Return();
  char name[100];
  Names names = {"-", "-"};
  if (flow_name(function.Build(), value, name, sizeof name)) names.value = name;
  if (flow_name_place(function.Build(), value, name, sizeof name)) names.place = name;
  return names;
}

TEST(Flow, NamesEachKindOfPlace) {
  using Function = SmallFunction;
  auto ring = [](Function &function) { return function.Address(function.Local("ring", function.Pointer())); };
  auto expect = [](const Names &names, const char *value, const char *place) {
    EXPECT_EQ(names.value, value);
    EXPECT_EQ(names.place, place);
  };
  expect(NamesOf(ring), "&ring", "ring");
  expect(NamesOf([&](Function &function) { return function.Load(ring(function)); }), "ring", "*ring");
  expect(NamesOf([&](Function &function) { return function.Field(ring(function), function.Member("words")); }),
         "&ring.words", "ring.words");
  expect(NamesOf([&](Function &function) {
           return function.Field(function.Load(ring(function)), function.Member("words"));
         }),
         "&ring->words", "ring->words");
  expect(NamesOf([&](Function &function) {
           value_t inner = function.Field(function.Load(ring(function)), function.Member("inner"));
           return function.Field(inner, function.Member("words"));
         }),
         "&ring->inner.words", "ring->inner.words");
  expect(NamesOf([&](Function &function) {
           return function.Field(function.Field(ring(function), function.Member("")), function.Member("words"));
         }),
         "&ring.words", "ring.words");
  expect(
      NamesOf([&](Function &function) { return function.Field(function.Load(ring(function)), function.Member("")); }),
      "-", "-");
  expect(NamesOf([&](Function &function) { return function.Element(ring(function), function.Number(1)); }), "&ring[]",
         "ring[]");
  expect(NamesOf([&](Function &function) {
           return function.Load(function.Element(function.Load(ring(function)), function.Number(1)));
         }),
         "ring[]", "*ring[]");
  expect(NamesOf([&](Function &function) { return function.Cast(ring(function), function.Pointer(), false); }), "-",
         "ring");
  expect(NamesOf([&](Function &function) {
           return function.Cast(function.Load(ring(function)), function.Pointer(), false);
         }),
         "ring", "*ring");
}

TEST(Flow, NamesCallsByTheirFunctionAndHiddenVariablesNotAtAll) {
  function called = {};
  called.name = "ring_create";
  EXPECT_EQ(NamesOf([&](SmallFunction &function) { return function.Call(&called, {}); }).value, "ring_create()");
  EXPECT_EQ(NamesOf([&](SmallFunction &function) { return function.Call(nullptr, {}); }).value, "-");
  auto hidden = [](SmallFunction &function) { return function.Address(function.Local("", function.Int())); };
  EXPECT_EQ(NamesOf(hidden).value, "-");
  EXPECT_EQ(NamesOf(hidden).place, "-");
  EXPECT_EQ(NamesOf([](SmallFunction &function) { return function.Number(1); }).value, "-");
}

}  // namespace
