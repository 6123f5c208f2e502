// SPDX-License-Identifier: Apache-2.0
// host_sim: runs an image of //platforms:host_sim in this process. Started by `bazel run` and by os_test.
#include <string.h>
#include <unistd.h>

#include "platforms/host/loader/words.h"
#include "platforms/host_sim/loader/simulation.h"

enum { RESTARTED = 200, STOPPED = 124 };

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

// What only a simulation has.
static bool take_own(struct sim_options *options, const struct host_words *words, char ***word) {
  const char *option = **word;
  if (strcmp(option, "--seed") == 0)
    options->seed = words_number(words, "--seed", *++*word), options->realtime = false;
  else if (strcmp(option, "--one-in") == 0)
    options->one_in = words_number(words, "--one-in", *++*word);
  else if (strcmp(option, "--whole-turns") == 0)
    options->whole_turns = true;
  else if (strcmp(option, "--realtime") == 0)
    options->realtime = true;
  else if (strcmp(option, "--virtual") == 0)
    options->realtime = false;
  else if (strcmp(option, "--digest") == 0)
    options->tell_digest = true;
  else
    return false;
  return true;
}

static void read_words(char **word, struct sim_options *options, struct host_words *words) {
  for (; *word != NULL; word++)
    if (!take_own(options, words, &word) && !words_take(words, &word)) words_fail(words, "no such option: ", *word);
  words_end(words);
  options->image = words->image;
  options->ram_mib = words->ram_mib;
  options->command_line = words->command_line;
  options->cpus = words->cpus;
  options->socket = words->socket;
  options->tell_time = words->tell_time;
}

int main(int, char **given) {
  struct sim_options options = {.realtime = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)};
  struct host_words words = {.usage = usage};
  read_words(given + 1, &options, &words);
  uint32_t status = 0;
  switch (sim_boot(&options, &status)) {
  case SIM_POWERED_OFF: break;
  case SIM_STUCK:
  case SIM_STOPPED: status = STOPPED; break;
  case SIM_RESTARTED:
    terminal_stop();
    if (!words.no_restart) execv("/proc/self/exe", given);
    status = RESTARTED;
    break;
  case SIM_READY: host_fail("the image waits for calls of a campaign; this program makes none");
  }
  terminal_stop();
  return (int)status;
}
