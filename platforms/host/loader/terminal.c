// SPDX-License-Identifier: Apache-2.0
// Standard input and output as the simulated machine's console. A terminal is put into raw mode, and back at every end of the process.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "platforms/host/loader/host.h"

enum { CTRL_A = 1 };

static struct {
  bool is_used, is_raw, ended, escaped;
  struct termios before;
  uint64_t start_ns;
} terminal;

void terminal_stop(void) {
  if (terminal.is_raw) tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
  terminal.is_raw = false;
}

void host_fail(const char *format, ...) {
  va_list arguments;
  terminal_stop();
  fprintf(stderr, "error: %s: ", host_name);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(125);
}

static void end_by_signal(int number) {
  terminal_stop();
  signal(number, SIG_DFL);
  raise(number);
}

static uint64_t monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

uint64_t terminal_now(void) {
  return monotonic_ns() - terminal.start_ns;
}

void terminal_start(bool is_used) {
  terminal.is_used = is_used;
  terminal.start_ns = monotonic_ns();
  if (!is_used) return;
  static const int ends[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    sigaction(ends[i], &(struct sigaction){.sa_handler = end_by_signal, .sa_flags = SA_ONSTACK}, NULL);
  if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &terminal.before) == 0) {
    struct termios raw = terminal.before;
    cfmakeraw(&raw);
    terminal.is_raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
    atexit(terminal_stop);
  }
}

void terminal_write(const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t wrote = write(STDOUT_FILENO, bytes, count);
    if (wrote < 0 && errno == EAGAIN) (void)poll(&(struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT}, 1, -1);
    if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (wrote <= 0) return;  // nobody listens any more
    bytes += wrote, count -= (size_t)wrote;
  }
}

// Ctrl-A x ends the process, Ctrl-A Ctrl-A is a Ctrl-A: as with QEMU.
static bool is_for_guest(uint8_t byte) {
  if (!terminal.is_raw) return true;
  if (!terminal.escaped) {
    terminal.escaped = byte == CTRL_A;
    return !terminal.escaped;
  }
  terminal.escaped = false;
  if (byte == 'x' || byte == 'X') {
    terminal_stop();
    fprintf(stderr, "%s: ended by Ctrl-A x\n", host_name);
    exit(0);
  }
  return byte == CTRL_A;
}

uint32_t input_room(const struct host_input *input) {
  uint32_t waiting = input->put - __atomic_load_n(&input->taken, __ATOMIC_ACQUIRE);
  return waiting < MACHINE_INPUT / 2 ? MACHINE_INPUT / 2 - waiting : 0;
}

void input_put(struct host_input *input, uint8_t byte) {
  input->bytes[input->put % MACHINE_INPUT] = byte;
  __atomic_store_n(&input->put, input->put + 1, __ATOMIC_RELEASE);
}

bool input_waits(const struct host_input *input) {
  return __atomic_load_n(&input->taken, __ATOMIC_ACQUIRE) != input->put;
}

static bool is_listening(void) {
  return terminal.is_used && !terminal.ended && input_room(&host_devices()->console) != 0;
}

static bool has_input(int timeout_ms) {
  // poll leaves out what is -1.
  struct pollfd input[] = {{.fd = is_listening() ? STDIN_FILENO : -1, .events = POLLIN},
                           {.fd = timeout_ms == 0 ? -1 : socket_to_wait_for(), .events = POLLIN}};
  return poll(input, 2, timeout_ms) > 0;
}

void terminal_poll(void) {
  socket_poll();
  struct host_input *input = &host_devices()->console;
  if (input_waits(input))
    host_raise(MACHINE_CONSOLE_LINE);  // as long as it waits: an interrupt may have been lost to a fault
  if (!is_listening() || !has_input(0)) return;
  uint8_t bytes[MACHINE_INPUT];
  ssize_t got = read(STDIN_FILENO, bytes, input_room(input));
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) terminal.ended = true;
  for (ssize_t i = 0; i < got; i++)
    if (is_for_guest(bytes[i])) input_put(input, bytes[i]);
  if (got > 0) host_raise(MACHINE_CONSOLE_LINE);
}

void terminal_wait(int timeout_ms) {
  (void)has_input(timeout_ms);
  terminal_poll();
}

bool terminal_ended(void) {
  return terminal.ended;
}
