// SPDX-License-Identifier: Apache-2.0
// help: lists the commands, or tells about one.
#include "cells/shell/command.h"
#include "cells/shell/directory/directory.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

static void list(void) {
  console_print("%-10s %s\n", "COMMAND", "WHAT IT DOES");
  for (const struct shell_command *command = directory_after(NULL); command != NULL;
       command = directory_after(command->name))
    console_print("%-10s %s\n", command->name, command->summary);
  console_print(
      "`help COMMAND` tells more about one. Tab completes, Up recalls, Ctrl-R searches, Ctrl-C ends a command.\n");
}

static int64_t tell(const char *name) {
  const struct shell_command *command = directory_find(name);
  if (command == NULL) {
    console_print("there is no command '%s'; `help` lists all\n", name);
    return 1;
  }
  console_print("usage: %s\n%s\n", command->usage, command->summary);
  if (command->help == NULL) return 0;
  console_print("\n");
  console_write(command->help, text_length(command->help));
  return 0;
}

CELL_CALLBACK int64_t help_run(struct shell_call *call) {
  if (call->count == 1) {
    list();
    return 0;
  }
  if (call->count == 2) return tell(call->words[1]);
  console_print("usage: help [COMMAND]\n");
  return 1;
}

CELL_CALLBACK bool help_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count != 2) return false;
  const struct shell_command *command = directory_after(NULL);
  for (; command != NULL && index > 0; index--)
    command = directory_after(command->name);
  return command != NULL && text_copy(text, size, command->name);
}

CELL_OPS(struct shell_command, help_command) = {
    .name = "help",
    .summary = "list the commands, or tell about one",
    .usage = "help [COMMAND]",
    .help = "Commands are cells: the list is what the running system consists of, read from its graph.\n",
    .run = help_run,
    .complete = help_complete,
};
