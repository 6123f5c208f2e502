// SPDX-License-Identifier: Apache-2.0
// upper: builds on lower.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t upper_number(void);
