// SPDX-License-Identifier: Apache-2.0
// Where the running subject keeps what it has.
#include "testing/campaign/subject.h"

CELL_STATE(struct campaign_kept, campaign_kept);

CELL_CALLBACK status_t campaign_kept_init(void) {
  campaign_kept = (struct campaign_kept){};
  return OK;
}

CELL_OPS(struct cell_lifecycle, campaign_kept_lifecycle) = {.init = campaign_kept_init};
