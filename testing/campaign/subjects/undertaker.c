// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/undertaker and kernel/state.
#include "kernel/undertaker/undertaker.h"

#include "kernel/graph/graph.h"
#include "kernel/sched/sched.h"
#include "kernel/state/state.h"
#include "kernel/task/task.h"
#include "testing/campaign/subject.h"

CELL_CALLBACK void undertaker_call_begin(struct campaign_kept *) {
  undertaker_begin();
}
CAMPAIGN_SUBJECT(undertaker_new, "undertaker_begin", "another one", NULL, undertaker_call_begin, NULL);

CELL_OPS(struct ledger_type, campaign_body) = {.name = "campaign body"};

CELL_CALLBACK void undertaker_prepare_step(struct campaign_kept *) {
  ledger_disown(ledger_add(LEDGER_SELF, &campaign_body, 0x5000));
}
CELL_CALLBACK void undertaker_call_step(struct campaign_kept *kept) {
  kept->word[0] = undertaker_step((struct ledger_work *)&kept->word[4]);
}
CAMPAIGN_SUBJECT(undertaker_one, "undertaker_step", "one object", undertaker_prepare_step, undertaker_call_step, NULL);

CELL_CALLBACK void undertaker_call_rest(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)undertaker_rest();
}
CELL_CALLBACK void undertaker_finish_rest(struct campaign_kept *) {
  sched_wait_leave(task_current());
}
CAMPAIGN_SUBJECT(undertaker_wait, "undertaker_rest", "to its wait", NULL, undertaker_call_rest, undertaker_finish_rest);

CELL_CALLBACK void state_prepare_rebuild(struct campaign_kept *kept) {
  kept->word[0] = graph_find(graph_running(), "//kernel/sched");
}
CELL_CALLBACK void state_call_rebuild(struct campaign_kept *kept) {
  kept->word[1] = (uint64_t)state_rebuild_cell((uint32_t)kept->word[0]);
}
CAMPAIGN_SUBJECT(state_rebuild_sched, "state_rebuild_cell", "the run queue", state_prepare_rebuild, state_call_rebuild,
                 NULL);
