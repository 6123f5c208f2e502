// SPDX-License-Identifier: Apache-2.0
// The same with another member.
#pragma once
#include "kernel/base/cell.h"

enum { WIDE_MOST = 4 };

struct wide {
  uint64_t size;
  uint32_t flags;
};

READ uint32_t wide_size(const struct wide *wide);
READ uint32_t wide_flags(const struct wide *wide);
READ uint32_t wide_most(void);
