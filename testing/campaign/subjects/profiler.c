// SPDX-License-Identifier: Apache-2.0
// Calls of kernel/profiler, whose timers never come here.
#include "kernel/profiler/profiler.h"
#include "testing/campaign/subject.h"

CELL_CALLBACK void profiler_call_reserve(struct campaign_kept *kept) {
  kept->word[0] = profiler_reserve(7);
}
CELL_CALLBACK void profiler_prepare(struct campaign_kept *kept) {
  profiler_call_reserve(kept);
}
CELL_CALLBACK void profiler_finish(struct campaign_kept *) {
  profiler_clear();
}
CAMPAIGN_SUBJECT(profiler_reserved, "profiler_reserve", "the first", NULL, profiler_call_reserve, profiler_finish);

CELL_CALLBACK void profiler_call_stop(struct campaign_kept *) {
  profiler_stop();
}
CAMPAIGN_SUBJECT(profiler_stopped, "profiler_stop", "with a table", profiler_prepare, profiler_call_stop,
                 profiler_finish);

CELL_CALLBACK void profiler_call_clear(struct campaign_kept *) {
  profiler_clear();
}
CAMPAIGN_SUBJECT(profiler_cleared, "profiler_clear", "with a table", profiler_prepare, profiler_call_clear, NULL);
