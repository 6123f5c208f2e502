// SPDX-License-Identifier: Apache-2.0
// host_mt: runs an image of //platforms:host_mt in this process. Started by `bazel run` and by os_test.
#include "platforms/host/loader/words.h"
#include "platforms/host_mt/loader/mt.h"

static const char usage[] = "usage: host_mt IMAGE [option ...]\n"
                            "  --memory MIB    RAM (64)\n"
                            "  --cpus N        that many processors, 1 to 16, each a thread (1)\n"
                            "  --command TEXT  the command line of the system\n"
                            "  --socket PATH   where the control line listens\n"
                            "  --time          says when the system first waits, at a prompt\n"
                            "  --no-restart    a restart ends the process with status 200\n"
                            "The exit status is what the system powers off with; 124: the processors stopped; 125: the "
                            "machine itself cannot go "
                            "on.\n";

int main(int, char **given) {
  struct host_words words = {.usage = usage};
  for (char **word = given + 1; *word != NULL; word++)
    if (!words_take(&words, &word)) words_fail(&words, "no such option: ", *word);
  words_end(&words);
  mt_boot(&(struct mt_options){
      .image = words.image,
      .ram_mib = words.ram_mib,
      .command_line = words.command_line,
      .cpus = words.cpus,
      .socket = words.socket,
      .tell_time = words.tell_time,
      .restart = words.no_restart ? NULL : given,
  });
}
