// SPDX-License-Identifier: Apache-2.0
// Nobody looks.
#include "kernel/lock/ranks.h"

status_t lock_rank_report(uint64_t, struct lock_rank_report *) {
  return UNSUPPORTED;
}
