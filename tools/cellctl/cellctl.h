// SPDX-License-Identifier: Apache-2.0
// cellctl: what its commands share: the options, the choice of an instance, sentences for people.
//
// Context  one thread.
// Owns     nothing beyond a command.
// State    struct cellctl, main's.
// Errors   a command returns an enum cellctl_status, after it has said on the standard error what is wrong.
#pragma once
#include "tools/cellctl/client.h"
#include "tools/cellctl/instance.h"

enum cellctl_status {
  CELLCTL_DONE = 0,
  CELLCTL_NO = 1,     // refused, different, or the command in the system returned something else than 0
  CELLCTL_USAGE = 2,  // words that make no sense, or no instance chosen
  CELLCTL_LOST = 3,   // the system cannot be reached, or no longer
  CELLCTL_INTERRUPTED = 130,
};

struct cellctl {
  const char *wanted;  // the instance; null: the only one
  uint32_t timeout_ms;
  const char *doing;  // the command line, for whoever waits
};

struct cellctl_command {
  const char *name, *words, *summary;
  int (*run)(struct cellctl *cellctl, int count, char **words);  // words[0]: the command's name
};

[[gnu::format(printf, 2, 3)]] int cellctl_fail(enum cellctl_status status, const char *format, ...);
// The chosen instance, copied. What is wrong with the choice has been said when it is not CELLCTL_DONE.
int cellctl_choose(const struct cellctl *cellctl, struct instance *instance);
int cellctl_open(const struct cellctl *cellctl, struct client *client);  // chooses and opens
int cellctl_open_at(const struct cellctl *cellctl, const struct instance *instance, struct client *client);
int cellctl_report(const struct client *client);  // says its error and closes nothing; the status for it
// Runs a line and copies its output to the standard output; a result other than 0 is said and is CELLCTL_NO.
int cellctl_run(struct client *client, const char *line);
// What the line prints, whatever it ends with; null, said: it cannot be had. The caller frees it.
char *cellctl_ask(const struct cellctl *cellctl, const char *line, int *status);
// The words as a line of the shell, quoted where they hold blanks; null: one cannot be quoted. The caller frees it.
char *cellctl_line(int count, char **words);
// The whole file; null, said: it cannot be read. The caller frees it. A path counts from where the person is.
// Runs a line as `cellctl run` does, in a conversation of its own; Ctrl-C goes to the system.
int cellctl_run_line(const struct cellctl *cellctl, const char *line);
void cellctl_wait_seconds(uint32_t seconds);  // or until Ctrl-C
uint8_t *cellctl_read_file(const char *path, size_t most, size_t *size);
void cellctl_path(const char *given, char *path, size_t size);
int64_t cellctl_now_us(void);

int ls_command(struct cellctl *cellctl, int count, char **words);
int graph_command(struct cellctl *cellctl, int count, char **words);
int swap_command(struct cellctl *cellctl, int count, char **words);
int push_command(struct cellctl *cellctl, int count, char **words);
int log_command(struct cellctl *cellctl, int count, char **words);
int top_command(struct cellctl *cellctl, int count, char **words);
int trace_command(struct cellctl *cellctl, int count, char **words);
int flame_command(struct cellctl *cellctl, int count, char **words);
int run_command(struct cellctl *cellctl, int count, char **words);
int shell_command(struct cellctl *cellctl, int count, char **words);
