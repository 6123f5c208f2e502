// SPDX-License-Identifier: Apache-2.0
// loop_user: uses the interface.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t loop_used(void);
