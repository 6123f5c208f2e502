// SPDX-License-Identifier: Apache-2.0
// memory_costs: what the costs' test does inside one transaction.
//
// Context  a task.
// Owns     nothing; State none; Errors false: no memory.
#pragma once
#include "kernel/base/cell.h"

ATOMIC bool memory_costs_objects_inside(size_t bytes, uint32_t objects);  // made and released, each in turn
ATOMIC bool memory_costs_frames_inside(uint32_t blocks);
