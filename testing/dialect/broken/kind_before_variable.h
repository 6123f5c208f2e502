// SPDX-License-Identifier: Apache-2.0
// kind_before_variable: exports a variable in its header.
#pragma once
#include "kernel/base/cell.h"

READ extern const uint32_t headed_answer;
