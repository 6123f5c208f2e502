// SPDX-License-Identifier: Apache-2.0
// swap: replaces, adds and removes cells of the running system.
#include "kernel/swap/swap.h"

#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

static const char usage[] = "swap [--plan] [--back] OLD NEW... | swap [--plan] [--back] --arrived";

// On the command's stack: nobody else sees what is stored there, so it takes no transaction.
struct swap_call {
  struct swap_request request;
  struct swap_report report;
};

static bool is_nothing(const char *word) {
  return text_equal(word, "-");
}

// Pairs of OLD and NEW; "-" for nothing.
static bool read_pair(struct swap_call *swap, const char *old, const char *new) {
  if (swap->request.count == SWAP_CHANGES) {
    console_print("more than %d cells at once\n", SWAP_CHANGES);
    return false;
  }
  struct swap_change *change = &swap->request.changes[swap->request.count++];
  if (text_copy(change->old, sizeof change->old, is_nothing(old) ? "" : old) &&
      text_copy(change->spare, sizeof change->spare, is_nothing(new) ? "" : new))
    return true;
  console_print("no cell has a name that long\n");
  return false;
}

static bool read_words(struct swap_call *swap, const struct shell_call *call) {
  int32_t at = 1;
  for (; at < call->count && text_starts(call->words[at], "--"); at++) {
    if (text_equal(call->words[at], "--plan"))
      swap->request.plan_only = true;
    else if (text_equal(call->words[at], "--back"))
      swap->request.back = true;
    else if (text_equal(call->words[at], "--arrived"))
      swap->request.offered = true;
    else
      break;
  }
  bool whole = swap->request.offered ? at == call->count : at < call->count && (call->count - at) % 2 == 0;
  if (!whole) {
    console_print("usage: %s\n", usage);
    return false;
  }
  for (; at < call->count; at += 2)
    if (!read_pair(swap, call->words[at], call->words[at + 1])) return false;
  return true;
}

static unsigned long long us(uint64_t cycles) {
  return (unsigned long long)(clock_from_cycles(cycles) / 1000);
}

static void tell_times(const struct swap_report *report, bool plan_only) {
  if (plan_only)
    console_print("planned in %llu us; nothing was changed\n", us(report->plan_cycles));
  else
    console_print("planned in %llu us, prepared in %llu us, paused %llu us for %u words\n", us(report->plan_cycles),
                  us(report->prepare_cycles), us(report->pause_cycles), report->words);
}

CELL_CALLBACK int64_t swap_command_run(struct shell_call *call) {
  struct swap_call swap = {};
  if (!read_words(&swap, call)) return 1;
  status_t status = swap_run(&swap.request, &swap.report);
  console_write(swap.report.text, text_length(swap.report.text));
  if (status == OK)
    tell_times(&swap.report, swap.request.plan_only);
  else
    console_print("not swapped: %s; the system is as before\n", status_name(status));
  return status;
}

// Odd words are cells, even ones spares.
CELL_CALLBACK bool swap_command_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  const uint8_t *region = graph_running();
  int32_t names = call->count - 1;
  for (int32_t i = 1; i < call->count; i++)
    names -= text_starts(call->words[i], "--");
  if (names % 2 == 0) {
    const struct graph_spare *spare = graph_spare(region, index);
    return spare != NULL && text_copy(text, size, graph_short_label(graph_string(region, spare->name)));
  }
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    if ((cell->flags & GRAPH_LIVE) && index-- == 0)
      return text_copy(text, size, graph_short_label(graph_string(region, cell->label)));
  return false;
}

CELL_OPS(struct shell_command, swap_command) = {
    .name = "swap",
    .summary = "replace a cell of the running system",
    .usage = usage,
    .help = "OLD is a cell, NEW a spare of the image; - for OLD adds, - for NEW removes. Several pairs are swapped as "
            "one.\n"
            "  --plan     say what would happen, or what stands against it, and change nothing\n"
            "  --arrived  the cells that came over the control line, each for the one with its label\n"
            "  --back     to a lower revision, which is refused otherwise\n"
            "State stays where it lies; the version that goes is kept for tasks that are still inside (`graph "
            "--retired`).\n",
    .run = swap_command_run,
    .complete = swap_command_complete,
};
