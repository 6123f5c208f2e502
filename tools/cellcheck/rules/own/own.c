// SPDX-License-Identifier: Apache-2.0
// The rules own.*: docs/ownership.md.
#include "tools/cellcheck/rules/own/engine.h"

void rule_ownership(const struct cell *cell, struct reports *reports) {
  run_cell(cell, reports, true, false);
}
