// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/watchdog. Word 0 is a status.
#include "kernel/watchdog/watchdog.h"
#include "testing/campaign/subject.h"

CELL_STATE(struct watchdog_finding, campaign_finding);

CELL_CALLBACK void watchdogs_call_expect(struct campaign_kept *) {
  watchdog_expect(UINT64_C(1'000'000'000));
}
CELL_CALLBACK void watchdogs_finish(struct campaign_kept *) {
  watchdog_expect(0);
}
CAMPAIGN_SUBJECT(watchdog_expected, "watchdog_expect", "a second", NULL, watchdogs_call_expect, watchdogs_finish);

CELL_CALLBACK void watchdogs_call_look(struct campaign_kept *kept) {
  kept->word[0] = watchdog_look(1, &campaign_finding);
}
CAMPAIGN_SUBJECT(watchdog_looked, "watchdog_look", "at the next task", NULL, watchdogs_call_look, NULL);

CELL_CALLBACK void watchdogs_call_mend(struct campaign_kept *kept) {
  kept->word[0] = watchdog_mend(&campaign_finding);
}
CAMPAIGN_SUBJECT(watchdog_mended, "watchdog_mend", "nothing was found", NULL, watchdogs_call_mend, NULL);

CELL_CALLBACK void watchdogs_call_count(struct campaign_kept *) {
  watchdog_count(WATCHDOG_LONG);
}
CAMPAIGN_SUBJECT(watchdog_counted, "watchdog_count", "one more", NULL, watchdogs_call_count, NULL);

// What it told of a processor stays told; the world that the next subject begins in is as it was.
CELL_CALLBACK void watchdogs_call_silence(struct campaign_kept *kept) {
  kept->word[0] = watchdog_note_silence(0, 3);
}
CAMPAIGN_SUBJECT(watchdog_silence_noted, "watchdog_note_silence", "the first time", NULL, watchdogs_call_silence, NULL);
