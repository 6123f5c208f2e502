// SPDX-License-Identifier: Apache-2.0
// terminal: the pseudo terminal, the process on it, and the wait for what they do.
#include "testing/session/terminal.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char question[] = "\x1b[6n";  // "where is the cursor": ECMA-48 8.3.35

int64_t terminal_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

bool terminal_start(struct terminal *terminal, char *const *command) {
  struct winsize size = {.ws_row = 24, .ws_col = 80};
  *terminal = (struct terminal){.process_handle = -1};
  terminal->process = forkpty(&terminal->master, NULL, NULL, &size);
  if (terminal->process < 0) return false;
  if (terminal->process == 0) {
    execvp(command[0], command);
    fprintf(stderr, "session: cannot run %s: %s\n", command[0], strerror(errno));
    _exit(127);
  }
  terminal->process_handle = (int)syscall(SYS_pidfd_open, terminal->process, 0);
  return terminal->process_handle >= 0;
}

bool terminal_type(struct terminal *terminal, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(terminal->master, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written;
    length -= (size_t)written;
  }
  return true;
}

static void answer(struct terminal *terminal) {
  if (terminal->columns == 0) return;
  char reply[32];
  int length = snprintf(reply, sizeof reply, "\x1b[24;%uR", terminal->columns);
  for (;;) {
    char *from = terminal->shown + terminal->answered;
    char *at = memmem(from, terminal->shown_length - terminal->answered, question, sizeof question - 1);
    if (at == NULL) return;
    terminal->answered = (size_t)(at - terminal->shown) + sizeof question - 1;
    terminal_type(terminal, reply, (size_t)length);
  }
}

static void keep(struct terminal *terminal, const char *bytes, size_t length) {
  if (terminal->shown_length + length > terminal->shown_room) {
    terminal->shown_room = 2 * (terminal->shown_length + length);
    terminal->shown = realloc(terminal->shown, terminal->shown_room);
    if (terminal->shown == NULL) abort();
  }
  memcpy(terminal->shown + terminal->shown_length, bytes, length);
  terminal->shown_length += length;
  fwrite(bytes, 1, length, stdout);
  fflush(stdout);
  answer(terminal);
}

// The pseudo terminal reports an error when nobody has it open any more, which is its end of file.
static void read_shown(struct terminal *terminal) {
  char bytes[4096];
  ssize_t length = read(terminal->master, bytes, sizeof bytes);
  if (length > 0)
    keep(terminal, bytes, (size_t)length);
  else if (length == 0 || errno != EINTR)
    terminal->closed = true;
}

static void collect(struct terminal *terminal) {
  int status = 0;
  if (waitpid(terminal->process, &status, 0) != terminal->process) return;
  terminal->ended = true;
  terminal->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool terminal_wait(struct terminal *terminal, int64_t deadline_ms) {
  for (;;) {
    struct pollfd events[2] = {{.fd = terminal->closed ? -1 : terminal->master, .events = POLLIN},
                               {.fd = terminal->ended ? -1 : terminal->process_handle, .events = POLLIN}};
    // Once the command has ended, what it left is read without waiting: something it started may hold the terminal open.
    int64_t left = terminal->ended ? 0 : deadline_ms - terminal_now_ms();
    int ready = poll(events, 2, left < 0 ? 0 : (int)left);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) abort();
    if (events[0].revents != 0) {
      read_shown(terminal);
      return true;
    }
    if (events[1].revents != 0) {
      collect(terminal);
      continue;
    }
    if (!terminal->ended) return false;
    terminal->closed = true;
    return true;
  }
}

void terminal_end(struct terminal *terminal) {
  if (!terminal->ended && terminal->process > 0) {
    kill(terminal->process, SIGKILL);
    collect(terminal);
  }
  close(terminal->master);  // hangs up on whatever else is there
  if (terminal->process_handle >= 0) close(terminal->process_handle);
  free(terminal->shown);
}
