// SPDX-License-Identifier: Apache-2.0
// The way from the boot protocol to running tasks.
#include "kernel/boot/boot.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/boot/memory.h"
#include "kernel/boot/phases.h"
#include "kernel/boot/pvh.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"

enum { BOOT_FAILED = 2 };

struct boot_state {
  uint64_t acpi_root;
  char command_line[256];
};
CELL_STATE(struct boot_state, boot);

TRACE_POINT(boot_whole, "boot", "", "");
TRACE_POINT(boot_graph, "graph check", "", "");
TRACE_POINT(boot_memory, "find memory", "", "");
TRACE_POINT(boot_init, "init", "cell", "");

const char *boot_command_line(void) {
  return boot.command_line;
}

uint64_t boot_acpi_root(void) {
  return boot.acpi_root;
}

bool boot_has_word(const char *word) {
  size_t length = text_length(word);
  for (const char *at = boot.command_line; *at != 0;) {
    while (*at == ' ')
      at++;
    if (text_starts(at, word) && (at[length] == 0 || at[length] == ' ')) return true;
    while (*at != 0 && *at != ' ')
      at++;
  }
  return false;
}

void boot_fail(const char *what, status_t status) {
  console_print("\nboot: %s: %s\n", what, status_name(status));
  power_off(BOOT_FAILED);
}

static void initialise_cells(struct boot_phases *phases) {
  const struct cell_lifecycle *lifecycle;
  uint32_t cursor = 0, cell;
  while ((lifecycle = graph_ops_next(graph_running(), "struct cell_lifecycle", &cursor, &cell)) != NULL) {
    if (lifecycle->init == NULL) continue;
    boot_phase(phases, &boot_init, TRACE_PHASE_BEGIN, cell);
    status_t status = lifecycle->init();
    boot_phase(phases, &boot_init, TRACE_PHASE_END, cell);
    if (status == OK) continue;
    // A device that is not there is no reason to stop; a cell without memory or with corrupt input is.
    const char *label = graph_string(graph_running(), graph_cell(graph_running(), cell)->label);
    if (status != UNSUPPORTED) boot_fail(label, status);
    LOG(LOG_WARNING, "%s does not work on this machine", label);
  }
}

CELL_CALLBACK void boot_run_main(void *lifecycle) {
  ((const struct cell_lifecycle *)lifecycle)->main();
}

// Everything from here on goes by the graph, reports of faults too: an image that was damaged says so at once.
static void check_graph(void) {
  char why[80];
  if (graph_check(graph_running(), why, sizeof why) != OK) boot_fail(why, CORRUPT);
}

// A task is named after its cell: "shell" for //cells/shell.
static void start_mains(void) {
  const struct cell_lifecycle *lifecycle;
  uint32_t cursor = 0, cell;
  while ((lifecycle = graph_ops_next(graph_running(), "struct cell_lifecycle", &cursor, &cell)) != NULL) {
    if (lifecycle->main == NULL) continue;
    const char *name = graph_short_label(graph_string(graph_running(), graph_cell(graph_running(), cell)->label));
    status_t status = sched_spawn(name, boot_run_main, (void *)lifecycle, NULL);
    if (status != OK) boot_fail(name, status);
  }
}

void boot_main(uint64_t start_info) {
  struct boot_phases phases = {};
  arch_floating_start();  // first of all: an emulator translates what has run before it anew, for other states of the processor
  boot_phase(&phases, &boot_whole, TRACE_PHASE_BEGIN, 0);
  status_t status = pages_start(DIRECT_BASE, DYNAMIC_BASE);
  if (status != OK) boot_fail("the page tables", status);
  const struct pvh_start_info *info = pages_direct(start_info);
  if (info->magic != PVH_MAGIC) boot_fail("the loader does not speak PVH", CORRUPT);
  boot.acpi_root = info->rsdp;
  if (info->command_line != 0)
    (void)text_copy(boot.command_line, sizeof boot.command_line, pages_direct(info->command_line));
  boot_phase(&phases, &boot_graph, TRACE_PHASE_BEGIN, 0);
  check_graph();
  boot_phase(&phases, &boot_graph, TRACE_PHASE_END, 0);
  boot_phase(&phases, &boot_memory, TRACE_PHASE_BEGIN, 0);
  boot_find_memory(info);
  boot_phase(&phases, &boot_memory, TRACE_PHASE_END, 0);
  initialise_cells(&phases);
  start_mains();
  boot_phase(&phases, &boot_whole, TRACE_PHASE_END, 0);
  LOG(LOG_INFO, "%s is up", graph_string(graph_running(), graph_header(graph_running())->image));
  sched_start();
}
