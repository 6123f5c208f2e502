// SPDX-License-Identifier: Apache-2.0
// callee: the other side of a call whose instructions are counted.
//
// Context  any.
// State    none.
#pragma once
#include "kernel/base/cell.h"

READ uint64_t callee_next(uint64_t value);  // value + 1
