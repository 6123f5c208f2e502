// SPDX-License-Identifier: Apache-2.0
// control: how the conversation with the tools beside the system goes.
#include "cells/control/control.h"
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

static void print_session(const struct control_statistics *counts) {
  if (counts->session == 0)
    console_print("nobody has said HELLO yet\n");
  else
    console_print("session %08x is open, number %llu since boot; %s\n", (unsigned)counts->session,
                  (unsigned long long)counts->sessions, counts->running ? "its command runs" : "no command runs");
  if (counts->coming != 0)
    console_print("a cell is coming: %llu of %llu bytes\n", (unsigned long long)counts->arrived,
                  (unsigned long long)counts->coming);
}

static void print_counts(const struct control_statistics *counts) {
  char received[16], sent[16];
  text_bytes(received, sizeof received, counts->received);
  text_bytes(sent, sizeof sent, counts->sent);
  console_print("received %s: %llu requests in order, %llu refused, %llu pieces that were no frames, %llu bytes lost\n",
                received, (unsigned long long)counts->requests, (unsigned long long)counts->refused,
                (unsigned long long)counts->corrupt, (unsigned long long)counts->lost);
  console_print("sent %s; %llu bytes that the line did not take, %llu bytes of output that nobody wanted\n", sent,
                (unsigned long long)counts->unsent, (unsigned long long)counts->output_dropped);
}

CELL_CALLBACK int64_t control_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: control\n");
    return 1;
  }
  struct control_statistics counts;
  control_statistics(&counts);
  if (!counts.present) {
    console_print("there is no second serial line; start the machine with one, and a tool can reach it\n");
    return 1;
  }
  print_session(&counts);
  print_counts(&counts);
  return 0;
}

CELL_OPS(struct shell_command, control_command) = {
    .name = "control",
    .summary = "show how the talk with tools on the host goes",
    .usage = "control",
    .help = "The second serial line, over which a tool on the host reads the graph, brings cells and runs commands.\n"
            "Bytes lost were received faster than they could be kept; the tool then has to ask again.\n",
    .run = control_run,
};
