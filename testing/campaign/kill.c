// SPDX-License-Identifier: Apache-2.0
// One subject's call made by a victim, which is killed at each of the call's instructions. What is left must be what is left when the
// victim did not call, or when it called and ended: a killed call has happened whole or not at all, and nothing stays behind.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/machine.h"
#include "testing/campaign/campaign.h"

enum { VECTOR_PROTECTION = 13, TOLD = 5 };

struct run {
  const struct campaign_options *options;
  const struct campaign_subject *subject;
  uint64_t victim;  // where its state lies
  uint64_t gate, back, stack;
  const struct nucleus_context *context;  // of the victim, from the call on
  bool inside, done, forced, with_fault, counts;
  uint64_t instructions, stride, rip;
  struct sim_world *at;
};

// The interrupt whose handler kills comes now, or as soon as interrupts are on; with a fault at the same instruction, behind its
// handling.
static void force(struct run *run, const struct sim_registers *registers) {
  run->forced = true;
  run->rip = registers->rip;
  run->with_fault = run->options->second != 0 && run->instructions % run->options->second == 0;
  if (run->options->only != 0) campaign_here(registers, run->subject->calls, run->instructions);
  if (run->with_fault) sim_force_fault(VECTOR_PROTECTION, 0, 0);
  (void)sim_force_interrupt(MACHINE_FIRST_VECTOR + CAMPAIGN_LINE);
}

static enum sim_action step(struct sim_registers *registers, void *data) {
  struct run *run = data;
  const struct campaign_victim *victim = (const struct campaign_victim *)run->victim;
  if (!run->inside && victim->calling && registers->rip == run->gate) {
    run->inside = true;
    run->context = sim_cpu()->current;
    run->stack = registers->rsp;
    sim_read(registers->rsp, &run->back, sizeof run->back);
  }
  if (!run->inside || sim_cpu()->current != run->context) return SIM_STEP;
  run->done |= registers->rip == run->back && registers->rsp > run->stack;
  if (run->done) return SIM_RUN;
  run->instructions++;
  if (run->counts || !campaign_is_point(run->options, run->instructions, run->stride)) return SIM_STEP;
  run->at = sim_save(run->at, registers);
  force(run, registers);
  return SIM_RUN;
}

static bool read_remains(const struct run *run, struct campaign_victim *victim) {
  return sim_read(run->victim, victim, sizeof *victim) && victim->started;
}

// Without a kill: what is left when the victim calls, or does not.
static bool undisturbed(const struct run *run, uint64_t runner, uint64_t kept, bool calls,
                        struct campaign_remains *remains) {
  struct campaign_victim victim = {.prepare = run->subject->prepare, .call = calls ? run->subject->call : NULL};
  uint64_t arguments[6] = {kept};
  sim_on_step(NULL, NULL);
  sim_restore(NULL);
  sim_write(run->victim, &victim, sizeof victim);
  if (sim_call(runner, arguments, NULL) != SIM_READY || !read_remains(run, &victim)) return false;
  *remains = victim.remains;
  return true;
}

static enum sim_end start(struct run *run, uint64_t runner, uint64_t kept) {
  struct campaign_victim victim = {.prepare = run->subject->prepare, .call = run->subject->call};
  uint64_t arguments[6] = {kept};
  sim_restore(NULL);
  sim_write(run->victim, &victim, sizeof victim);
  run->inside = run->done = run->forced = false;
  run->instructions = 0;
  sim_on_step(step, run);
  return sim_call(runner, arguments, NULL);
}

// Subjects that cannot be asked what is left of a killed caller; null: this one can.
static const char *why_not(const char *function) {
  static const char *const reasons[][2] = {
      {"ledger_set_notice", "behind it nobody tells the undertaker that there is somebody to bury"},
      {"policy_account", "its helper is in no run queue, so it cannot be ended"},
      {"policy_choose", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_enqueue", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_remove", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_steal", "its helper is in no run queue but its own, so it cannot be ended"},
      {"task_create", "its helper is in no run queue, so it cannot be ended"},
      {"task_create_with", "its helper is in no run queue, so it cannot be ended"},
  };
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (strcmp(reasons[i][0], function) == 0) return reasons[i][1];
  return NULL;
}

static bool is_same(const struct campaign_remains *a, const struct campaign_remains *b) {
  return memcmp(a, b, sizeof *a) == 0;
}

static void tell(const char *what, const struct campaign_remains *remains) {
  printf("    %-12s frames free %" PRIu64 ", heap live %" PRIu64 " (%" PRIu64 " bytes), ledger entries %" PRIu64
         ", quarantined %" PRIu64 ", tasks %" PRIu64 ", broken states %" PRIu64 "\n",
         what, remains->frames_free, remains->heap_live, remains->heap_bytes, remains->ledger_entries,
         remains->quarantined, remains->tasks, remains->broken_states);
}

bool campaign_kill_run(const struct campaign_options *options, const struct campaign_subject *subject, uint64_t runner,
                       struct campaign_totals *totals) {
  const char *reason = why_not(subject->calls);
  if (reason != NULL) return printf("%s, %s: skipped: %s\n", subject->calls, subject->what, reason), true;
  struct run run = {.options = options, .subject = subject, .gate = campaign_gate(subject->calls), .stride = 1};
  uint64_t kept = sim_state("//testing/campaign/subjects:kept", "campaign_kept", NULL), different = 0;
  run.victim = sim_state("//testing/campaign/subjects:victim", "campaign_victim", NULL);
  struct campaign_remains without, with;
  if (run.gate == 0 || run.victim == 0 || !undisturbed(&run, runner, kept, false, &without) ||
      !undisturbed(&run, runner, kept, true, &with)) {
    printf("%s, %s: no victim could make this call\n", subject->calls, subject->what);
    return false;
  }
  if (options->most != 0) {
    run.counts = true;
    start(&run, runner, kept);
    run.counts = false;
    run.stride = campaign_stride(options, run.instructions);
  }
  enum sim_end end = start(&run, runner, kept);
  while (run.forced) {
    struct campaign_victim victim = {0};
    bool good = end == SIM_READY && read_remains(&run, &victim) &&
                (is_same(&victim.remains, &without) || is_same(&victim.remains, &with));
    totals->points++;
    totals->seconds += run.with_fault;
    if (!good && different++ < TOLD) {
      printf("  %s, %s, killed at point %" PRIu64 "%s, at %s: %s\n", subject->calls, subject->what, run.instructions,
             run.with_fault ? " with a fault" : "", campaign_place(run.rip),
             end == SIM_READY ? "what is left differs" : "the system ended");
      tell("not called:", &without);
      tell("called:", &with);
      tell("killed:", &victim.remains);
    }
    if (end != SIM_READY) break;
    run.forced = false;
    sim_on_step(step, &run);
    end = sim_continue(run.at);
  }
  campaign_add(options, subject, run.instructions, different, totals);
  sim_world_free(run.at);
  return different == 0 && end == SIM_READY && run.inside;
}
