// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/frames.
#include "kernel/frames/frames.h"

#include "testing/campaign/subject.h"

CELL_CALLBACK void frames_prepare_taken(struct campaign_kept *kept) {
  (void)!frames_take(3, &kept->word[0]);
}
CELL_CALLBACK void frames_finish_taken(struct campaign_kept *kept) {
  (void)!frames_give(kept->word[0], 3);
}

CELL_CALLBACK void frames_call_take(struct campaign_kept *kept) {
  kept->word[1] = frames_take(0, &kept->word[0]);
}
CELL_CALLBACK void frames_finish_take(struct campaign_kept *kept) {
  if (kept->word[1] == OK) (void)!frames_give(kept->word[0], 0);
}
CAMPAIGN_SUBJECT(frames_take_one, "frames_take", "splits the smallest block", NULL, frames_call_take,
                 frames_finish_take);

CELL_CALLBACK void frames_call_large(struct campaign_kept *kept) {
  kept->word[1] = frames_take(FRAME_ORDER_MAX + 1, &kept->word[0]);
}
CAMPAIGN_SUBJECT(frames_take_large, "frames_take", "too large", NULL, frames_call_large, NULL);

CELL_CALLBACK void frames_call_give(struct campaign_kept *kept) {
  kept->word[1] = frames_give(kept->word[0], 3);
}
CAMPAIGN_SUBJECT(frames_give_one, "frames_give", "joins with its buddies", frames_prepare_taken, frames_call_give,
                 NULL);

CELL_CALLBACK void frames_call_twice(struct campaign_kept *kept) {
  kept->word[1] = frames_give(kept->word[0] + FRAME_SIZE, 3);
}
CAMPAIGN_SUBJECT(frames_give_wrong, "frames_give", "what was not taken", frames_prepare_taken, frames_call_twice,
                 frames_finish_taken);

CELL_CALLBACK void frames_call_split(struct campaign_kept *kept) {
  kept->word[1] = frames_split(kept->word[0], 3);
}
CELL_CALLBACK void frames_finish_split(struct campaign_kept *kept) {
  (void)!frames_give(kept->word[0], 2);
  (void)!frames_give(kept->word[0] + 4 * FRAME_SIZE, 2);
}
CAMPAIGN_SUBJECT(frames_split_one, "frames_split", "in two", frames_prepare_taken, frames_call_split,
                 frames_finish_split);

CELL_CALLBACK void frames_call_fail(struct campaign_kept *) {
  frames_fail_after(5);
}
CELL_CALLBACK void frames_finish_fail(struct campaign_kept *) {
  frames_fail_after(0);
}
CAMPAIGN_SUBJECT(frames_fail, "frames_fail_after", "sets", NULL, frames_call_fail, frames_finish_fail);
