// SPDX-License-Identifier: Apache-2.0
// Its public constant has another value.
#define WIDE_BUSY_IS 1
#include "testing/plan/wide_constant.h"
#include "testing/plan/wide_body.h"
