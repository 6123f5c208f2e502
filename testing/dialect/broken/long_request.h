// SPDX-License-Identifier: Apache-2.0
// long_request: cannot be made again from its registers.
#pragma once
#include "kernel/base/cell.h"

ATOMIC void long_answer(const char *format, ...);
