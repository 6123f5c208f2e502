// SPDX-License-Identifier: Apache-2.0
// Interrupts of the simulated machine: a table of lines and the timer. What raises a line sets a bit in the machine's page; the nucleus
// brings it here at the next safe point.
#include "kernel/interrupt/interrupt.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/trace/trace.h"
#include "platforms/host_sim/machine.h"

enum { SOURCE_TIMER = INTERRUPT_LINES, SOURCES, SPURIOUS = 63 };
static_assert((int)SOURCE_TIMER == (int)MACHINE_TIMER);

struct host_sim_source {
  char name[INTERRUPT_NAME];
  bool (*handler)(void);
  uint64_t count;
  uint32_t entry;  // in the ledger, below the handler's cell
};

struct host_sim_sources {
  struct lock lock;
  struct host_sim_source source[SOURCES];
  uint64_t hertz, spurious, unexpected;
  uint64_t unexpected_logged;  // a bit for each vector from 32 on
};
CELL_STATE(struct host_sim_sources, host_sim_sources);

TRACE_POINT(host_sim_interrupt_point, "interrupt", "line", "");

static void unexpected(uint32_t vector) {
  host_sim_sources.unexpected++;
  uint64_t bit = UINT64_C(1) << (vector - MACHINE_FIRST_VECTOR) % 64;
  if (host_sim_sources.unexpected_logged & bit) return;
  host_sim_sources.unexpected_logged |= bit;
  LOG(LOG_WARNING, "interrupt vector %u is nobody's; it is counted from now on, not logged", vector);
}

static bool handle_line(uint32_t line) {
  TRACE_BEGIN(host_sim_interrupt_point, line, 0);
  bool choose = host_sim_sources.source[line].handler();
  TRACE_END(host_sim_interrupt_point, line, 0);
  return choose;
}

// The upcall.
CELL_CALLBACK bool host_sim_interrupt(struct nucleus_frame *frame) {
  uint32_t vector = (uint32_t)frame->vector, source = vector - MACHINE_FIRST_VECTOR;
  if (vector == SPURIOUS) {
    host_sim_sources.spurious++;
    return false;
  }
  if (source >= SOURCES || host_sim_sources.source[source].handler == NULL) {
    unexpected(vector);
    return false;
  }
  host_sim_sources.source[source].count++;
  return source == SOURCE_TIMER ? host_sim_sources.source[source].handler() : handle_line(source);
}

CELL_CALLBACK status_t host_sim_interrupt_init(void) {
  nucleus_set_upcalls(&(struct nucleus_upcalls){.interrupt = host_sim_interrupt});
  LOG(LOG_INFO, "simulated interrupts: %u lines and a timer", INTERRUPT_LINES);
  return OK;
}

CELL_OPS(struct cell_lifecycle, host_sim_interrupt_lifecycle) = {.init = host_sim_interrupt_init};

static void source_set(uint32_t source, const char *name, bool (*handler)(void)) {
  text_copy(host_sim_sources.source[source].name, INTERRUPT_NAME, name);
  host_sim_sources.source[source].handler = handler;
}

CELL_CALLBACK void host_sim_release_line(uint64_t line) {
  interrupt_release((uint32_t)line);
}
CELL_OPS(struct ledger_type, host_sim_line_type) = {.name = "interrupt line", .release = host_sim_release_line};

// The cell behind the handler's gate owns the line, whoever ran when it asked.
static uint32_t owner_of(bool (*handler)(void)) {
  uint32_t cell;
  const char *symbol;
  uint64_t offset;
  const void *region = graph_running();
  if (graph_symbol_at(region, (uint64_t)handler, &cell, &symbol, &offset) != OK) return ledger_self();
  return ledger_cell(graph_string(region, graph_cell(region, cell)->label));
}

status_t interrupt_route(uint32_t line, const char *name, bool (*handler)(void)) {
  if (line >= INTERRUPT_LINES) return OUT_OF_RANGE;
  if (name == NULL || handler == NULL) return INVALID;
  lock_enter(&host_sim_sources.lock);
  struct host_sim_source *source = &host_sim_sources.source[line];
  status_t status = source->handler != NULL ? EXISTS : OK;
  if (status == OK) {
    source->entry = ledger_add(owner_of(handler), &host_sim_line_type, line);
    if (source->entry == LEDGER_NONE) status = NO_MEMORY;
  }
  if (status == OK) source_set(line, name, handler);
  lock_leave(&host_sim_sources.lock);
  return status;
}

void interrupt_release(uint32_t line) {
  if (line >= INTERRUPT_LINES) return;
  lock_enter(&host_sim_sources.lock);
  struct host_sim_source *source = &host_sim_sources.source[line];
  if (source->handler != NULL) {
    ledger_remove(source->entry, line);
    *source = (struct host_sim_source){0};
  }
  lock_leave(&host_sim_sources.lock);
}

// The timer's registers.
static void timer_set(uint64_t cycles) {
  struct host_sim_machine *machine = host_sim_machine();
  machine->tick_cycles = cycles;
  machine->next_tick = arch_cycles() + cycles;
  machine->next_event = 0;
}

status_t interrupt_timer(uint64_t hertz, uint64_t cycles_hertz, bool (*handler)(void)) {
  if (handler == NULL) return INVALID;
  if (hertz == 0 || hertz > 10000 || cycles_hertz < 8192) return OUT_OF_RANGE;
  lock_enter(&host_sim_sources.lock);
  source_set(SOURCE_TIMER, "timer", handler);
  host_sim_sources.hertz = hertz;
  timer_set(MACHINE_HERTZ / hertz);
  lock_leave(&host_sim_sources.lock);
  return OK;
}

uint64_t interrupt_timer_hertz(void) {
  return host_sim_sources.hertz;
}

static status_t info_of(struct interrupt_info *info, uint32_t line, const char *name, uint64_t count) {
  *info = (struct interrupt_info){.line = line, .count = count};
  text_copy(info->name, sizeof info->name, name);
  return OK;
}

status_t interrupt_info(uint32_t index, struct interrupt_info *info) {
  const struct host_sim_sources *sources = &host_sim_sources;
  for (uint32_t source = 0; source < SOURCES; source++) {
    if (sources->source[source].handler == NULL) continue;
    if (index-- == 0) return info_of(info, source, sources->source[source].name, sources->source[source].count);
  }
  if (index == 0) return info_of(info, SOURCES, "spurious", sources->spurious);
  if (index == 1) return info_of(info, SOURCES, "unexpected", sources->unexpected);
  return OUT_OF_RANGE;
}

// None is in service here before it is entered.
void interrupt_renew(void) {}
