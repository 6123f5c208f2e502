// SPDX-License-Identifier: Apache-2.0
// undefined_export: promises a function that is nowhere.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t promised_answer(void);
