// SPDX-License-Identifier: Apache-2.0
// subject: what the tests of swaps replace. Its versions differ in one thing each.
#pragma once
#include "kernel/base/cell.h"

struct subject_answer {
  uint32_t version, calls;
};

ATOMIC uint64_t subject_add(uint64_t more);                 // to what it keeps; returns the sum
READ uint32_t subject_version(void);                        // which version answers
STEPS status_t subject_ask(struct subject_answer *answer);  // the same as a request
READ uint32_t (*subject_callback(void))(void);              // the address of a callback of its own
