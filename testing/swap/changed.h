// SPDX-License-Identifier: Apache-2.0
// The subject's header with another parameter type.
#pragma once
#include "kernel/base/cell.h"

struct subject_answer {
  uint32_t version, calls;
};

ATOMIC uint64_t subject_add(uint32_t more);
READ uint32_t subject_version(void);
STEPS status_t subject_ask(struct subject_answer *answer);
READ uint32_t (*subject_callback(void))(void);
