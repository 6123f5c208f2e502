// SPDX-License-Identifier: Apache-2.0
// backtrace: where a context stands that does not run at the moment: one that was suspended, or that an interrupt came into.
//
// Context  any, while nobody switches to the context: its task is held under a lock, or it was interrupted here.
// Owns     nothing.
// State    none.
// Errors   a chain of frames that leaves the stack or does not rise ends there.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/nucleus/nucleus.h"

// The instruction at which it goes on, and then the return addresses along the frame pointers, outward. How many; 0: its stack does not hold what the nucleus left.
READ uint32_t backtrace_context(const struct nucleus_context *context, uint64_t *frames, uint32_t most);
