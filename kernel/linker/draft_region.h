// SPDX-License-Identifier: Apache-2.0
// draft_region: drafts as kernel/swap uses them, over a region that is plain memory.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "kernel/graph/graph.h"
#include "kernel/linker/linker.h"

// Exactly as much memory as linker_draft_bytes says, so that the address sanitizer sees a byte too many.
struct DraftMemory {
  explicit DraftMemory(const linker_needs &needs)
      : bytes(static_cast<uint8_t *>(aligned_alloc(64, (linker_draft_bytes(&needs) + 63) / 64 * 64 + 64))) {
    memset(bytes, 0, linker_draft_bytes(&needs));
  }
  ~DraftMemory() {
    free(bytes);
  }
  DraftMemory(const DraftMemory &) = delete;
  uint8_t *bytes;
};

// Puts the draft's bytes behind the used parts, which changes nothing that anybody reads.
inline void DraftPrepare(uint8_t *region, const linker_draft &draft) {
  for (uint32_t i = 0; i < REGION_AREAS; i++) {
    const linker_area &area = draft.areas[i];
    memcpy(region + (area.start - REGION_BASE) + area.before, area.bytes, area.used - area.before);
  }
}

// Exchanges the words; twice is as never.
inline void DraftCommit(uint8_t *region, linker_draft &draft) {
  for (uint32_t i = 0; i < draft.patch_count; i++)
    std::swap(*reinterpret_cast<uint64_t *>(region + (draft.patches[i].address - REGION_BASE)), draft.patches[i].value);
}
