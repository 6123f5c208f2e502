// SPDX-License-Identifier: Apache-2.0
// look: where a READ outside transactions enters a lock while it holds others.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"

#ifdef LOCK_RANKS
RAW_PRIVATE void ranks_look(const struct nucleus_transaction *holder, const struct lock *entered);
#else
static inline void ranks_look(const struct nucleus_transaction *, const struct lock *) {}
#endif
