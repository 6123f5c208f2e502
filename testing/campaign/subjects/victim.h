// SPDX-License-Identifier: Apache-2.0
// victim: the call that the victim makes.
//
// Context  its task.
// Owns     nothing.
// State    none besides `campaign_victim`.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

struct campaign_kept;

// A request of its own, so that a fault outside of the function, in its gate's first or last instructions, has something to make again.
STEPS void campaign_make_call(struct campaign_kept *kept);
