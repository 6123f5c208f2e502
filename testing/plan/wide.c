// SPDX-License-Identifier: Apache-2.0
// Of the image.
#define WIDE_BUSY_IS 1
#include "testing/plan/wide.h"
#include "testing/plan/wide_body.h"
