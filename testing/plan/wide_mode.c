// SPDX-License-Identifier: Apache-2.0
// A value that its state may have means something else.
#define WIDE_BUSY_IS 2
#include "testing/plan/wide.h"
#include "testing/plan/wide_body.h"
