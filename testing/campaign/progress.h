// SPDX-License-Identifier: Apache-2.0
// progress: a file with a line for each subject that is done, so that a campaign that was broken off goes on where it was.
#pragma once
#include "testing/campaign/campaign.h"

struct progress;

// Reads what is there: a file of another image, seed, shard or sampling is refused with a sentence, and left alone. Null: it cannot be
// used. What was cut off in its last line counts as not done.
struct progress *progress_open(const char *path, const char *image, const struct campaign_options *options);
// True: the subject is done; what it brought is added to the totals.
bool progress_has(const struct progress *progress, const struct campaign_subject *subject,
                  struct campaign_totals *totals);
// The subject is done, between the two states of the totals. False: the line could not be written.
bool progress_note(struct progress *progress, const struct campaign_subject *subject,
                   const struct campaign_totals *before, const struct campaign_totals *after);
void progress_close(struct progress *progress);
