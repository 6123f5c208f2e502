// SPDX-License-Identifier: Apache-2.0
// Its public struct has another member.
#define WIDE_BUSY_IS 1
#include "testing/plan/wide_member.h"
#include "testing/plan/wide_body.h"
