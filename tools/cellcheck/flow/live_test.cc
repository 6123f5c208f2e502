// SPDX-License-Identifier: Apache-2.0
// Tests of which variables are read later.
#include <gtest/gtest.h>

#include <string>

#include "tools/cellcheck/flow/small_shapes.h"

namespace {

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

}  // namespace
