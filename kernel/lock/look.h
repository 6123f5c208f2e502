// SPDX-License-Identifier: Apache-2.0
// look: what the files of kernel/lock share: the rows of meetings, and where a READ outside transactions enters a lock while it holds others.
#pragma once
#include "kernel/lock/lock.h"
#include "kernel/lock/meetings.h"
#include "kernel/nucleus/nucleus.h"

extern struct lock_meetings lock_rows[CELL_CPUS_MAX];

#ifdef LOCK_RANKS
RAW_PRIVATE void ranks_look(const struct nucleus_transaction *holder, const struct lock *entered);
#else
static inline void ranks_look(const struct nucleus_transaction *, const struct lock *) {}
#endif
