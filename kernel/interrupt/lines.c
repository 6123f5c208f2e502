// SPDX-License-Identifier: Apache-2.0
// lines: who handles which interrupt, whatever the controller is (kernel/interrupt/controller).
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/trace/trace.h"

enum { SOURCE_TIMER = INTERRUPT_LINES, SOURCES };
enum { CYCLES_LEAST = 1000000 };  // a second: a slower counter tells no times that are worth waiting for

struct interrupt_source {
  char name[INTERRUPT_NAME];
  bool (*handler)(void);
  uint64_t count;
  uint32_t entry;  // in the ledger, below the handler's cell
};

struct interrupt_lines {
  struct lock lock;
  uint64_t spurious, unexpected;
  uint64_t unexpected_logged[4];  // a bit for each vector
  bool (*on_signal)(void);
  struct interrupt_source source[SOURCES];
};
CELL_STATE(struct interrupt_lines, interrupt_lines);

TRACE_POINT(interrupt_point, "interrupt", "line", "");

static void unexpected(uint32_t vector) {
  interrupt_lines.unexpected++;
  uint64_t *logged = &interrupt_lines.unexpected_logged[vector / 64 % 4], bit = UINT64_C(1) << vector % 64;
  if (*logged & bit) return;
  *logged |= bit;
  LOG(LOG_WARNING, "interrupt vector %u is nobody's; it is counted from now on, not logged", vector);
}

// Timers leave no events of their own: they would push everything else out of the ring.
static bool handle_line(uint32_t line) {
  TRACE_BEGIN(interrupt_point, line, 0);
  bool choose = interrupt_lines.source[line].handler();
  TRACE_END(interrupt_point, line, 0);
  return choose;
}

// The upcall. The end comes first, while interrupts are off: so an interrupt whose handler is given up is over too, and the next
// one comes.
CELL_CALLBACK bool interrupt_come(struct nucleus_frame *frame) {
  uint32_t vector = (uint32_t)frame->vector, source = vector - CONTROLLER_FIRST;
  if (!controller_end(vector)) {
    interrupt_lines.spurious++;
    return false;
  }
  // On any processor, and the counters are for one.
  if (vector == CONTROLLER_SIGNAL && interrupt_lines.on_signal != NULL) return interrupt_lines.on_signal();
  if (source >= SOURCES || interrupt_lines.source[source].handler == NULL) {
    unexpected(vector);
    return false;
  }
  interrupt_lines.source[source].count++;
  if (source != SOURCE_TIMER) return handle_line(source);
  controller_alarm_soon();  // a handler that is given up arms nothing
  return interrupt_lines.source[source].handler();
}

CELL_CALLBACK status_t interrupt_init(void) {
  nucleus_set_upcalls(&(struct nucleus_upcalls){.interrupt = interrupt_come});
  return OK;
}
CELL_OPS(struct cell_lifecycle, interrupt_lifecycle) = {.init = interrupt_init};

HOLDS(&interrupt_lines.lock) static void source_set(uint32_t source, const char *name, bool (*handler)(void)) {
  text_copy(interrupt_lines.source[source].name, INTERRUPT_NAME, name);
  interrupt_lines.source[source].handler = handler;
}

CELL_CALLBACK void interrupt_release_line(uint64_t line) {
  interrupt_release((uint32_t)line);
}
CELL_OPS(struct ledger_type, interrupt_line_type) = {.name = "interrupt line", .release = interrupt_release_line};

// The cell behind the handler's gate owns the line, whoever ran when it asked.
static uint32_t owner_of(bool (*handler)(void)) {
  uint32_t cell;
  const char *symbol;
  uint64_t offset;
  const void *region = graph_running();
  if (graph_symbol_at(region, (uint64_t)handler, &cell, &symbol, &offset) != OK) return ledger_self();
  return ledger_cell(graph_string(region, graph_cell(region, cell)->label));
}

HOLDS(&interrupt_lines.lock)
static status_t route(struct interrupt_source *source, uint32_t line, bool (*handler)(void)) {
  if (source->handler != NULL) return EXISTS;
  source->entry = ledger_add(owner_of(handler), &interrupt_line_type, line);
  return source->entry != LEDGER_NONE ? OK : NO_MEMORY;
}

status_t interrupt_route(uint32_t line, const char *name, bool (*handler)(void)) {
  if (controller_lines() == 0) return UNSUPPORTED;
  if (line >= controller_lines()) return OUT_OF_RANGE;
  if (name == NULL || handler == NULL) return INVALID;
  lock_enter(&interrupt_lines.lock);
  status_t status = route(&interrupt_lines.source[line], line, handler);
  if (status == OK) {
    source_set(line, name, handler);
    controller_unmask(line);
  }
  lock_leave(&interrupt_lines.lock);
  return status;
}

void interrupt_release(uint32_t line) {
  if (line >= INTERRUPT_LINES) return;
  lock_enter(&interrupt_lines.lock);
  struct interrupt_source *source = &interrupt_lines.source[line];
  if (source->handler != NULL) {
    ledger_remove(source->entry, line);
    *source = (struct interrupt_source){0};
    controller_mask(line);
  }
  lock_leave(&interrupt_lines.lock);
}

status_t interrupt_timer(uint64_t cycles_hertz, bool (*handler)(void)) {
  if (controller_lines() == 0) return UNSUPPORTED;
  if (handler == NULL) return INVALID;
  if (cycles_hertz < CYCLES_LEAST) return OUT_OF_RANGE;
  lock_enter(&interrupt_lines.lock);
  status_t status = controller_timer(cycles_hertz);
  if (status == OK) {
    source_set(SOURCE_TIMER, "timer", handler);
    controller_alarm(0);
  }
  lock_leave(&interrupt_lines.lock);
  return status;
}

void interrupt_alarm(uint64_t cycles) {
  if (interrupt_timer_works()) controller_alarm(cycles);
}

void interrupt_on_signal(bool (*handler)(void)) {
  lock_enter(&interrupt_lines.lock);
  interrupt_lines.on_signal = handler;
  lock_leave(&interrupt_lines.lock);
}

bool interrupt_timer_works(void) {
  return interrupt_lines.source[SOURCE_TIMER].handler != NULL;
}

void interrupt_renew(void) {
  controller_renew();
}

static status_t info_of(struct interrupt_info *info, uint32_t line, const char *name, uint64_t count) {
  *info = (struct interrupt_info){.line = line, .count = count};
  text_copy(info->name, sizeof info->name, name);
  return OK;
}

status_t interrupt_info(uint32_t index, struct interrupt_info *info) {
  for (uint32_t source = 0; source < SOURCES; source++) {
    const struct interrupt_source *row = &interrupt_lines.source[source];
    if (row->handler == NULL) continue;
    if (index-- == 0) return info_of(info, source, row->name, row->count);
  }
  if (index == 0) return info_of(info, SOURCES, "spurious", interrupt_lines.spurious);
  if (index == 1) return info_of(info, SOURCES, "unexpected", interrupt_lines.unexpected);
  return OUT_OF_RANGE;
}
