// SPDX-License-Identifier: Apache-2.0
// What may differ between a run with a fault and one without: the records of the fault itself, and memory that nobody can look at
// any more. Everything else must be equal to the byte. docs/campaign.md lists these with their reasons.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/base/list.h"
#include "kernel/base/lock_word.h"
#include "kernel/graph/graph.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/task/task.h"
#include "platforms/host_sim/machine.h"
#include "testing/campaign/campaign.h"

// Cells whose state tells what happened: the fault is in it.
static const char *const kRecords[] = {"//kernel/fault", "//kernel/log", "//kernel/trace"};

enum { MACHINE_PAGE = 4096, TOLD = 8 };

struct span {
  uint64_t start, end;
};

static const uint8_t *region(void) {
  return (const uint8_t *)REGION_BASE;
}

static const char *label_of(uint32_t cell) {
  return graph_string(region(), graph_cell(region(), cell)->label);
}

static const struct graph_state *state_at(uint64_t address) {
  const struct graph_state *state;
  for (uint32_t i = 0; (state = graph_state(region(), i)) != NULL; i++)
    if (address - state->address < state->size) return state;
  return NULL;
}

static bool is_record(uint32_t cell) {
  for (size_t i = 0; i < sizeof kRecords / sizeof *kRecords; i++)
    if (strcmp(label_of(cell), kRecords[i]) == 0) return true;
  return false;
}

// ---- Masks ----

// Where the masks lie does not change in the life of an image; looked for once, as a campaign compares some 100,000 times.
static struct {
  struct span *span;
  size_t count;
} masks;

static void mask(uint64_t start, uint64_t end) {
  if ((masks.count & (masks.count - 1)) == 0) {
    masks.span = realloc(masks.span, (masks.count == 0 ? 1 : 2 * masks.count) * sizeof *masks.span);
    if (masks.span == NULL) abort();
  }
  masks.span[masks.count++] = (struct span){start, end};
}

static void find_masks(void) {
  const struct graph_state *state;
  for (uint32_t i = 0; (state = graph_state(region(), i)) != NULL; i++)
    if (is_record(state->cell)) mask(state->address, state->address + state->size);
  mask((uint64_t)sim_machine(), (uint64_t)sim_machine() + MACHINE_PAGE);
  // Of a processor's block only what the next call builds on counts: stacks, journals and records of past calls do not.
  struct region_span area = region_span(REGION_CPU);
  uint64_t start = REGION_BASE + area.offset;
  const struct nucleus_cpu *cpu = sim_cpu();
  mask(start, (uint64_t)cpu);
  mask((uint64_t)&cpu->faults, start + area.size);
  // Outside transactions the cursor only says how far the scratch journal is used, which nobody takes back; a transaction sets it.
  mask((uint64_t)&cpu->journal, (uint64_t)(&cpu->journal + 1));
  // The handling of a fault leaves word here to the return from it, which has read it.
  mask((uint64_t)&cpu->resume_on, (uint64_t)(&cpu->resume_on + 1));
}

// The table of tasks begins with its lock and the list of them.
const struct task *campaign_next_task(const struct task *task) {
  static const struct list_node *all;
  if (all == NULL) all = (const struct list_node *)(sim_state("//kernel/task", "tasks", NULL) + sizeof(struct lock));
  const struct list_node *next = task == NULL ? all->next : task->all.next;
  return next == NULL || next == all ? NULL : LIST_OBJECT(next, const struct task, all);
}

static bool is_free(const struct task *ended) {
  for (const struct task *task = NULL; (task = campaign_next_task(task)) != NULL;)
    if (task->context.stack_low == ended->context.stack_low && !task->buried) return false;
  return true;
}

static uint64_t end_if_in(uint64_t address, uint64_t start, uint64_t end) {
  return address - start < end - start ? end : address;
}

// Figures for `ps`, on which nothing is built: a STEPS that is made again behind its sched_give_way gives way twice, and a call that is made
// again stands a few words deeper when it is suspended than at first; and where it stood then is over when it runs. A stack holds nothing below
// where its task stands, nor does that of a task that is buried, which is kept for the next one.
static uint64_t end_of_task_mask(const struct task *task, uint64_t address) {
  bool runs = &task->context == sim_cpu()->current;
  uint64_t end = end_if_in(address, (uint64_t)&task->stack_used, (uint64_t)(&task->stack_used + 1));
  if (end == address && task->buried && is_free(task))
    end = end_if_in(address, task->context.stack_low, task->context.stack_high);
  if (end == address && !task->buried)
    end = end_if_in(address, task->context.stack_low, runs ? sim_processor()->entry.guest_stack : task->context.rsp);
  if (end != address || !runs) return end;
  end = end_if_in(address, (uint64_t)&task->switches, (uint64_t)(&task->switches + 1));
  return end != address ? end : end_if_in(address, (uint64_t)&task->context.rsp, (uint64_t)(&task->context.rsp + 1));
}

// Where the mask that covers this address ends; the address itself: none does.
static uint64_t end_of_mask(uint64_t address) {
  for (size_t i = 0; i < masks.count; i++)
    if (address - masks.span[i].start < masks.span[i].end - masks.span[i].start) return masks.span[i].end;
  for (const struct task *task = NULL; (task = campaign_next_task(task)) != NULL;) {
    uint64_t end = end_of_task_mask(task, address);
    if (end != address) return end;
  }
  return address;
}

// ---- Comparison ----

struct difference {
  uint64_t count;
  bool loud;
};

// Of whose record or stack it is.
static bool tell_task(uint64_t address, uint64_t size) {
  for (const struct task *task = NULL; (task = campaign_next_task(task)) != NULL;) {
    bool is_record = address - (uint64_t)task < sizeof *task;
    if (!is_record && address - task->context.stack_low >= task->context.stack_high - task->context.stack_low) continue;
    printf("    task %" PRIu64 " '%s', %s at %" PRIu64 ": %" PRIu64 " bytes\n", task->number, task->name,
           is_record ? "record" : "stack", address - (is_record ? (uint64_t)task : task->context.stack_low), size);
    return true;
  }
  return false;
}

static void tell(uint64_t address, uint64_t size) {
  const struct graph_state *state = state_at(address);
  if (state != NULL)
    printf("    %s, state %s at %" PRIu64 ": %" PRIu64 " bytes\n", label_of(state->cell),
           graph_string(region(), state->name), address - state->address, size);
  else if (!tell_task(address, size))
    printf("    0x%" PRIx64 ": %" PRIu64 " bytes\n", address, size);
}

static void differs(uint64_t address, uint64_t size, void *data) {
  struct difference *difference = data;
  uint64_t end = address + size;
  for (uint64_t next; address < end && (next = end_of_mask(address)) != address;)
    address = next;
  if (address >= end) return;
  if (difference->count++ < TOLD && difference->loud) tell(address, end - address);
}

uint64_t campaign_compare(const struct sim_world *world, bool loud) {
  if (masks.count == 0) find_masks();
  struct difference difference = {.loud = loud};
  sim_compare(world, differs, &difference);
  return difference.count;
}

const char *campaign_place(uint64_t rip) {
  static char text[160];
  uint32_t cell;
  const char *name;
  uint64_t offset;
  if (graph_symbol_at(region(), rip, &cell, &name, &offset) == OK)
    snprintf(text, sizeof text, "%s %s+0x%" PRIx64, cell == GRAPH_NONE ? "gate" : label_of(cell), name, offset);
  else
    snprintf(text, sizeof text, "0x%" PRIx64, rip);
  return text;
}

const char *campaign_reason(const char *function) {
  static const char *const reasons[][2] = {
      {"clock_alarm", "called with interrupts off alone: timer_start and sched_tick call it"},
      {"frames_set_direct", "called once, at boot, before there is a task"},
      {"sched_end_running", "called by the handling of a fault alone, which leaves the task behind it"},
      {"epoch_end_turn", "the last step of the task that releases, of whose turn it is the end"},
      {"epoch_turn_lost", "the ledger's, when that task has died"},
      {"watchdog_round",
       "looks, tells and mends by the functions that have subjects; what it does depends on the time"},
      {"channel_bury", "the last step of channel_close: the subject of that calls it"},
      {"channel_connect", "a search through the ledger, then channel_enter, which has one"},
      {"watchdog_station", "sched_spawn_with, which has one, and a number that is noted"},
      {"profiler_begin", "starts what comes by time, on each processor for profiler_start, which is RAW"},
      {"sched_rebuild", "a cell's CELL_REBUILD: the subject of state_rebuild_cell calls it"},
  };
  for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
    if (strcmp(reasons[i][0], function) == 0) return reasons[i][1];
  return NULL;
}
