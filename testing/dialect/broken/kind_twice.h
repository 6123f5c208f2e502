// SPDX-License-Identifier: Apache-2.0
// kind_twice: cannot make up its mind.
#pragma once
#include "kernel/base/cell.h"

READ ATOMIC uint32_t twice_answer(void);
