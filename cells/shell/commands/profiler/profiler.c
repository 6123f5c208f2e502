// SPDX-License-Identifier: Apache-2.0
// profiler: where the processors' time goes.
#include "kernel/profiler/profiler.h"

#include "cells/shell/command.h"
#include "cells/shell/commands/profiler/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

enum { LINES = 20, HERTZ = 100 };

static const char *const words[] = {"start", "stop", "clear", "--rows"};
enum { WORDS_KNOWN = sizeof words / sizeof *words };

static int64_t usage(void) {
  console_print("usage: profiler [LINES] | start [HERTZ] | stop | clear | --rows\n");
  return 1;
}

static int64_t refuse(status_t status) {
  const char *why = "a processor does not answer; `cpu` shows which there are";
  switch (status) {
  case INVALID: why = "samples a second are 1 to 1000"; break;
  case EXISTS: why = "it runs already; `profiler stop` ends that"; break;
  case NO_MEMORY: why = "no memory for its tables; `mem` tells who has it"; break;
  case UNSUPPORTED: why = "no timer interrupts on this machine"; break;
  default:
  }
  console_print("profiler: %s (%s)\n", why, status_name(status));
  return 1;
}

static int64_t start(const struct shell_call *call) {
  uint64_t hertz = HERTZ;
  if (call->count > 3 || (call->count == 3 && !text_number(call->words[2], &hertz))) return usage();
  status_t status = profiler_start(hertz > PROFILER_HERTZ_MOST ? 0 : (uint32_t)hertz);
  return status == OK ? 0 : refuse(status);
}

CELL_CALLBACK int64_t profiler_run(struct shell_call *call) {
  uint64_t lines;
  const char *word = call->count == 1 ? "" : call->words[1];
  if (text_equal(word, "start")) return start(call);
  if (call->count > 2) return usage();
  if (call->count == 1) {
    print_functions(LINES);
  } else if (text_number(word, &lines)) {
    print_functions(lines);
  } else if (text_equal(word, "--rows")) {
    print_rows();
  } else if (text_equal(word, "stop")) {
    profiler_stop();
  } else if (text_equal(word, "clear")) {
    profiler_clear();
  } else {
    return usage();
  }
  return 0;
}

CELL_CALLBACK bool profiler_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && index < WORDS_KNOWN && text_copy(text, size, words[index]);
}

CELL_OPS(struct shell_command, profiler_command) = {
    .name = "profiler",
    .summary = "show where the processors' time goes",
    .usage = "profiler [LINES] | start [HERTZ] | stop | clear | --rows",
    .help = "profiler start 500  looks 500 times a second (100 without a number) what each processor runs\n"
            "profiler stop       ends that and keeps the counts\n"
            "profiler            the 20 functions that were met most often; `profiler 5`: so many\n"
            "profiler clear      forgets the counts and gives their memory back\n"
            "profiler --rows     all counts in the format for programs, such as `cellctl flame`\n"
            "SELF is the share of samples in the function itself, TOTAL with all that it calls.\n",
    .run = profiler_run,
    .complete = profiler_complete,
};
