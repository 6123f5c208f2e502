// SPDX-License-Identifier: Apache-2.0
// conflicts: two locks in either order, so that two transactions meet and one of them is undone and waits (docs/processors.md).
//
// Context  any.
// Owns     nothing.
// State    `campaign_conflicts`.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

enum { CAMPAIGN_CONFLICTS_MOVES = 2 };

// From one number to the other with the locks of both, and then in either order AFTER its commit: so often in all.
ATOMIC void campaign_conflicts_move(bool backward, bool pauses);  // pauses: others come there between the two locks
