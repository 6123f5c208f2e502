// SPDX-License-Identifier: Apache-2.0
// campaign: what the campaign's files share. docs/campaign.md tells what is done and what it shows.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "kernel/graph/graph.h"
#include "platforms/host_sim/loader/sim.h"
#include "testing/campaign/subject.h"

struct task;

struct campaign_options {
  uint64_t seed;           // chooses each point's kind of fault, and where undo is faulted a second time
  uint64_t shard, shards;  // of all points those whose number leaves `shard` over
  const char *calls;       // only this function's subjects; null: all
  const char *what;        // with it, only this subject
  const char *of;  // only subjects of these cells of //testing/campaign/subjects, with commas in between; null: of all
  const char *in;  // only points in these functions, with commas in between; null: in all
  uint64_t from;   // the first point of each subject
  uint64_t most;   // of each subject at most so many points; 0: all
  const char *progress;  // notes what is done; null: nobody
  uint64_t only;         // one point alone, from 1; 0: all. Stops at campaign_here before its fault.
  uint64_t second;       // every so many-th point undo and completion are faulted too; 0: never
  uint64_t cpus;         // more than 1: others work on the other ones meanwhile; their turns come by the seed
  bool kills;            // a task that makes the call is killed there, instead of a fault of the call
  bool loud;
};

struct campaign_totals {
  uint64_t subjects, instructions, points, seconds, different;
  uint64_t turns;    // of other processors, between an instruction and its fault
  uint64_t sampled;  // subjects of which not every instruction was a point
};

// One subject, at each of its instructions. False: something differed, or did not come back.
bool campaign_run(const struct campaign_options *options, const struct graph_ops *row, struct campaign_totals *totals);
// The same with a kill of the task that makes the call, or on several processors; `runner` is struct campaign_runner.run, `neighbours` may be null.
bool campaign_victim_run(const struct campaign_options *options, const struct graph_ops *row,
                         const struct campaign_neighbours *neighbours, uint64_t runner, struct campaign_totals *totals);
// The same numbers everywhere, for each point others.
uint64_t campaign_random(uint64_t seed, uint64_t point);
// Adds up what one subject came to, and tells it when something differed.
void campaign_add(const struct campaign_options *options, const struct campaign_subject *subject, uint64_t instructions,
                  uint64_t different, struct campaign_totals *totals);
// Whether the options choose that instruction of a subject, the candidate-th that may be one, of every stride-th; and which stride keeps to
// options->most.
bool campaign_is_point(const struct campaign_options *options, uint64_t instruction, uint64_t candidate,
                       uint64_t stride);
uint64_t campaign_stride(const struct campaign_options *options, uint64_t candidates);
bool campaign_is_named(const char *list, const char *name);  // one of those with commas in between
bool campaign_is_candidate(const struct campaign_options *options, uint64_t rip);  // by options->in
// Where an outermost call of that function begins; 0: no cell of the image exports it.
uint64_t campaign_gate(const char *function);
// Where gdb stops in front of a single point.
void campaign_here(const struct sim_registers *registers, const char *calls, uint64_t point);

// ---- compare.c ----
// Runs of bytes that are not as in `world` and that no mask excuses; the first few are told when `loud`.
uint64_t campaign_compare(const struct sim_world *world, bool loud);
const struct task *campaign_next_task(const struct task *task);  // all tasks, from null to null
const char *campaign_place(uint64_t rip);                        // "//kernel/heap heap_new+0x1c", for one use
// Why a function of the kernel needs no subject; null: it does.
const char *campaign_reason(const char *function);
