// SPDX-License-Identifier: Apache-2.0
// provider: a cell for the linker's tests: a function of each kind, state, constants, an ops table.
#pragma once
#include "kernel/base/cell.h"

typedef uint64_t provider_binary(uint64_t a, uint64_t b);

// Tables of this type are in both test cells.
struct provider_ops {
  const char *name;
  provider_binary *exported, *callback, *imported;
};

READ uint64_t provider_add(uint64_t a, uint64_t b);
RAW uint64_t provider_count(void);  // 1, 2, 3 ...
STEPS uint64_t provider_wait(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f);
RAW uint64_t provider_raw(uint64_t value);  // value + 1
READ const char *provider_word(uint32_t number);
READ provider_binary *provider_address(void);  // of provider_add
// Calls `function` with a kcfi check.
READ uint64_t provider_apply(provider_binary *function, uint64_t a, uint64_t b);
