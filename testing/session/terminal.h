// SPDX-License-Identifier: Apache-2.0
// terminal: a command on a pseudo terminal, and all that it has shown.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct terminal {
  int master, process_handle;  // of the pseudo terminal; a pidfd
  pid_t process;
  bool closed;  // nothing more will be shown
  bool ended;   // then `status` is valid: an exit status, or 128 + a signal
  int status;
  uint32_t columns;  // 0: does not answer when asked for the cursor's position
  char *shown;       // owned; every byte so far
  size_t shown_length, shown_room;
  size_t answered;  // of `shown`, up to where questions were answered
};

// Starts the command, in a terminal of 24 rows and 80 columns. False: it could not be; errno says why.
bool terminal_start(struct terminal *terminal, char *const *command);
bool terminal_type(struct terminal *terminal, const char *bytes, size_t length);
// Waits for the next thing to happen: something is shown (and copied to standard output), or the command has ended and
// everything is shown. False: nothing did until the deadline (CLOCK_MONOTONIC, ms).
bool terminal_wait(struct terminal *terminal, int64_t deadline_ms);
void terminal_end(struct terminal *terminal);  // also ends the command if it runs
int64_t terminal_now_ms(void);
