// SPDX-License-Identifier: Apache-2.0
// directory: walks the graph's tables of struct shell_command.
#include "cells/shell/directory/directory.h"

#include "cells/shell/words/words.h"
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"

static const struct shell_command *next(uint32_t *cursor) {
  uint32_t cell = 0;
  return graph_ops_next(graph_running(), "struct shell_command", cursor, &cell);
}

const struct shell_command *directory_find(const char *name) {
  uint32_t cursor = 0;
  for (const struct shell_command *command; (command = next(&cursor)) != NULL;)
    if (text_equal(command->name, name)) return command;
  return NULL;
}

const struct shell_command *directory_after(const char *name) {
  const struct shell_command *first = NULL;
  uint32_t cursor = 0;
  for (const struct shell_command *command; (command = next(&cursor)) != NULL;) {
    if (name != NULL && !text_before(name, command->name)) continue;
    if (first == NULL || text_before(command->name, first->name)) first = command;
  }
  return first;
}

// Fewer is nearer. What begins like the command is near; else up to two slips, and never as many as there are letters.
static uint32_t distance(const char *name, const struct shell_command *command) {
  size_t length = text_length(name);
  if (length >= 2 && text_starts(command->name, name)) return 0;
  uint32_t slips = words_distance(name, command->name);
  return slips <= 2 && slips < length ? slips : UINT32_MAX;
}

const struct shell_command *directory_nearest(const char *name) {
  const struct shell_command *nearest = NULL;
  uint32_t best = UINT32_MAX;
  for (const struct shell_command *command = directory_after(NULL); command != NULL;
       command = directory_after(command->name)) {
    uint32_t found = distance(name, command);
    if (found < best) nearest = command, best = found;
  }
  return nearest;
}
