// SPDX-License-Identifier: Apache-2.0
// loaded: a few functions that are there to be loaded.
//
// Context  any.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

READ uint64_t loaded_sum(const uint64_t *words, uint64_t count);
READ uint64_t loaded_weighted(const uint64_t *words, uint64_t count);
READ uint64_t loaded_largest(const uint64_t *words, uint64_t count);
READ uint64_t loaded_spread(const uint64_t *words, uint64_t count);
