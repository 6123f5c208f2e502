// SPDX-License-Identifier: Apache-2.0
// The rules borrow.*: docs/ownership.md. A borrow is followed by the same run that follows what is owned; rules/own/keep.c has what outlives a call.
#include "tools/cellcheck/rules/own/engine.h"

void rule_borrows(const struct cell *cell, struct reports *reports) {
  run_cell(cell, reports, false, true);
}
