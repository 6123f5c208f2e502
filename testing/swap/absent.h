// SPDX-License-Identifier: Apache-2.0
// absent: a cell that no image has until it is swapped in.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t absent_number(void);
