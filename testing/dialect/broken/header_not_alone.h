// SPDX-License-Identifier: Apache-2.0
// header_not_alone: uses a type that another header would have to tell first.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t alone_answer(alone_number number);
