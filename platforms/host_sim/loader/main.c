// SPDX-License-Identifier: Apache-2.0
// host_sim: runs an image of //platforms:host_sim in this process. Started by `bazel run` and by os_test.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platforms/host_sim/loader/simulation.h"

enum { RESTARTED = 200, STOPPED = 124, USAGE = 2 };

static const char usage[] =
    "usage: host_sim IMAGE [option ...]\n"
    "  --memory MIB    simulated RAM (32)\n"
    "  --cpus N        that many processors, 1 to 16 (1)\n"
    "  --command TEXT  the command line of the system\n"
    "  --socket PATH   where the control line listens\n"
    "  --seed N        lets the timer tick early at safe points that a generator chooses; the same N, the same run\n"
    "  --one-in N      with --seed: at about one safe point in N (50)\n"
    "  --whole-turns   with --seed and several processors: another one goes on at safe points and looks at the clock "
    "alone\n"
    "  --realtime      time and ticks of this machine, as on a terminal\n"
    "  --virtual       virtual time, also on a terminal\n"
    "  --time          says when the system first waits, at a prompt\n"
    "  --digest        says at the end what all of the simulated memory hashes to\n"
    "  --no-restart    a restart ends the process with status 200\n"
    "The exit status is what the system powers off with; 124: the processor stopped; 125: the simulation itself cannot "
    "go on.\n";

[[noreturn]] static void fail_usage(const char *what, const char *word) {
  fprintf(stderr, "error: host_sim: %s%s\n%s", what, word, usage);
  exit(USAGE);
}

static uint64_t number(const char *option, const char *text) {
  char *end;
  if (text == NULL || *text < '0' || *text > '9') fail_usage("a number is wanted after ", option);
  uint64_t value = strtoull(text, &end, 0);
  if (*end != 0) fail_usage("a number is wanted after ", option);
  return value;
}

static uint32_t cpus_of(const char *text) {
  uint64_t cpus = number("--cpus", text);
  if (cpus == 0 || cpus > MACHINE_CPUS) fail_usage("from 1 to 16 processors are wanted after --cpus, not ", text);
  return (uint32_t)cpus;
}

int main(int, char **words) {
  struct sim_options options = {.realtime = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
  bool restarts = true;
  for (char **word = words + 1; *word != NULL; word++) {
    if (strcmp(*word, "--memory") == 0)
      options.ram_mib = number("--memory", *++word);
    else if (strcmp(*word, "--cpus") == 0)
      options.cpus = cpus_of(*++word);
    else if (strcmp(*word, "--command") == 0 && word[1] != NULL)
      options.command_line = *++word;
    else if (strcmp(*word, "--socket") == 0 && word[1] != NULL)
      options.socket = *++word;
    else if (strcmp(*word, "--seed") == 0)
      options.seed = number("--seed", *++word), options.realtime = false;
    else if (strcmp(*word, "--one-in") == 0)
      options.one_in = number("--one-in", *++word);
    else if (strcmp(*word, "--whole-turns") == 0)
      options.whole_turns = true;
    else if (strcmp(*word, "--realtime") == 0)
      options.realtime = true;
    else if (strcmp(*word, "--virtual") == 0)
      options.realtime = false;
    else if (strcmp(*word, "--digest") == 0)
      options.tell_digest = true;
    else if (strcmp(*word, "--time") == 0)
      options.tell_time = true;
    else if (strcmp(*word, "--no-restart") == 0)
      restarts = false;
    else if (**word != '-' && options.image == NULL)
      options.image = *word;
    else
      fail_usage("no such option: ", *word);
  }
  if (options.image == NULL) fail_usage("no image was given", "");
  uint32_t status = 0;
  switch (sim_boot(&options, &status)) {
  case SIM_POWERED_OFF: break;
  case SIM_STUCK:
  case SIM_STOPPED: status = STOPPED; break;
  case SIM_RESTARTED:
    terminal_stop();
    if (restarts) execv("/proc/self/exe", words);
    status = RESTARTED;
    break;
  case SIM_READY: host_fail("the image waits for calls of a campaign; this program makes none");
  }
  terminal_stop();
  return (int)status;
}
