// SPDX-License-Identifier: Apache-2.0
// cellctl COMMAND: asks and changes running systems from the host (docs/push.md).
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/cellctl.h"

static const struct cellctl_command commands[] = {
    {"ls", "", "the instances that run", ls_command},
    {"graph", "[--json | --check FILE.elf]", "the cells of the running system; or: whether it is what its image says",
     graph_command},
    {"push", "[--plan] [--back] FILE.cell...", "sends cells and swaps them in", push_command},
    {"swap", "[--plan] [--back] OLD NEW ...", "swaps cells, as the shell's command does", swap_command},
    {"log", "[-f]", "the system's log; -f: goes on with what comes", log_command},
    {"top", "", "what takes the processor's time, until Ctrl-C", top_command},
    {"trace", "[--output FILE]", "what happened, for https://ui.perfetto.dev", trace_command},
    {"flame", "--output FILE.svg [WORD...]", "where time goes, as a picture: while a command runs, or for 10 s",
     flame_command},
    {"run", "WORD...", "runs a command of the system's shell", run_command},
    {"shell", "", "a prompt; each line is run, Ctrl-C ends what runs", shell_command},
};
enum { COMMANDS = sizeof commands / sizeof commands[0], DEFAULT_TIMEOUT_MS = 10'000 };

static void usage(FILE *out) {
  fputs("usage: cellctl [--instance NAME|NUMBER] [--timeout SECONDS] COMMAND [WORD...]\n", out);
  for (size_t i = 0; i < COMMANDS; i++)
    fprintf(out, "  %-6s%-32s%s\n", commands[i].name, commands[i].words, commands[i].summary);
  fputs("--timeout bounds how long a system or another client may keep silent (10); a command may take as long as it "
        "likes.\n"
        "The exit status is 0 when all went well, 1 when the system refused, its command failed or a check found a "
        "difference,\n"
        "2 when the words make no sense or no instance is chosen, 3 when the system cannot be reached.\n",
        out);
}

static int misuse(const char *what, const char *word) {
  return cellctl_fail(CELLCTL_USAGE, "%s%s; `cellctl --help` lists options and commands", what, word);
}

static bool read_timeout(const char *text, uint32_t *milliseconds) {
  char *end = NULL;
  errno = 0;
  double seconds = isdigit((unsigned char)*text) ? strtod(text, &end) : 0;
  if (end == NULL || *end != 0 || errno != 0 || !(seconds >= 0.001) || seconds > 1'000'000) return false;
  *milliseconds = (uint32_t)(seconds * 1000);
  return true;
}

// Takes the options in front of the command; *at is where that stands. CELLCTL_DONE: there may be one.
static int read_options(struct cellctl *cellctl, int count, char **words, int *at) {
  for (*at = 1; *at < count && words[*at][0] == '-'; (*at)++) {
    const char *word = words[*at];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) return CELLCTL_DONE;
    if (strcmp(word, "--instance") != 0 && strcmp(word, "--timeout") != 0) return misuse("no such option: ", word);
    if (++*at == count) return misuse(word, " needs a value");
    if (strcmp(word, "--instance") == 0)
      cellctl->wanted = words[*at];
    else if (!read_timeout(words[*at], &cellctl->timeout_ms))
      return misuse("--timeout wants a number of seconds, not ", words[*at]);
  }
  return *at < count ? CELLCTL_DONE : misuse("no command", "");
}

int main(int count, char **words) {
  struct cellctl cellctl = {.timeout_ms = DEFAULT_TIMEOUT_MS};
  int at = 0, status = read_options(&cellctl, count, words, &at);
  if (status != CELLCTL_DONE) return status;
  if (words[at][0] == '-' || strcmp(words[at], "help") == 0) {
    usage(stdout);
    return CELLCTL_DONE;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  char doing[120] = "";
  for (int i = at; i < count; i++)
    snprintf(doing + strlen(doing), sizeof doing - strlen(doing), "%s%s", i == at ? "" : " ", words[i]);
  cellctl.doing = doing;
  for (size_t i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, words[at]) == 0) return commands[i].run(&cellctl, count - at, words + at);
  return misuse("no such command: ", words[at]);
}
