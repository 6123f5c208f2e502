// SPDX-License-Identifier: Apache-2.0
// compare: Delias' side of the comparison with Linux. Its task waits until the shell's prompt is shown, measures each row, prints
// "[compare] NAME VALUE COUNT" lines, and powers off.
//
// Context  compare_ready: any.
// State    none.
#pragma once
#include "kernel/base/cell.h"

// The time-stamp counter. Called once the prompt is shown: a debugger that stops here counts the instructions up to it.
RAW uint64_t compare_ready(void);
