// SPDX-License-Identifier: Apache-2.0
// declared_twice: says different things of one function.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t declared_answer(void);
ATOMIC uint32_t declared_answer(void);
