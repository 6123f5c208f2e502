// SPDX-License-Identifier: Apache-2.0
// sound: a command that says how deep a number of fathoms is.
#include "cells/shell/command.h"
#include "fathom/fathom.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

CELL_CALLBACK int64_t sound_run(struct shell_call *call) {
  uint64_t fathoms, mm;
  if (call->count != 2 || !text_number(call->words[1], &fathoms)) {
    console_print("usage: sound FATHOMS\n");
    return 1;
  }
  if (fathom_to_mm(fathoms, &mm) != OK) {
    console_print("no sea is %s fathoms deep\n", call->words[1]);
    return 1;
  }
  console_print("%s fathoms: %llu.%03u m\n", call->words[1], (unsigned long long)(mm / 1000), (unsigned)(mm % 1000));
  return 0;
}

CELL_OPS(struct shell_command, sound_command) = {
    .name = "sound",
    .summary = "say how deep a number of fathoms is",
    .usage = "sound FATHOMS",
    .run = sound_run,
};
