// SPDX-License-Identifier: Apache-2.0
// ring: a queue of words, as another cell makes it.
#pragma once
#include "kernel/base/cell.h"

struct OWNED ring;

ATOMIC OWN_RET struct ring *ring_create(uint32_t slots);
ATOMIC void ring_destroy(OWN struct ring *ring);  // null is allowed
ATOMIC status_t ring_push(struct ring *ring, uint32_t word);
ATOMIC status_t ring_pop(struct ring *ring, uint32_t *word);
READ uint32_t ring_count(const struct ring *ring);
READ VIEW_RET const char *ring_name(const struct ring *ring);
