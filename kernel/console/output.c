// SPDX-License-Identifier: Apache-2.0
// Output: straight to the device, to whom it is diverted, or, inside a transaction, kept until that has committed.
#include <stdarg.h>

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/device.h"
#include "kernel/console/state.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"

enum { PATIENCE = 1 << 22 };  // turns

// How much of the text may go out before interrupts are let in: up to the last line end, so that others part us only there.
RAW_STATIC size_t piece_length(const char *text, size_t length) {
  if (length <= CONSOLE_WHOLE) return length;
  for (size_t i = CONSOLE_WHOLE; i > 0; i--)
    if (text[i - 1] == '\n') return i;
  return CONSOLE_WHOLE;
}

// Interrupts are off. Pieces of two CPUs do not mix; but nobody waits for long for a device that does not answer, or for one that has met a fault
// meanwhile and will not come back.
RAW_STATIC void take_turn(uint32_t me) {
  for (uint32_t turns = 0; turns < PATIENCE; turns++) {
    uint32_t holder = 0;
    if (__atomic_compare_exchange_n(&console.turn, &holder, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
    if (holder == me) return;
    arch_pause();
  }
  __atomic_store_n(&console.turn, me, __ATOMIC_RELAXED);
}

RAW_STATIC void put_piece(const char *text, size_t length) {
  take_turn((uint32_t)nucleus_cpu()->number + 1);
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '\n') device_put_now('\r');
    device_put_now((uint8_t)text[i]);
  }
  __atomic_store_n(&console.turn, 0, __ATOMIC_RELEASE);
}

RAW_STATIC void write_to_device(const char *text, size_t length) {
  while (length > 0) {
    size_t piece = piece_length(text, length);
    uint64_t interrupts = arch_interrupts_off();
    put_piece(text, piece);
    console.written += piece;
    console.last = text[piece - 1];
    arch_interrupts_restore(interrupts);
    text += piece;
    length -= piece;
  }
}

// Kept text is shown by one action behind the commit, however many writes there were. Should that be made again, what it
// had shown already is shown again.
CELL_CALLBACK void console_show(uint64_t, uint64_t, uint64_t) {
  lock_enter(&console.lock);
  put_piece(console.kept, console.kept_count);
  console.written += console.kept_count;
  console.last = console.kept[console.kept_count - 1];
  console.kept_count = 0;
  lock_leave(&console.lock);
}

bool console_keep(const char *text, size_t length) {
  lock_enter(&console.lock);
  bool fits = length <= CONSOLE_KEPT - console.kept_count;
  if (fits) {
    bool is_first = console.kept_count == 0;
    __builtin_memcpy(&console.kept[console.kept_count], text, length);
    console.kept_count += (uint32_t)length;
    if (is_first) AFTER(console_show, 0, 0, 0);
  }
  lock_leave(&console.lock);
  return fits;
}

// What the sink did not take: it is full, inside a transaction. While it waits the diversion may end.
RAW_STATIC size_t write_to_sink(const char *text, size_t length, bool may_wait) {
  const struct console_diversion *diversion;
  while (length > 0 && (diversion = console_diversion()) != NULL && diversion->sink != NULL) {
    size_t taken = diversion->sink(diversion->sink_context, text, length, may_wait);
    text += taken;
    length -= taken;
    if (taken > 0) continue;
    if (!may_wait) break;
    may_wait = sched_wait_here() == OK;
  }
  return length;
}

void console_write(const char *text, size_t length) {
  bool inside = NUCLEUS_HERE(transaction) != NULL;
  if (arch_interrupts_are_on() && console.diversions != 0) {
    size_t left = write_to_sink(text, length, !inside && NUCLEUS_HERE(preempt_off) == 0);
    text += length - left;
    length = left;
  }
  if (length > 0 && !(inside && console_keep(text, length))) write_to_device(text, length);
}

void console_print(const char *format, ...) {
  char text[CONSOLE_WHOLE];
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length >= sizeof text) {
    length = sizeof text - 1;
    text_copy(text + length - 4, 5, "...\n");
  }
  console_write(text, length);
}

uint64_t console_written(void) {
  return console.written + console.kept_count;
}

bool console_at_line_start(void) {
  if (console.kept_count > 0) return console.kept[console.kept_count - 1] == '\n';
  return console.written == 0 || console.last == '\n';
}
