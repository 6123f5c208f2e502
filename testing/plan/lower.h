// SPDX-License-Identifier: Apache-2.0
// lower: what upper builds on.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t lower_number(void);
