// SPDX-License-Identifier: Apache-2.0
// bottom: counts.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t bottom_add(uint64_t count);
READ uint64_t bottom_count(void);
