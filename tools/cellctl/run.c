// SPDX-License-Identifier: Apache-2.0
// run, shell, swap, top: lines for the system's shell, each in a conversation of its own, so that others get their turn.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/cellctl/cellctl.h"

static void on_interrupt([[maybe_unused]] int signal) {
  client_stop_wanted = client_stop_wanted + 1;
}

// Ctrl-C goes to the command in the system from here on.
static void catch_interrupts(void) {
  struct sigaction action = {.sa_handler = on_interrupt};  // no SA_RESTART: waits are to end
  sigaction(SIGINT, &action, NULL);
  client_stop_wanted = 0;
}

static int run_at(const struct cellctl *cellctl, const struct instance *instance, const char *line) {
  struct client client;
  int status = cellctl_open_at(cellctl, instance, &client);
  if (status != CELLCTL_DONE) return status;
  status = cellctl_run(&client, line);
  client_close(&client);
  return status;
}

int cellctl_run_line(const struct cellctl *cellctl, const char *line) {
  struct instance instance;
  catch_interrupts();
  int status = cellctl_choose(cellctl, &instance);
  return status != CELLCTL_DONE ? status : run_at(cellctl, &instance, line);
}

static int run_words(const struct cellctl *cellctl, int count, char **words) {
  char *line = cellctl_line(count, words);
  if (line == NULL) return CELLCTL_USAGE;
  int status = cellctl_run_line(cellctl, line);
  free(line);
  return status;
}

int run_command(struct cellctl *cellctl, int count, char **words) {
  if (count < 2) return cellctl_fail(CELLCTL_USAGE, "run needs a line for the system's shell: cellctl run uptime");
  return run_words(cellctl, count - 1, words + 1);
}

int swap_command(struct cellctl *cellctl, int count, char **words) {
  if (count < 2)
    return cellctl_fail(CELLCTL_USAGE,
                        "swap needs the cell that goes and the one that comes: cellctl swap round_robin priority");
  return run_words(cellctl, count, words);
}

void cellctl_wait_seconds(uint32_t seconds) {
  struct timespec left = {.tv_sec = seconds};
  while (client_stop_wanted == 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
    ;
}

int top_command(struct cellctl *cellctl, int count, [[maybe_unused]] char **words) {
  if (count > 1) return cellctl_fail(CELLCTL_USAGE, "top takes no words");
  struct instance instance;
  catch_interrupts();
  int status = cellctl_choose(cellctl, &instance);
  while (status == CELLCTL_DONE && client_stop_wanted == 0) {
    if (isatty(STDOUT_FILENO)) fputs("\x1b[H\x1b[2J", stdout);
    status = run_at(cellctl, &instance, "top --once");
    if (status == CELLCTL_DONE) cellctl_wait_seconds(1);
  }
  return status == CELLCTL_INTERRUPTED ? CELLCTL_DONE : status;
}

// A line without its end; null: the input has ended, or Ctrl-C came.
static char *read_line(const struct instance *instance, char **line, size_t *room) {
  if (isatty(STDIN_FILENO)) printf("%s> ", instance->name);
  fflush(stdout);
  if (getline(line, room, stdin) < 0) return NULL;
  (*line)[strcspn(*line, "\r\n")] = 0;
  return *line;
}

int shell_command(struct cellctl *cellctl, int count, [[maybe_unused]] char **words) {
  if (count > 1) return cellctl_fail(CELLCTL_USAGE, "shell takes no words; `cellctl run WORD...` runs one command");
  struct instance instance;
  char *line = NULL;
  size_t room = 0;
  catch_interrupts();
  int status = cellctl_choose(cellctl, &instance);
  if (status != CELLCTL_DONE) return status;
  for (;;) {
    client_stop_wanted = 0;
    if (read_line(&instance, &line, &room) == NULL) {
      if (client_stop_wanted == 0) break;
      clearerr(stdin);
      fputc('\n', stdout);
      continue;
    }
    if (strcmp(line, "exit") == 0) break;
    if (*line != 0) status = run_at(cellctl, &instance, line);
    if (status == CELLCTL_LOST) break;  // what was refused, failed or was stopped has been said; the next line may do
  }
  if (isatty(STDIN_FILENO)) fputc('\n', stdout);
  free(line);
  return status;
}
