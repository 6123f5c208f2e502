// SPDX-License-Identifier: Apache-2.0
// backwards: undo in the wrong order, which the campaign has to notice.
#pragma once
#include "kernel/nucleus/undo.h"

// Restores the oldest record first and the newest last; answers `start`. What the walk to a record restores on its way is restored
// again later.
RAW_STATIC uint64_t undo_oldest_first(uint64_t start, uint64_t cursor) {
  uint64_t records = 0;
  for (uint64_t at = cursor; at > start; records++)
    at = undo_record(at);
  for (; records > 0; records--)
    for (uint64_t at = cursor, i = 0; i < records; i++)
      at = undo_record(at);
  return start;
}
