// SPDX-License-Identifier: Apache-2.0
// part: an interface with two providers.
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint64_t part_turn(void);
