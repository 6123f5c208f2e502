// SPDX-License-Identifier: Apache-2.0
// Counters of each size, so that a fault between two of them shows whether each is taken back.
#include "testing/campaign/subjects/sizes.h"

#include "testing/campaign/subject.h"

struct campaign_counters {
  uint8_t byte[3];
  uint16_t half[3];
  uint32_t word[3];
  uint64_t large[3];
};
CELL_STATE(struct campaign_counters, campaign_sizes);

uint64_t campaign_sizes_count(void) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < 3; i++) {
    sum += ++campaign_sizes.byte[i];
    sum += ++campaign_sizes.half[i];
    sum += ++campaign_sizes.word[i];
    sum += ++campaign_sizes.large[i];
  }
  return sum;
}

CELL_CALLBACK void campaign_call_sizes(struct campaign_kept *kept) {
  kept->word[0] = campaign_sizes_count();
}
CAMPAIGN_SUBJECT(campaign_sizes_counted, "campaign_sizes_count", "a store of each", NULL, campaign_call_sizes, NULL);
