// SPDX-License-Identifier: Apache-2.0
// planned: a plan of kernel/swap/plan with its memory, over the region of an image on the build machine.
#pragma once
#include "kernel/swap/plan/plan.h"
#ifdef __cplusplus
extern "C" {
#endif

struct planned {
  struct plan plan;
  void *memory;
  const char *text;  // what the plan says; until the next one is made
};

status_t planned_make(struct planned *planned, const uint8_t *region, const struct plan_change *changes, uint32_t count,
                      bool back);
void planned_free(struct planned *planned);
void planned_apply(const struct planned *planned,
                   uint8_t *region);  // afterwards the region is that of a system that has swapped so

#ifdef __cplusplus
}
#endif
