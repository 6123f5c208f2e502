// SPDX-License-Identifier: Apache-2.0
// excused: a cell that says why it loses what it owns.
//
// Context  any.
// Owns     nothing that it could give back.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

ATOMIC bool excused_try(uint32_t bytes);
