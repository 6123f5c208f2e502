// SPDX-License-Identifier: Apache-2.0
// inside: the parts of rule_state.
#pragma once
#include "tools/cellcheck/report.h"

void state_points(const struct cell *cell, struct reports *reports);
void state_handles(const struct cell *cell, struct reports *reports);
