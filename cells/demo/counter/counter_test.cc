// SPDX-License-Identifier: Apache-2.0
#include "cells/demo/counter/counter.h"

#include <gtest/gtest.h>

TEST(Counter, GrowsByOne) {
  uint64_t first = counter_next();
  EXPECT_EQ(counter_next(), first + 1);
}
