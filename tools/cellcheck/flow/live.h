// SPDX-License-Identifier: Apache-2.0
// live: fills flow->live.
#pragma once
#include "tools/cellcheck/flow/flow.h"

// False: no memory.
bool live_find(struct flow *flow);
