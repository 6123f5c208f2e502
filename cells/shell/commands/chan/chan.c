// SPDX-License-Identifier: Apache-2.0
// chan: the channels that there are, with their ends, who owns these, and who waits.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/channel/channel.h"
#include "kernel/console/console.h"
#include "kernel/ledger/ledger.h"

static const char *right_name(uint32_t rights) {
  return rights == CHANNEL_SEND ? "sends" : rights == CHANNEL_RECEIVE ? "receives" : "both";
}

static void print_ends(uint32_t entry) {
  struct channel_end_info end;
  for (uint32_t i = 0; channel_look_end(entry, i, &end) == OK; i++) {
    struct ledger_info owner;
    bool known = ledger_look(end.owner, &owner) == OK;
    console_print("      %-8s %s %s%s\n", right_name(end.rights), known ? owner.type : "nobody",
                  known ? owner.name : "", end.waits ? ", waits" : "");
  }
}

static bool print_channel(uint32_t entry) {
  struct channel_info info;
  if (channel_look(entry, &info) != OK) return false;
  console_print("%-23s %-23s %8u %8u %12llu\n", info.name[0] == 0 ? "-" : info.name, info.type, info.capacity,
                info.kept, (unsigned long long)info.sent);
  print_ends(entry);
  return true;
}

CELL_CALLBACK int64_t chan_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: chan\n");
    return 1;
  }
  struct ledger_info info;
  uint32_t cursor = 0, count = 0;
  status_t status;
  console_print("%-23s %-23s %8s %8s %12s\n", "CHANNEL", "CARRIES", "PLACES", "KEPT", "SENT");
  while ((status = ledger_next(&cursor, &info)) == OK)
    if (text_equal(info.type, "channel")) count += print_channel(info.entry);
  if (status == BUSY) console_print("what is owned changed meanwhile: there may be more\n");
  console_print("%u channel%s\n", count, count == 1 ? "" : "s");
  return 0;
}

CELL_OPS(struct shell_command, chan_command) = {
    .name = "chan",
    .summary = "list the channels between tasks",
    .usage = "chan",
    .help =
        "A line for each channel: its name, the type of its messages, how many it can keep and keeps (of a stream: "
        "bytes), how many\n"
        "were sent; below it a line for each end: what it may do, who owns it, and whether that task waits by it.\n",
    .run = chan_run,
};
