// SPDX-License-Identifier: Apache-2.0
// One subject's call made by a victim, which is killed at each of the call's instructions, or whose call faults there while others work on
// the other processors. What is left must be what is left when the victim called and ended, or, of one that was killed, when it did not call:
// a call has happened whole or not at all, and nothing stays behind.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/base/lock_word.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/task/task.h"
#include "platforms/host_sim/machine.h"
#include "testing/campaign/campaign.h"

enum { VECTOR_INVALID_CODE = 6, VECTOR_PROTECTION = 13, VECTOR_PAGE = 14, TOLD = 5, PLACES = 8 };
enum {
  AWAY = 256,      // instructions of others between two of the victim's, at most
  BACK = 1000000,  // how long to look for its coming back
  PATIENCE =
      5000000,  // calls into the loader: a run takes some thousands, each conflict of locks in it some ten thousand
};

struct run {
  const struct campaign_options *options;
  const struct campaign_subject *subject;
  const struct campaign_neighbours *neighbours;
  uint64_t victim;  // where its state lies
  uint64_t gate, back, stack;
  const struct nucleus_context *context;  // of the victim, from the call on
  bool inside, done, forced, with_fault, counts;
  uint64_t away, coming;  // instructions that others have yet, until it comes back: then it is done to it
  uint64_t turns;         // of others, that came between two instructions
  uint64_t instructions, candidates, stride, rip, stack_there;
  struct sim_world *begin, *at;
};

static bool is_many(const struct run *run) {
  return run->options->cpus > 1;
}

static void force_fault(const struct run *run) {
  uint64_t choice = campaign_random(run->options->seed, run->instructions);
  switch (choice % 3) {
  case 0: return sim_force_fault(VECTOR_INVALID_CODE, 0, 0);
  case 1: return sim_force_fault(VECTOR_PROTECTION, 0, 0);
  default: return sim_force_fault(VECTOR_PAGE, 2, choice >> 20 << 4);
  }
}

// Of a kill: the interrupt whose handler kills comes now, or as soon as interrupts are on; with a fault at the same instruction, behind its
// handling.
static void force(struct run *run) {
  if (!run->options->kills) return force_fault(run);
  if (run->with_fault) sim_force_fault(VECTOR_PROTECTION, 0, 0);
  (void)sim_force_interrupt(MACHINE_FIRST_VECTOR + CAMPAIGN_LINE);
}

// Code of the platform's cells is what hardware does at once.
static bool is_hardware(uint64_t rip) {
  static const char platform[] = "//platforms/";
  const uint8_t *region = (const uint8_t *)REGION_BASE;
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    if (rip - cell->text_address < cell->text_size)
      return strncmp(graph_string(region, cell->label), platform, sizeof platform - 1) == 0;
  return false;
}

// Before every second point of several processors another one has some instructions.
static bool lets_another_go_on(struct run *run) {
  if (!is_many(run)) return false;
  uint64_t choice = campaign_random(~run->options->seed, run->instructions);
  sim_seed(choice);
  if (choice % 2 == 0 || is_hardware(run->rip)) return false;
  uint32_t cpus = (uint32_t)sim_machine()->cpus;
  for (uint32_t i = 0; i < cpus; i++)
    if (sim_force_turn((uint32_t)(choice / 2 + i) % cpus)) {
      run->away = 1 + (choice >> 20) % AWAY;
      sim_step_on(SIM_ALL_CPUS);
      run->coming = BACK;
      run->turns++;
      return true;
    }
  return false;
}

// Others have had their instructions, and the victim comes back to where it was.
static enum sim_action wait_for_it(struct run *run, const struct sim_registers *registers) {
  bool is_back = sim_cpu()->current == run->context && registers->rip == run->rip && registers->rsp == run->stack_there;
  if (is_back) {
    run->coming = 0;
    force(run);
    return SIM_RUN;
  }
  if (run->away > 0 && --run->away == 0) {
    (void)sim_force_turn(0);
    sim_step_on(0);
  }
  return --run->coming > 0 ? SIM_STEP : SIM_RUN;
}

static enum sim_action step(struct sim_registers *registers, void *data) {
  struct run *run = data;
  const struct campaign_victim *victim = (const struct campaign_victim *)run->victim;
  if (run->forced) return run->coming > 0 ? wait_for_it(run, registers) : SIM_RUN;
  if (!run->inside && victim->calling && registers->rip == run->gate && sim_machine()->on == 0) {
    run->inside = true;
    run->context = sim_cpu()->current;
    run->stack = registers->rsp;
    sim_read(registers->rsp, &run->back, sizeof run->back);
  }
  if (!run->inside || sim_cpu()->current != run->context) return SIM_STEP;
  run->done |= registers->rip == run->back && registers->rsp > run->stack;
  if (run->done) return SIM_RUN;
  run->instructions++;
  if (!campaign_is_candidate(run->options, registers->rip)) return SIM_STEP;
  run->candidates++;
  if (run->counts || !campaign_is_point(run->options, run->instructions, run->candidates, run->stride)) return SIM_STEP;
  run->at = sim_save(run->at, registers);
  run->forced = true;
  run->away = run->coming = 0;
  run->rip = registers->rip;
  run->stack_there = registers->rsp;
  run->with_fault = run->options->second != 0 && run->instructions % run->options->second == 0;
  if (run->options->only != 0) campaign_here(registers, run->subject->calls, run->instructions);
  if (lets_another_go_on(run)) return SIM_STEP;
  force(run);
  return SIM_RUN;
}

static bool read_remains(const struct run *run, struct campaign_victim *victim) {
  return sim_read(run->victim, victim, sizeof *victim) && victim->started;
}

static void write_victim(const struct run *run, bool calls) {
  struct campaign_victim victim = {.prepare = run->subject->prepare,
                                   .call = calls ? run->subject->call : NULL,
                                   .finish = run->options->kills ? NULL : run->subject->finish,
                                   .neighbours = run->neighbours,
                                   .cpus = run->options->cpus};
  sim_write(run->victim, &victim, sizeof victim);
}

static enum sim_end start(struct run *run, uint64_t runner, uint64_t kept, bool calls) {
  struct campaign_kept none = {0};
  uint64_t arguments[6] = {kept};
  write_victim(run, calls);
  sim_write(kept, &none, sizeof none);
  run->inside = run->done = run->forced = false;
  run->instructions = run->candidates = 0;
  if (is_many(run)) sim_patience(PATIENCE);
  sim_step_on(0);
  return sim_call(runner, arguments, NULL);
}

// Where it stands, and what of its stack looks like return addresses.
static void tell_processor(uint64_t number) {
  const struct host_sim_processor *processor = host_sim_processor_at(number);
  const struct sim_registers *registers = (const struct sim_registers *)processor->registers;
  bool is_on = sim_machine()->on == number;
  uint64_t stack = is_on || processor->is_in_call ? processor->entry.guest_stack : registers->rsp, at;
  printf("    processor %" PRIu64 "%s:", number, processor->state == HOST_SIM_IDLE ? ", idle" : "");
  if (!is_on && !processor->is_in_call) printf(" %s", campaign_place(registers->rip));
  for (uint32_t told = 0; told < PLACES && sim_read(stack, &at, sizeof at); stack += sizeof at)
    if (*campaign_place(at) == '/' && told++ < PLACES) printf(" %s", campaign_place(at));
  printf("\n");
}

// Who waits for what, and where the processors are.
static void tell_tasks(void) {
  static const char *const states[] = {"ready", "runs", "waits for", "ended"};
  for (const struct task *task = NULL; (task = campaign_next_task(task)) != NULL;)
    printf("    %" PRIu64 " %s, processor %u: %s %s\n", task->number, task->name, task->cpu, states[task->state],
           task->state == TASK_WAITING ? task->waits_for : "");
  for (uint64_t i = 0; i < sim_machine()->cpus; i++)
    tell_processor(i);
}

static bool undisturbed(struct run *run, uint64_t runner, uint64_t kept, bool calls, struct campaign_remains *remains) {
  struct campaign_victim victim;
  sim_on_step(NULL, NULL);
  sim_restore(run->begin);
  enum sim_end end = start(run, runner, kept, calls);
  if (end == SIM_STUCK) {
    printf("%s, %s: without a fault somebody waits for ever\n", run->subject->calls, run->subject->what);
    tell_tasks();
  }
  if (end != SIM_READY || !read_remains(run, &victim)) return false;
  *remains = victim.remains;
  if (victim.wrong == 0) return true;
  printf("%s, %s: without a fault: %s\n", run->subject->calls, run->subject->what, victim.why);
  return false;
}

// Subjects that cannot be asked what is left of a killed caller; null: this one can.
static const char *why_not(const struct campaign_options *options, const struct campaign_subject *subject) {
  static const char *const killed[][2] = {
      {"policy_account", "its helper is in no run queue, so it cannot be ended"},
      {"policy_choose", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_enqueue", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_remove", "its helper is in no run queue but its own, so it cannot be ended"},
      {"policy_steal", "its helper is in no run queue but its own, so it cannot be ended"},
      {"task_create", "its helper is in no run queue, so it cannot be ended"},
      {"task_create_with", "its helper is in no run queue, so it cannot be ended"},
  };
  static const char *const all[][2] = {
      {"ledger_set_notice", "behind it nobody tells the undertaker that there is somebody to bury"},
  };
  static const char *const scarce[] = {"sets", "no memory", "no reserve", "no memory for the node"};
  static const char *const many[][2] = {
      {"interrupt_timer", "behind it nobody looks at the time"},
      {"interrupt_alarm", "behind it the first processor has no timer"},
      {"clock_on_alarm", "behind it nobody looks at timers"},
      {"sched_set_time", "behind it the time is another one"},
      {"sched_tick", "it makes time leap that the others look at"},
  };
  const char *function = subject->calls;
  if (options->kills && subject->waits) return "what has just come to it ends with it";
  for (size_t i = 0; options->kills && i < sizeof killed / sizeof *killed; i++)
    if (strcmp(killed[i][0], function) == 0) return killed[i][1];
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (strcmp(all[i][0], function) == 0) return all[i][1];
  for (size_t i = 0; options->cpus > 1 && i < sizeof scarce / sizeof *scarce; i++)
    if (strcmp(scarce[i], subject->what) == 0) return "memory fails whoever asks for it next";
  for (size_t i = 0; options->cpus > 1 && i < sizeof many / sizeof *many; i++)
    if (strcmp(many[i][0], function) == 0) return many[i][1];
  return NULL;
}

// Where several processors took and gave, how many frames are kept for the next time depends on their turns.
static bool is_same(const struct run *run, const struct campaign_remains *a, const struct campaign_remains *b) {
  struct campaign_remains expected = *b;
  if (is_many(run)) expected.frames_free = a->frames_free;
  return memcmp(a, &expected, sizeof *a) == 0;
}

static void tell(const char *what, const struct campaign_remains *remains) {
  printf("    %-12s frames free %" PRIu64 ", heap live %" PRIu64 " (%" PRIu64 " bytes), ledger entries %" PRIu64
         ", quarantined %" PRIu64 ", tasks %" PRIu64 ", broken states %" PRIu64 "\n",
         what, remains->frames_free, remains->heap_live, remains->heap_bytes, remains->ledger_entries,
         remains->quarantined, remains->tasks, remains->broken_states);
}

static const char *verdict(const struct run *run, const struct campaign_victim *victim, enum sim_end end,
                           const struct campaign_remains *without, const struct campaign_remains *with) {
  if (end == SIM_STUCK) return "somebody waits for ever";
  if (end != SIM_READY) return "the system ended";
  if (victim->wrong != 0) return victim->why;
  if (!run->options->kills && !victim->called) return "the call did not come back";
  if (is_same(run, &victim->remains, with)) return NULL;
  if (run->options->kills && is_same(run, &victim->remains, without)) return NULL;
  return "what is left differs";
}

static void report(const struct run *run, const struct campaign_victim *victim, enum sim_end end, const char *what,
                   const struct campaign_remains *without, const struct campaign_remains *with) {
  printf("  %s, %s, %s at point %" PRIu64 "%s, at %s: %s\n", run->subject->calls, run->subject->what,
         run->options->kills ? "killed" : "faulted", run->instructions,
         run->options->kills && run->with_fault ? " with a fault" : "", campaign_place(run->rip), what);
  if (run->options->kills) tell("not called:", without);
  tell("called:", with);
  if (end == SIM_STUCK) tell_tasks();
  tell(run->options->kills ? "killed:" : "faulted:", &victim->remains);
  if (is_many(run))
    printf("    again: ./bazelw run //testing/campaign -- --cpus %" PRIu64 " --seed %" PRIu64
           "%s --calls %s --what '%s' --point %" PRIu64 " IMAGE\n",
           run->options->cpus, run->options->seed, run->options->kills ? " --kill" : "", run->subject->calls,
           run->subject->what, run->instructions);
}

// What is made at a first use is there afterwards, and the points begin in that world.
static bool begin(struct run *run, uint64_t runner, uint64_t kept, struct campaign_remains *without,
                  struct campaign_remains *with) {
  if (is_many(run)) {
    sim_seed(run->options->seed);
    if (!undisturbed(run, runner, kept, true, with)) return false;
    run->begin = sim_save(NULL, NULL);
  }
  if (run->options->kills && !undisturbed(run, runner, kept, false, without)) return false;
  return undisturbed(run, runner, kept, true, with);
}

bool campaign_victim_run(const struct campaign_options *options, const struct graph_ops *row,
                         const struct campaign_neighbours *neighbours, uint64_t runner,
                         struct campaign_totals *totals) {
  const struct campaign_subject *subject = (const struct campaign_subject *)row->address;
  const char *reason = why_not(options, subject);
  if (reason != NULL) return printf("%s, %s: skipped: %s\n", subject->calls, subject->what, reason), true;
  struct run run = {.options = options,
                    .subject = subject,
                    .neighbours = neighbours,
                    .gate = campaign_gate(subject->calls),
                    .stride = 1};
  uint64_t kept = sim_state("//testing/campaign/subjects:kept", "campaign_kept", NULL), different = 0;
  sim_step_late(true);
  run.victim = sim_state("//testing/campaign/subjects:victim", "campaign_victim", NULL);
  struct campaign_remains without = {0}, with;
  if (run.gate == 0 || run.victim == 0 || !begin(&run, runner, kept, &without, &with)) {
    printf("%s, %s: no victim could make this call\n", subject->calls, subject->what);
    return false;
  }
  sim_on_step(step, &run);
  if (options->most != 0) {
    run.counts = true;
    sim_restore(run.begin);
    start(&run, runner, kept, true);
    run.counts = false;
    run.stride = campaign_stride(options, run.candidates);
  }
  sim_restore(run.begin);
  enum sim_end end = start(&run, runner, kept, true);
  while (run.forced) {
    struct campaign_victim victim = {0};
    if (end == SIM_READY && !read_remains(&run, &victim)) end = SIM_STOPPED;
    const char *what = verdict(&run, &victim, end, &without, &with);
    totals->points++;
    totals->seconds += run.with_fault;
    if (what != NULL && different++ < TOLD) report(&run, &victim, end, what, &without, &with);
    if (end != SIM_READY && end != SIM_STUCK) break;
    run.forced = false;
    sim_on_step(step, &run);
    if (is_many(&run)) sim_patience(PATIENCE);
    sim_step_on(0);
    end = sim_continue(run.at);
  }
  totals->sampled += run.stride > 1;
  campaign_add(options, subject, run.instructions, different, totals);
  totals->turns += run.turns;
  sim_world_free(run.begin);
  sim_world_free(run.at);
  return different == 0 && end == SIM_READY && run.inside;
}
