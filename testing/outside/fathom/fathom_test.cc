// SPDX-License-Identifier: Apache-2.0
#include "fathom/fathom.h"

#include "gtest/gtest.h"

namespace {

TEST(Fathom, IsSixFeet) {
  uint64_t mm = 0;
  ASSERT_EQ(fathom_to_mm(1, &mm), OK);
  EXPECT_EQ(mm, 1828u);
  ASSERT_EQ(fathom_to_mm(5, &mm), OK);
  EXPECT_EQ(mm, 9144u);
}

TEST(Fathom, RefusesDepthsThatNoNumberHolds) {
  uint64_t mm = 7;
  EXPECT_EQ(fathom_to_mm(UINT64_MAX / 10000, &mm), OUT_OF_RANGE);
  EXPECT_EQ(mm, 7u);
}

}  // namespace
