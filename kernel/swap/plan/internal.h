// SPDX-License-Identifier: Apache-2.0
// internal: what the files of the plan share.
#pragma once
#include "kernel/base/text.h"
#include "kernel/swap/plan/plan.h"

RAW_BEGIN

static inline const char *plan_label(const struct plan *plan, uint32_t cell) {  // of a live cell
  return graph_string(plan->region, graph_cell(plan->region, cell)->label);
}

// missing.c: after a refusal: finds the cells that the set lacks, and offers them.
void plan_offer_missing(struct plan *plan);

RAW_END
