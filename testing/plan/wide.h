// SPDX-License-Identifier: Apache-2.0
// wide: what the tests of differences change.
#pragma once
#include "kernel/base/cell.h"

enum { WIDE_MOST = 4 };

struct wide {
  uint32_t size, flags;
};

READ uint32_t wide_size(const struct wide *wide);
READ uint32_t wide_flags(const struct wide *wide);
READ uint32_t wide_most(void);
