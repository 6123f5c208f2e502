// SPDX-License-Identifier: Apache-2.0
// internal: what the files of walk share.
#pragma once
#include "kernel/graph/walk/walk.h"

// The node of a row of the graph's table of cells; GRAPH_NONE: that cell is not live.
uint32_t walk_node(const struct walk *walk, uint32_t row);
