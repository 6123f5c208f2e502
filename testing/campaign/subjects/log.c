// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/log and kernel/trace.
#include "kernel/log/log.h"

#include "kernel/trace/trace.h"
#include "testing/campaign/subject.h"

TRACE_POINT(campaign_point, "campaign", "", "");

CELL_CALLBACK void log_call_level(struct campaign_kept *) {
  log_set_level(LOG_ERROR);
}
CELL_CALLBACK void log_finish_level(struct campaign_kept *) {
  log_set_level(LOG_INFO);
}
CAMPAIGN_SUBJECT(log_level_set, "log_set_level", "errors only", NULL, log_call_level, log_finish_level);

CELL_CALLBACK void trace_call_point(struct campaign_kept *kept) {
  kept->word[0] = trace_point_set(&campaign_point, false);
}
CELL_CALLBACK void trace_finish_point(struct campaign_kept *) {
  (void)!trace_point_set(&campaign_point, true);
}
CAMPAIGN_SUBJECT(trace_point_off, "trace_point_set", "off", NULL, trace_call_point, trace_finish_point);

CELL_CALLBACK void trace_call_set(struct campaign_kept *) {
  trace_set(false);
}
CELL_CALLBACK void trace_finish_set(struct campaign_kept *) {
  trace_set(true);
}
CAMPAIGN_SUBJECT(trace_all_off, "trace_set", "off", NULL, trace_call_set, trace_finish_set);

CELL_CALLBACK void trace_call_detail(struct campaign_kept *) {
  trace_set_detail(true);
}
CELL_CALLBACK void trace_finish_detail(struct campaign_kept *) {
  trace_set_detail(false);
}
CAMPAIGN_SUBJECT(trace_in_detail, "trace_set_detail", "on", NULL, trace_call_detail, trace_finish_detail);

CELL_CALLBACK void trace_call_clear(struct campaign_kept *) {
  trace_clear();
}
CAMPAIGN_SUBJECT(trace_cleared, "trace_clear", "of this processor", NULL, trace_call_clear, NULL);

CELL_CALLBACK void trace_call_start(struct campaign_kept *kept) {
  kept->word[0] = trace_start_cpu(1);
}
CAMPAIGN_SUBJECT(trace_second_cpu, "trace_start_cpu", "another processor", NULL, trace_call_start, NULL);
