// SPDX-License-Identifier: Apache-2.0
// The same with another constant.
#pragma once
#include "kernel/base/cell.h"

enum { WIDE_MOST = 5 };

struct wide {
  uint32_t size, flags;
};

READ uint32_t wide_size(const struct wide *wide);
READ uint32_t wide_flags(const struct wide *wide);
READ uint32_t wide_most(void);
