// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/console and of interrupt lines. Word 0 is an input cursor, 1 a status.
#include "kernel/console/console.h"

#include "kernel/interrupt/interrupt.h"
#include "kernel/sched/sched.h"
#include "testing/campaign/subject.h"

static uint64_t self(void) {
  return task_current()->number;
}

CELL_CALLBACK void console_call_keep(struct campaign_kept *kept) {
  kept->word[1] = console_keep("kept\n", 5);
}
CAMPAIGN_SUBJECT(console_kept, "console_keep", "a line", NULL, console_call_keep, NULL);

CELL_CALLBACK void console_call_take(struct campaign_kept *kept) {
  kept->word[1] = console_take((struct console_input *)&kept->word[0], UINT64_MAX);
}
CELL_CALLBACK void console_finish_take(struct campaign_kept *) {
  sched_wait_leave(task_current());
}
CAMPAIGN_SUBJECT(console_taken, "console_take", "nothing was typed", NULL, console_call_take, console_finish_take);

// Time stands still here: the last tick was at 2 ns.
CELL_CALLBACK void console_prepare_read(struct campaign_kept *) {
  (void)sched_tick(2);
}
CELL_CALLBACK void console_call_read(struct campaign_kept *kept) {
  kept->word[1] = console_read((struct console_input *)&kept->word[0], 1);
}
CAMPAIGN_SUBJECT(console_was_read, "console_read", "the deadline has passed", console_prepare_read, console_call_read,
                 NULL);

CELL_CALLBACK void console_call_foreground(struct campaign_kept *kept) {
  kept->word[1] = console_foreground(self());
}
CELL_CALLBACK void console_finish_foreground(struct campaign_kept *) {
  console_foreground_end(self());
}
CAMPAIGN_SUBJECT(console_in_foreground, "console_foreground", "itself", NULL, console_call_foreground,
                 console_finish_foreground);
CAMPAIGN_SUBJECT(console_foreground_left, "console_foreground_end", "itself", console_call_foreground,
                 console_finish_foreground, NULL);

CELL_CALLBACK size_t console_swallow(void *, const char *, size_t length, bool) {
  return length;
}
CELL_CALLBACK void console_call_divert(struct campaign_kept *kept) {
  kept->word[1] = console_divert(self(), console_swallow, NULL);
}
CELL_CALLBACK void console_finish_divert(struct campaign_kept *) {
  console_divert_end(self());
}
CAMPAIGN_SUBJECT(console_diverted, "console_divert", "itself", NULL, console_call_divert, console_finish_divert);
CAMPAIGN_SUBJECT(console_divert_ended, "console_divert_end", "itself", console_call_divert, console_finish_divert,
                 NULL);

CELL_CALLBACK status_t console_give_byte(void *, void *to, size_t, size_t *count) {
  *(char *)to = 'x';
  *count = 1;
  return OK;
}
CELL_CALLBACK void console_call_divert_input(struct campaign_kept *kept) {
  kept->word[1] = console_divert_input(self(), console_give_byte, NULL);
}
CAMPAIGN_SUBJECT(console_input_diverted, "console_divert_input", "itself", NULL, console_call_divert_input,
                 console_finish_divert);
// The reader's piece is longer than what a subject keeps: it is the task's own.
CELL_CALLBACK void console_call_take_piece(struct campaign_kept *kept) {
  struct console_piece piece = {};
  kept->word[1] = console_take_piece(&piece);
  kept->word[2] = piece.count;
}
CAMPAIGN_SUBJECT(console_piece_taken, "console_take_piece", "a byte", console_call_divert_input,
                 console_call_take_piece, console_finish_divert);
CELL_CALLBACK void console_call_read_piece(struct campaign_kept *kept) {
  struct console_piece piece = {};
  kept->word[1] = console_read_piece(&piece);
  kept->word[2] = piece.count;
}
CAMPAIGN_SUBJECT(console_piece_read, "console_read_piece", "a byte", console_call_divert_input, console_call_read_piece,
                 console_finish_divert);

CELL_CALLBACK bool interrupt_not_taken(void) {
  return false;
}
CELL_CALLBACK void interrupt_call_route(struct campaign_kept *kept) {
  kept->word[1] = interrupt_route(9, "subject", interrupt_not_taken);
}
CELL_CALLBACK void interrupt_finish_route(struct campaign_kept *) {
  interrupt_release(9);
}
CAMPAIGN_SUBJECT(interrupt_routed, "interrupt_route", "a free line", NULL, interrupt_call_route,
                 interrupt_finish_route);
CAMPAIGN_SUBJECT(interrupt_released, "interrupt_release", "a line in use", interrupt_call_route, interrupt_finish_route,
                 NULL);

// Nothing gives the timer back; the world that the next subject begins in has the old one.
CELL_CALLBACK void interrupt_call_timer(struct campaign_kept *kept) {
  kept->word[1] = interrupt_timer(1000000000, interrupt_not_taken);
}
CAMPAIGN_SUBJECT(interrupt_timed, "interrupt_timer", "another handler", NULL, interrupt_call_timer, NULL);

CELL_CALLBACK void interrupt_call_signal(struct campaign_kept *) {
  interrupt_on_signal(interrupt_not_taken);
}
CELL_CALLBACK void interrupt_finish_signal(struct campaign_kept *) {
  interrupt_on_signal(NULL);
}
CAMPAIGN_SUBJECT(interrupt_signals_heard, "interrupt_on_signal", "nobody listened", NULL, interrupt_call_signal,
                 interrupt_finish_signal);
