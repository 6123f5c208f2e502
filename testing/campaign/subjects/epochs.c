// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/epoch:retire. Words 0 to 3 are what is retired, 4 a status, 5 a mark, 8 says that it was released.
#include "kernel/epoch/retire.h"
#include "testing/campaign/subject.h"

static struct epoch_retired *retired_of(struct campaign_kept *kept) {
  return (struct epoch_retired *)&kept->word[0];
}
static_assert(sizeof(struct epoch_retired) == 4 * sizeof(uint64_t));

CELL_CALLBACK void epochs_release(uint64_t object) {
  ((struct campaign_kept *)object)->word[8] = 1;
}

CELL_CALLBACK void epochs_call_retire(struct campaign_kept *kept) {
  epoch_retire(retired_of(kept), epochs_release, (uint64_t)kept);
}
CELL_CALLBACK void epochs_finish(struct campaign_kept *kept) {
  kept->word[4] = epoch_wait();
}
CAMPAIGN_SUBJECT(epoch_retired_one, "epoch_retire", "one", NULL, epochs_call_retire, epochs_finish);
CAMPAIGN_SUBJECT(epoch_waited, "epoch_wait", "nothing is retired", NULL, epochs_finish, NULL);

// The steps of the task that releases, with nothing to release: that task makes them too.
CELL_CALLBACK void epochs_call_begin(struct campaign_kept *kept) {
  kept->word[4] = epoch_begin();
}
CAMPAIGN_SUBJECT(epoch_begun, "epoch_begin", "nothing is there", NULL, epochs_call_begin, NULL);
CELL_CALLBACK void epochs_call_release_one(struct campaign_kept *kept) {
  kept->word[4] = epoch_release_one();
}
CAMPAIGN_SUBJECT(epoch_released_one, "epoch_release_one", "nothing is there", epochs_call_begin,
                 epochs_call_release_one, NULL);
CELL_CALLBACK void epochs_call_look(struct campaign_kept *kept) {
  kept->word[4] = epoch_look(&kept->word[5]);
}
CAMPAIGN_SUBJECT(epoch_looked, "epoch_look", "nothing is there", NULL, epochs_call_look, NULL);
