// SPDX-License-Identifier: Apache-2.0
// stamps: another cell's RAW function whose declaration hides what it does.
#pragma once
#include "kernel/base/cell.h"

RAW uint64_t stamp_of_now(void);
