// SPDX-License-Identifier: Apache-2.0
// kind_before_array: exports an array in its header.
#pragma once
#include "kernel/base/cell.h"

READ extern const uint32_t headed_answers[4];
