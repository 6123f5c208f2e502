// SPDX-License-Identifier: Apache-2.0
// watch: another cell that looks at what it is given until it is told not to.
#pragma once
#include "kernel/base/cell.h"

struct watched {
  uint64_t count;
};
ATOMIC void watch(RETAINS struct watched *watched);
ATOMIC void unwatch(struct watched *watched);
