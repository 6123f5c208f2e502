// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/epoch:retire. Words 0 to 3 are what is retired, 4 a status, 5 a mark, 8 says that it was released, 9 that it can be found.
#include "kernel/arch/arch.h"
#include "kernel/epoch/epoch.h"
#include "kernel/epoch/retire.h"
#include "kernel/sched/sched.h"
#include "testing/campaign/subjects/crowd.h"

static struct epoch_retired *retired_of(struct campaign_kept *kept) {
  return (struct epoch_retired *)&kept->word[0];
}
static_assert(sizeof(struct epoch_retired) == 4 * sizeof(uint64_t));

enum { BEGIN_TURNS = 20 };

CELL_CALLBACK void epochs_release(uint64_t object) {
  ((struct campaign_kept *)object)->word[8] = 1;
}

CELL_CALLBACK void epochs_prepare(struct campaign_kept *kept) {
  kept->word[9] = 1;
}
CELL_CALLBACK void epochs_call_retire(struct campaign_kept *kept) {
  for (uint32_t i = 0; i < BEGIN_TURNS; i++)
    arch_pause();  // others come into a section
  kept->word[9] = 0;
  epoch_retire(retired_of(kept), epochs_release, (uint64_t)kept);
}
CELL_CALLBACK void epochs_finish(struct campaign_kept *kept) {
  kept->word[4] = epoch_wait();
}
CAMPAIGN_SUBJECT(epoch_retired_one, "epoch_retire", "one", epochs_prepare, epochs_call_retire, epochs_finish);
CAMPAIGN_SUBJECT(epoch_waited, "epoch_wait", "nothing is retired", NULL, epochs_finish, NULL);
// Retired beforehand: a call is made again when it faults, and an object can be retired once only.
CELL_CALLBACK void epochs_prepare_retired(struct campaign_kept *kept) {
  epochs_prepare(kept);
  epochs_call_retire(kept);
}
CAMPAIGN_WAITING_SUBJECT(epoch_waited_for, "epoch_wait", "until it is released", epochs_prepare_retired, epochs_finish,
                         NULL);

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

// ---- Readers on other processors ----

enum { READ_TURNS = 300 };  // longer than a release takes where nobody waits for readers

// What was found in a section is there to the section's end, whoever goes on meanwhile.
static bool reads(const struct campaign_kept *kept) {
  epoch_enter();
  bool found = __atomic_load_n(&kept->word[9], __ATOMIC_ACQUIRE) != 0;
  for (uint32_t i = 0; i < READ_TURNS; i++)
    arch_pause();
  bool released = __atomic_load_n(&kept->word[8], __ATOMIC_ACQUIRE) != 0;
  epoch_leave();
  return !found || !released;
}
CELL_CALLBACK void epochs_work(struct campaign_kept *kept, uint64_t) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    if (!reads(kept)) crowd_wrong("what a section had found was released in it");
    sched_give_way();
  }
  crowd_leave();
}
CELL_OPS(struct campaign_neighbours, epochs_crowd) = {.work = epochs_work};
