// SPDX-License-Identifier: Apache-2.0
// left_out_test IMAGE: a task that owns nothing is buried by an AFTER; that one faults twice, and is left out. Who joins the task is told all the
// same, and nothing of it stays.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/base/status.h"
#include "kernel/graph/graph.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/sim.h"
#include "testing/campaign/subject.h"

enum { VECTOR_INVALID_CODE = 6, PATIENCE = 100000, BEGINNERS = 64, TIMES = 2 };

struct run {
  uint64_t address;  // of the AFTER's function
  uint32_t faults;
};

static const uint8_t *region(void) {
  return (const uint8_t *)REGION_BASE;
}

static const struct campaign_subject *find_subject(const char *calls, const char *what) {
  const struct graph_ops *row;
  for (uint32_t i = 0; (row = graph_ops(region(), i)) != NULL; i++) {
    const struct campaign_subject *subject = (const struct campaign_subject *)row->address;
    if (strcmp(graph_string(region(), row->type), "struct campaign_subject") == 0 &&
        strcmp(subject->calls, calls) == 0 && strcmp(subject->what, what) == 0)
      return subject;
  }
  return NULL;
}

static uint64_t find_function(const char *name) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region(), i)) != NULL; i++)
    for (uint32_t j = 0; j < cell->symbols.count; j++) {
      const struct graph_symbol *symbol = graph_symbol(region(), cell->symbols.first + j);
      if (strcmp(graph_string(region(), symbol->name), name) == 0) return cell->text_address + symbol->offset;
    }
  return 0;
}

static enum sim_action step(struct sim_registers *registers, void *data) {
  struct run *run = data;
  if (registers->rip != run->address) return SIM_STEP;
  sim_force_fault(VECTOR_INVALID_CODE, 0, 0);
  return ++run->faults < TIMES ? SIM_STEP : SIM_RUN;
}

static void quiet(const uint8_t *, size_t) {}

static uint64_t call(uint64_t function, uint64_t argument) {
  uint64_t arguments[6] = {argument}, result[2] = {0};
  sim_patience(PATIENCE);
  if (sim_call(function, arguments, result) != SIM_READY) fputs("left_out_test: a call does not come back\n", stderr);
  return result[0];
}

static int fails(const char *what) {
  fprintf(stderr, "left_out_test: %s\n", what);
  return 1;
}

int main(int count, char **words) {
  struct sim_options machine = {.image = words[count - 1], .tables_writable = true, .output = quiet};
  if (count != 2 || sim_boot(&machine, NULL) != SIM_READY) return fails("IMAGE did not come to its caller");
  for (uint32_t i = 0; i < BEGINNERS; i++)
    (void)call(sim_function("//kernel/sched", "sched_give_way"), 0);
  const struct campaign_subject *ready = find_subject("sched_set_cpus", "the first only"),
                                *subject = find_subject("sched_join", "one that has ended");
  struct run run = {.address = find_function("sched_bury_at_once")};
  struct campaign_kept *kept =
      (struct campaign_kept *)sim_state("//testing/campaign/subjects:kept", "campaign_kept", NULL);
  if (ready == NULL || subject == NULL || run.address == 0)
    return fails("the image has no such subject, or the scheduler no such function");
  uint64_t tasks = call(sim_function("//kernel/task", "task_count"), 0);
  call((uint64_t)ready->prepare, (uint64_t)kept);
  sim_on_step(step, &run);
  uint64_t arguments[6] = {(uint64_t)kept};
  sim_patience(PATIENCE);
  enum sim_end end = sim_call((uint64_t)subject->call, arguments, NULL);
  sim_on_step(NULL, NULL);
  if (run.faults != TIMES) return fails("the AFTER did not come");
  if (end != SIM_READY) return fails("who joins waits for ever");
  if (sim_cpu()->abandoned_afters != 1) return fails("the AFTER was not left out");
  if (kept->word[1] != OK) return fails("the join was not told of an end");
  call((uint64_t)subject->finish, (uint64_t)kept);
  if (call(sim_function("//kernel/task", "task_count"), 0) != tasks) return fails("the task's record stays");
  printf("left out: an AFTER that faulted %" PRIu32 " times; the joiner was told\n", run.faults);
  return 0;
}
