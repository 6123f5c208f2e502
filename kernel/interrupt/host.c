// SPDX-License-Identifier: Apache-2.0
// The host's interrupt controller: a table that the test calls through.
#include "kernel/interrupt/host.h"

#include "kernel/base/text.h"
#include "kernel/interrupt/interrupt.h"

enum { CYCLES_LEAST = 1000000 };  // as //kernel/interrupt:lines

struct interrupt_line {
  char name[INTERRUPT_NAME];
  bool (*handler)(void);
  uint64_t count;
};
struct interrupt_lines {
  struct interrupt_line line[INTERRUPT_LINES + 1];  // the last one is the timer
  uint64_t alarm, unexpected;                       // alarm: when the timer comes, in cycles; UINT64_MAX: not at all
};
CELL_STATE(struct interrupt_lines, interrupt_lines);

static void take(struct interrupt_line *line, const char *name, bool (*handler)(void)) {
  text_copy(line->name, sizeof line->name, name);
  line->handler = handler;
}

status_t interrupt_route(uint32_t line, const char *name, bool (*handler)(void)) {
  if (line >= INTERRUPT_LINES) return OUT_OF_RANGE;
  if (name == NULL || handler == NULL) return INVALID;
  if (interrupt_lines.line[line].handler != NULL) return EXISTS;
  take(&interrupt_lines.line[line], name, handler);
  return OK;
}

// Nobody's death gives a line back here: the ledger needs memory, which a test of a driver has none of.
void interrupt_release(uint32_t line) {
  if (line < INTERRUPT_LINES) interrupt_lines.line[line] = (struct interrupt_line){0};
}

status_t interrupt_timer(uint64_t cycles_hertz, bool (*handler)(void)) {
  if (handler == NULL) return INVALID;
  if (cycles_hertz < CYCLES_LEAST) return OUT_OF_RANGE;
  take(&interrupt_lines.line[INTERRUPT_LINES], "timer", handler);
  interrupt_lines.alarm = 0;
  return OK;
}

void interrupt_alarm(uint64_t cycles) {
  interrupt_lines.alarm = cycles;
}

bool interrupt_timer_works(void) {
  return interrupt_lines.line[INTERRUPT_LINES].handler != NULL;
}

status_t interrupt_info(uint32_t index, struct interrupt_info *info) {
  for (uint32_t line = 0; line <= INTERRUPT_LINES; line++) {
    const struct interrupt_line *routed = &interrupt_lines.line[line];
    if (routed->handler == NULL || index-- > 0) continue;
    *info = (struct interrupt_info){.line = line, .count = routed->count};
    text_copy(info->name, sizeof info->name, routed->name);
    return OK;
  }
  return OUT_OF_RANGE;
}

void interrupt_on_signal(bool (*)(void)) {}  // there is one processor

// Here interrupts come by a call.
void interrupt_renew(void) {}

bool interrupt_host_raise(uint32_t line) {
  if (line > INTERRUPT_LINES || interrupt_lines.line[line].handler == NULL) {
    interrupt_lines.unexpected++;
    return false;
  }
  interrupt_lines.line[line].count++;
  return interrupt_lines.line[line].handler();
}

bool interrupt_host_tick(void) {
  interrupt_lines.alarm = UINT64_MAX;
  return interrupt_host_raise(INTERRUPT_LINES);
}
uint64_t interrupt_host_alarm(void) {
  return interrupt_timer_works() ? interrupt_lines.alarm : UINT64_MAX;
}
uint64_t interrupt_host_unexpected(void) {
  return interrupt_lines.unexpected;
}
void interrupt_host_reset(void) {
  interrupt_lines = (struct interrupt_lines){0};
}
