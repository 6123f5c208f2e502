// SPDX-License-Identifier: Apache-2.0
// lost: a cell that loses what it owns.
//
// Context  any.
// Owns     nothing that it could give back.
// State    none.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

ATOMIC bool lost_try(uint32_t bytes);
