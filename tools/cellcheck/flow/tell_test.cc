// SPDX-License-Identifier: Apache-2.0
// Tests of what branches and places are called in a report.
#include <gtest/gtest.h>

#include <string>

#include "tools/cellcheck/flow/small_shapes.h"

namespace {

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
