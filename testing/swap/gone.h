// SPDX-License-Identifier: Apache-2.0
// The subject's header without subject_version.
#pragma once
#include "kernel/base/cell.h"

struct subject_answer {
  uint32_t version, calls;
};

ATOMIC uint64_t subject_add(uint64_t more);
READ status_t subject_look(struct subject_answer *answer);
