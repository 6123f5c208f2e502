// SPDX-License-Identifier: Apache-2.0
// loop: an interface for cells that depend on each other in a circle.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t loop_next(void);
