// SPDX-License-Identifier: Apache-2.0
// prelude: what the examples in this folder take for granted: the tree's headers, and that of a cell which makes rings.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sync/sync.h"

struct OWNED ring;

ATOMIC OWN_RET struct ring *ring_create(uint32_t slots);
ATOMIC void ring_destroy(OWN struct ring *ring);  // null is allowed
ATOMIC status_t ring_push(struct ring *ring, uint32_t word);
READ uint32_t ring_count(const struct ring *ring);
