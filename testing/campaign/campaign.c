// SPDX-License-Identifier: Apache-2.0
// One subject at every instruction: there the world is kept, a fault is forced, the call goes on to its end by itself, and the world
// is held against that of an undisturbed call; then the kept world comes back and takes one step more.
#include "testing/campaign/campaign.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/graph/graph.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/machine.h"

enum { VECTOR_INVALID_CODE = 6, VECTOR_PROTECTION = 13, VECTOR_PAGE = 14 };
enum { PATIENCE = 20000, UNDO = 60 };  // instructions of an undo among which the second fault comes

struct run {
  const struct campaign_options *options;
  const struct campaign_subject *subject;
  const struct nucleus_context *caller;
  uint64_t gate, back;  // where the function is entered, and where it returns to
  bool inside, forced, undoing, second;
  bool counts;            // no point is forced: how many there are is looked for
  uint64_t stride;        // every so many-th instruction is a point
  uint64_t instructions;  // inside, so far
  uint64_t candidates;    // those of them that the options may choose
  uint64_t patience;      // how long to look for undo: a fault outside transactions has none
  uint64_t undo_left;     // instructions of the nucleus to go until the second fault; 0: none
  uint64_t rip;
  struct sim_world *at;
};

static const uint8_t *region(void) {
  return (const uint8_t *)REGION_BASE;
}

// xorshift64*
uint64_t campaign_random(uint64_t seed, uint64_t point) {
  uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + point * UINT64_C(0xd1342543de82ef95) + 1;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  return x * UINT64_C(0x2545f4914f6cdd1d);
}

__attribute__((noinline)) void campaign_here(const struct sim_registers *registers, const char *calls, uint64_t point) {
  printf("point %" PRIu64 " of %s: %s\n", point, calls, campaign_place(registers->rip));
  fflush(stdout);
  // Until a gdb has come and says so. No call of the C library: a gdb need not know its frames.
  for (volatile bool waits = getenv("CAMPAIGN_STOPS") != NULL; waits;)
    __builtin_ia32_pause();
  __asm__ volatile("" : : "r"(registers));  // gdb looks at them there
}

static void force(struct run *run, struct sim_registers *registers) {
  uint64_t choice = campaign_random(run->options->seed, run->instructions);
  run->forced = true;
  run->undoing = false;
  run->patience = PATIENCE;
  run->rip = registers->rip;
  if (run->options->only != 0) campaign_here(registers, run->subject->calls, run->instructions);
  switch (choice % 3) {
  case 0: return sim_force_fault(VECTOR_INVALID_CODE, 0, 0);
  case 1: return sim_force_fault(VECTOR_PROTECTION, 0, 0);
  default: return sim_force_fault(VECTOR_PAGE, 2, choice >> 20 << 4);
  }
}

static bool is_nucleus(uint64_t rip) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region(), i)) != NULL; i++)
    if (cell->flags & GRAPH_NUCLEUS) return rip - cell->text_address < cell->text_size;
  return false;
}

// What another task does that runs meanwhile is not the call's: a fault there makes a call of that one again, or ends it.
static bool is_others(const struct run *run) {
  const struct nucleus_context *current = sim_cpu()->current;
  return current != NULL && current != run->caller;
}

static enum sim_action step(struct sim_registers *registers, void *data) {
  struct run *run = data;
  if (run->forced) {  // the second fault: inside undo and what the nucleus does around it
    if (sim_cpu()->recovering == 0) return run->undoing || --run->patience == 0 ? SIM_RUN : SIM_STEP;
    run->undoing = true;
    if (!is_nucleus(registers->rip) || --run->undo_left > 0) return SIM_STEP;
    run->second = true;
    sim_force_fault(VECTOR_INVALID_CODE, 0, 0);
    return SIM_RUN;
  }
  if (registers->rip == run->gate && !run->inside) {
    run->inside = true;
    run->caller = sim_cpu()->current;
    sim_read(registers->rsp, &run->back, sizeof run->back);
  }
  if (!run->inside) return SIM_STEP;
  if (registers->rip == run->back) return SIM_RUN;
  if (is_others(run)) return SIM_STEP;
  run->instructions++;
  if (!campaign_is_candidate(run->options, registers->rip)) return SIM_STEP;
  run->candidates++;
  if (run->counts || !campaign_is_point(run->options, run->instructions, run->candidates, run->stride)) return SIM_STEP;
  run->at = sim_save(run->at, registers);
  uint64_t every = run->options->second;
  run->undo_left = every != 0 && run->instructions % every == 0
                       ? 1 + campaign_random(run->options->seed, ~run->instructions) % UNDO
                       : 0;
  run->second = false;
  force(run, registers);
  return run->undo_left != 0 ? SIM_STEP : SIM_RUN;
}

static bool call(void (*function)(struct campaign_kept *), uint64_t kept, const char *what,
                 const struct campaign_subject *subject) {
  uint64_t arguments[6] = {kept};
  if (function == NULL || sim_call((uint64_t)function, arguments, NULL) == SIM_READY) return true;
  printf("%s, %s: %s did not return\n", subject->calls, subject->what, what);
  return false;
}

bool campaign_is_point(const struct campaign_options *options, uint64_t instruction, uint64_t candidate,
                       uint64_t stride) {
  if (options->only != 0) return instruction == options->only;
  uint64_t number = candidate + options->seed % stride;
  return instruction >= options->from && number % stride == 0 && number / stride % options->shards == options->shard;
}

uint64_t campaign_stride(const struct campaign_options *options, uint64_t candidates) {
  return options->most != 0 && candidates > options->most ? (candidates + options->most - 1) / options->most : 1;
}

// Whether that name is one of a list with commas.
bool campaign_is_named(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *at = list; (at = strstr(at, name)) != NULL; at++)
    if ((at == list || at[-1] == ',') && (at[length] == 0 || at[length] == ',')) return true;
  return false;
}

bool campaign_is_candidate(const struct campaign_options *options, uint64_t rip) {
  uint32_t cell;
  const char *name;
  uint64_t offset;
  if (options->in == NULL) return true;
  return graph_symbol_at(region(), rip, &cell, &name, &offset) == OK && campaign_is_named(options->in, name);
}

uint64_t campaign_gate(const char *function) {
  const struct graph_export *row;
  for (uint32_t i = 0; (row = graph_export(region(), i)) != NULL; i++) {
    const struct graph_gate *gate = graph_gate(region(), row->gate);
    if (gate != NULL && strcmp(graph_string(region(), row->name), function) == 0) return gate->address;
  }
  return 0;
}

// At most so many points of a subject, evenly spread: the seed says which.
static void choose_stride(struct run *run, const struct sim_world *before, const uint64_t arguments[6]) {
  run->stride = 1;
  if (run->options->most == 0) return;
  run->counts = true;
  sim_restore(before);
  sim_on_step(step, run);
  sim_call((uint64_t)run->subject->call, arguments, NULL);
  run->stride = campaign_stride(run->options, run->candidates);
  run->counts = run->inside = false;
  run->instructions = run->candidates = 0;
}

static void report(const struct run *run, uint64_t different) {
  printf("  %s, %s, point %" PRIu64 "%s, at %s: %" PRIu64 " differences\n", run->subject->calls, run->subject->what,
         run->instructions, run->second ? " and in undo" : "", campaign_place(run->rip), different);
  printf("    again, in gdb: ./bazelw run //testing/campaign:point -- '%s' '%s' %" PRIu64 "\n", run->subject->calls,
         run->subject->what, run->instructions);
}

void campaign_add(const struct campaign_options *options, const struct campaign_subject *subject, uint64_t instructions,
                  uint64_t different, struct campaign_totals *totals) {
  totals->subjects++;
  totals->instructions += instructions;
  totals->different += different;
  if (options->loud || different != 0)
    printf("%s, %s: %" PRIu64 " instructions, %" PRIu64 " different\n", subject->calls, subject->what, instructions,
           different);
  fflush(stdout);
}

bool campaign_run(const struct campaign_options *options, const struct graph_ops *row, struct campaign_totals *totals) {
  const struct campaign_subject *subject = (const struct campaign_subject *)row->address;
  uint64_t size, kept = sim_state("//testing/campaign/subjects:kept", "campaign_kept", &size);
  struct run run = {.options = options, .subject = subject, .gate = campaign_gate(subject->calls)};
  if (run.gate == 0) {
    printf("%s, %s: no cell of the image exports it\n", subject->calls, subject->what);
    return false;
  }
  sim_on_step(NULL, NULL);
  sim_restore(NULL);
  if (!call(subject->prepare, kept, "prepare", subject)) return false;
  struct sim_world *before = sim_save(NULL, NULL);
  if (!call(subject->call, kept, "call", subject)) return false;
  struct sim_world *expected = sim_save(NULL, NULL);
  uint64_t arguments[6] = {kept}, different = 0, told = 0;
  choose_stride(&run, before, arguments);
  sim_restore(before);
  sim_on_step(step, &run);
  enum sim_end end = sim_call((uint64_t)subject->call, arguments, NULL);
  while (run.forced) {
    totals->points++;
    totals->seconds += run.second;
    uint64_t count = end == SIM_READY ? campaign_compare(expected, false) : 1;
    if (count != 0 && told++ < 5) {
      report(&run, count);
      if (end == SIM_READY) campaign_compare(expected, true);
    }
    different += count != 0;
    if (end != SIM_READY) break;
    run.forced = false;
    sim_on_step(step, &run);
    end = sim_continue(run.at);
  }
  totals->sampled += run.stride > 1;
  campaign_add(options, subject, run.instructions, different, totals);
  sim_world_free(before);
  sim_world_free(expected);
  if (run.at != NULL) sim_world_free(run.at);
  return different == 0 && end == SIM_READY;
}
