// SPDX-License-Identifier: Apache-2.0
// campaign [options] IMAGE: faults every instruction of every subject of the image; see --help.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernel/graph/graph.h"
#include "platforms/host_sim/machine.h"
#include "testing/campaign/campaign.h"
#include "testing/campaign/progress.h"

static const char kUsage[] =
    "usage: campaign [options] IMAGE\n"
    "  --seed N       which kind of fault comes at which point (1)\n"
    "  --shard I/N    the points whose number leaves I over, divided by N (0/1, or Bazel's test shard)\n"
    "  --second N     fault undo as well at every N-th point (97); 0: never\n"
    "  --calls NAME   only the subjects of that function\n"
    "  --what TEXT    of those only this one\n"
    "  --of CELLS     only subjects of these cells of //testing/campaign/subjects, with commas in between\n"
    "  --most N       at most N points of each subject, spread by the seed; 0: all (0)\n"
    "  --in NAMES     only points in these functions, with commas in between\n"
    "  --from N       begin at that point of each subject\n"
    "  --progress F   note in that file which subjects are done, and leave out those that it names\n"
    "  --point N      that point alone; gdb: break campaign_here\n"
    "  --kill         kill the task that makes the call at each point; with --second also a fault at the same "
    "instruction\n"
    "  --list         the subjects, and the functions of the kernel that have none\n"
    "  --cpus N       others do the same kind of work on the other processors meanwhile (1)\n"
    "  --loud         a line for each subject\n";

static void quiet(const uint8_t *bytes, size_t count) {
  (void)bytes;
  (void)count;
}

static const uint8_t *region(void) {
  return (const uint8_t *)REGION_BASE;
}

static bool is_wanted(const struct campaign_options *options, const struct graph_ops *row) {
  const struct campaign_subject *subject = (const struct campaign_subject *)row->address;
  const char *cell = strrchr(graph_string(region(), graph_cell(region(), row->cell)->label), ':');
  if (options->of != NULL && (cell == NULL || !campaign_is_named(options->of, cell + 1))) return false;
  return (options->calls == NULL || strcmp(options->calls, subject->calls) == 0) &&
         (options->what == NULL || strcmp(options->what, subject->what) == 0);
}

static const struct campaign_subject *next_subject(uint32_t *index, const struct graph_ops **row) {
  while ((*row = graph_ops(region(), (*index)++)) != NULL)
    if (strcmp(graph_string(region(), (*row)->type), "struct campaign_subject") == 0)
      return (const struct campaign_subject *)(*row)->address;
  return NULL;
}

static bool has_subject(const char *function) {
  const struct campaign_subject *subject;
  const struct graph_ops *row;
  for (uint32_t i = 0; (subject = next_subject(&i, &row)) != NULL;)
    if (strcmp(subject->calls, function) == 0) return true;
  return false;
}

// Every ATOMIC and STEPS export of the kernel has a subject, or a reason.
static uint64_t count_missing(bool loud) {
  uint64_t missing = 0;
  const struct graph_export *row;
  for (uint32_t i = 0; (row = graph_export(region(), i)) != NULL; i++) {
    const char *label = graph_string(region(), graph_cell(region(), row->cell)->label);
    const char *name = graph_string(region(), row->name);
    if (strncmp(label, "//kernel/", 9) != 0 || (row->kind != GRAPH_ATOMIC && row->kind != GRAPH_STEPS)) continue;
    if (has_subject(name)) continue;
    const char *reason = campaign_reason(name);
    if (loud || reason == NULL) printf("%s %s: %s\n", label, name, reason == NULL ? "no subject" : reason);
    missing += reason == NULL;
  }
  return missing;
}

static int list(void) {
  const struct campaign_subject *subject;
  const struct graph_ops *row;
  for (uint32_t i = 0; (subject = next_subject(&i, &row)) != NULL;)
    printf("%s, %s\n", subject->calls, subject->what);
  return count_missing(true) == 0 ? 0 : 1;
}

static void take_shard(struct campaign_options *options, const char *word) {
  char *end;
  options->shard = strtoull(word, &end, 10);
  options->shards = *end == '/' ? strtoull(end + 1, NULL, 10) : 0;
  if (options->shards != 0 && options->shard < options->shards) return;
  fprintf(stderr, "campaign: --shard %s: write it as I/N with I below N\n", word);
  exit(2);
}

static void take_environment(struct campaign_options *options) {
  const char *total = getenv("TEST_TOTAL_SHARDS"), *index = getenv("TEST_SHARD_INDEX"),
             *file = getenv("TEST_SHARD_STATUS_FILE");
  if (file != NULL) fclose(fopen(file, "w"));
  if (total == NULL || index == NULL) return;
  options->shards = strtoull(total, NULL, 10);
  options->shard = strtoull(index, NULL, 10);
}

static bool take(struct campaign_options *options, const char *word, const char *value) {
  if (value == NULL) return false;
  if (strcmp(word, "--seed") == 0)
    options->seed = strtoull(value, NULL, 10);
  else if (strcmp(word, "--shard") == 0)
    take_shard(options, value);
  else if (strcmp(word, "--second") == 0)
    options->second = strtoull(value, NULL, 10);
  else if (strcmp(word, "--calls") == 0)
    options->calls = value;
  else if (strcmp(word, "--what") == 0)
    options->what = value;
  else if (strcmp(word, "--of") == 0)
    options->of = value;
  else if (strcmp(word, "--in") == 0)
    options->in = value;
  else if (strcmp(word, "--most") == 0)
    options->most = strtoull(value, NULL, 10);
  else if (strcmp(word, "--from") == 0)
    options->from = strtoull(value, NULL, 10);
  else if (strcmp(word, "--progress") == 0)
    options->progress = value;
  else if (strcmp(word, "--point") == 0)
    options->only = strtoull(value, NULL, 10);
  else if (strcmp(word, "--cpus") == 0)
    options->cpus = strtoull(value, NULL, 10);
  else
    return false;
  return true;
}

// What the cell of a subject has the other processors do; null: it does not say.
static const struct campaign_neighbours *find_neighbours(uint32_t cell) {
  const struct graph_ops *row;
  for (uint32_t i = 0; (row = graph_ops(region(), i)) != NULL; i++)
    if (row->cell == cell && strcmp(graph_string(region(), row->type), "struct campaign_neighbours") == 0)
      return (const struct campaign_neighbours *)row->address;
  return NULL;
}

static uint64_t find_runner(void) {
  const struct graph_ops *row;
  for (uint32_t i = 0; (row = graph_ops(region(), i)) != NULL; i++)
    if (strcmp(graph_string(region(), row->type), "struct campaign_runner") == 0)
      return (uint64_t)((const struct campaign_runner *)row->address)->run;
  return 0;
}

// One subject, unless the file says that it is done.
static bool run_one(const struct campaign_options *options, const struct graph_ops *row, uint64_t runner,
                    struct progress *progress, struct campaign_totals *totals) {
  const struct campaign_subject *subject = (const struct campaign_subject *)row->address;
  if (progress != NULL && progress_has(progress, subject, totals)) return totals->different == 0;
  if (subject->waits && options->cpus == 1)
    return printf("%s, %s: skipped: there is one processor, and nobody who would end its wait\n", subject->calls,
                  subject->what),
           true;
  struct campaign_totals before = *totals;
  bool good = options->kills || options->cpus > 1
                  ? campaign_victim_run(options, row, find_neighbours(row->cell), runner, totals)
                  : campaign_run(options, row, totals);
  if (progress == NULL || progress_note(progress, subject, &before, totals)) return good;
  fprintf(stderr, "campaign: --progress %s: it cannot be written; free some space\n", options->progress);
  return false;
}

static int run_all(const struct campaign_options *options, struct progress *progress) {
  struct campaign_totals totals = {0};
  const struct campaign_subject *subject;
  const struct graph_ops *row;
  bool good = true;
  uint64_t runner = find_runner(), started = (uint64_t)clock();
  for (uint32_t i = 0; (subject = next_subject(&i, &row)) != NULL;)
    if (is_wanted(options, row)) good &= run_one(options, row, runner, progress, &totals);
  uint64_t missing = options->calls == NULL && options->of == NULL ? count_missing(false) : 0;
  uint64_t used = (uint64_t)clock() - started;
  if (totals.sampled > 0)
    printf("campaign: a sample: at most %" PRIu64 " points of each subject; %" PRIu64 " of %" PRIu64
           " have more instructions, the others are done whole\n",
           options->most, totals.sampled, totals.subjects);
  printf("campaign: seed %" PRIu64 ", shard %" PRIu64 "/%" PRIu64 ": %" PRIu64 " subjects, %" PRIu64
         " instructions, %" PRIu64 " points %s (%" PRIu64 " %s), %" PRIu64
         " points a second of processor time, %" PRIu64 " different, %" PRIu64 " functions without subject\n",
         options->seed, options->shard, options->shards, totals.subjects, totals.instructions, totals.points,
         options->kills ? "with a kill" : "with a fault", options->cpus > 1 ? totals.turns : totals.seconds,
         options->cpus > 1 ? "with others' instructions before it"
         : options->kills  ? "with a fault at once"
                           : "with another in undo",
         totals.points * CLOCKS_PER_SEC / (used + 1), totals.different, missing);
  bool found = totals.points > 0 || options->in == NULL;
  if (!found) printf("campaign: no call comes through %s; name functions as the graph does\n", options->in);
  return good && missing == 0 && totals.subjects > 0 && found ? 0 : 1;
}

static uint64_t call(const char *cell, const char *function, uint64_t argument) {
  uint64_t arguments[6] = {argument}, result[2] = {0};
  sim_call(sim_function(cell, function), arguments, result);
  return result[0];
}

// To where the image's caller waits, with all processors there. With one, time stands still, and nobody else runs.
static bool boot(const char *image, const struct campaign_options *options) {
  struct sim_options machine = {.image = image,
                                .cpus = (uint32_t)options->cpus,
                                .ram_mib = options->cpus > 1 ? 64 : 0,
                                .tables_writable = true,
                                .output = quiet};
  if (sim_boot(&machine, NULL) != SIM_READY)
    return fprintf(stderr, "campaign: %s did not come to its caller\n", image), false;
  enum { TURNS = 1000, TURN_NS = 10000000, BEGINNERS = 64 };
  // What others begin with at boot is over, and nobody is ready who would do it inside a call that lets others run.
  for (uint32_t i = 0; i < BEGINNERS; i++)
    call("//kernel/sched", "sched_give_way", 0);
  for (uint32_t i = 0; i < TURNS && call("//kernel/processors", "processors_online", 0) < options->cpus; i++)
    call("//kernel/clock", "clock_sleep", TURN_NS);
  if (call("//kernel/processors", "processors_online", 0) != options->cpus)
    return fprintf(stderr, "campaign: %s: not all of %" PRIu64 " processors came\n", image, options->cpus), false;
  call("//kernel/trace", "trace_set", 0);
  if (options->cpus == 1) {
    sim_ticks(false);
    sim_machine()->step = 0;
  }
  sim_base_take();
  return true;
}

int main(int count, char **words) {
  struct campaign_options options = {.seed = 1, .shards = 1, .second = 97, .cpus = 1};
  const char *image = NULL;
  bool only_list = false;
  take_environment(&options);
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--list") == 0)
      only_list = true;
    else if (strcmp(words[i], "--kill") == 0)
      options.kills = true;
    else if (strcmp(words[i], "--loud") == 0)
      options.loud = true;
    else if (words[i][0] != '-' && image == NULL)
      image = words[i];
    else if (i + 1 < count && take(&options, words[i], words[i + 1]))
      i++;
    else
      return fputs(kUsage, stderr), 2;
  }
  if (image == NULL) return fputs(kUsage, stderr), 2;
  struct progress *progress = options.progress != NULL ? progress_open(options.progress, image, &options) : NULL;
  if (options.progress != NULL && progress == NULL) return 2;
  if (options.cpus == 0 || options.cpus > MACHINE_CPUS) return fputs(kUsage, stderr), 2;
  if (!boot(image, &options)) return 1;
  if (only_list) return list();
  int status = run_all(&options, progress);
  if (progress != NULL) progress_close(progress);
  return status;
}
