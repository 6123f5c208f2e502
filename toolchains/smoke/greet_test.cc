// SPDX-License-Identifier: Apache-2.0
#include "toolchains/smoke/greet.h"

#include <climits>
#include <concepts>
#include <span>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

template <std::integral Number>
Number sum(std::span<const Number> numbers) {
  Number total = 0;
  for (Number number : numbers)
    total += number;
  return total;
}

TEST(Greet, CountsOn) {
  EXPECT_EQ(greet_next(1), 2);
}

TEST(Greet, StopsAtTheLargestNumber) {
  EXPECT_EQ(greet_next(INT_MAX), INT_MAX);
}

TEST(Greet, CallsThroughAPointer) {
  EXPECT_EQ(greet_through(greet_next, 1), 2);
}

TEST(Greet, ReachesAssembler) {
  EXPECT_EQ(greet_answer(), 42);
}

TEST(Toolchain, KnowsCxx20) {
  EXPECT_EQ(sum<int>(std::vector<int>{1, 2, 3}), 6);
}

TEST(Toolchain, HasGoogleMock) {
  EXPECT_THAT((std::vector<int>{1, 2, 3}), testing::ElementsAre(1, 2, 3));
}

}  // namespace
