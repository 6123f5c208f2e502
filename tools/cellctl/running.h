// SPDX-License-Identifier: Apache-2.0
// running: the graph of a running system, read over the control line into memory, so that kernel/graph answers questions about it as it
// does in the system itself.
//
// Context  one thread.
// Owns     the region is the caller's: region_new (tools/graph/region.h).
// State    none.
// Errors   an enum cellctl_status, after it has said what is wrong.
#pragma once
#include "tools/cellctl/cellctl.h"

// Tables, strings, gates' targets and ops tables; and of each cell the read-only pages, where its slots lie. What comes is held
// against graph_check, and read again when a swap came in between.
int running_read(struct client *client, uint8_t *region);
