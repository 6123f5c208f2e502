// SPDX-License-Identifier: Apache-2.0
// Exports a variable.
#include "kernel/base/cell.h"

extern const uint32_t exported_answer;
__attribute__((visibility("default"))) const uint32_t exported_answer = 42;
