// SPDX-License-Identifier: Apache-2.0
// middle: turns its part.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t middle_turn(void);
