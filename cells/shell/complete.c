// SPDX-License-Identifier: Apache-2.0
// complete: what Tab does: names of commands for the first word, the command's own completions for the others.
#include "cells/shell/directory/directory.h"
#include "cells/shell/parts.h"
#include "cells/shell/paths/paths.h"
#include "cells/shell/shell.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"

enum { CANDIDATE = 128 };

struct completion {
  struct words words;  // of the text before the cursor
  struct shell_call call;
  const struct shell_command *command;  // null: the first word is completed
  bool is_file;                         // behind <, > or >>: a path is completed
  char last[CANDIDATE];                 // of command names: the one before, for directory_after
  const char *prefix;                   // what there is of the word
};

// The index-th candidate that begins with the prefix, asked for in order; false: no more.
static bool candidate(struct completion *completion, uint32_t *index, char text[CANDIDATE]) {
  for (;;) {
    if (completion->is_file) {
      if (!paths_complete(&completion->call, *index, text, CANDIDATE)) return false;
    } else if (completion->command == NULL) {
      const struct shell_command *command = directory_after(*index == 0 ? NULL : completion->last);
      if (command == NULL) return false;
      text_copy(completion->last, CANDIDATE, command->name);
      text_copy(text, CANDIDATE, command->name);
    } else {
      if (completion->command->complete == NULL) return false;
      if (!completion->command->complete(&completion->call, *index, text, CANDIDATE)) return false;
    }
    (*index)++;
    if (text_starts(text, completion->prefix)) return true;
  }
}

// The command that the cursor is in, of several, without its files.
static void choose(struct completion *completion) {
  const struct words *words = &completion->words;
  completion->call = (struct shell_call){.terminal = shell.line.terminal};
  for (int32_t i = 0; i < words->count; i++) {
    if (words->marks[i] == WORDS_PIPE)
      completion->call.count = 0;
    else if (words->marks[i] != WORDS_TEXT)
      i++;
    else
      completion->call.words[completion->call.count++] = words->words[i];
  }
  int32_t last = words->count - 1;
  uint8_t before = last > 0 ? words->marks[last - 1] : WORDS_TEXT;
  completion->is_file = before != WORDS_TEXT && before != WORDS_PIPE;
  if (completion->is_file) completion->call = (struct shell_call){.count = 1, .words = {words->words[last]}};
  completion->call.words[completion->call.count] = NULL;
}

static bool prepare(struct completion *completion) {
  struct words *words = &completion->words;
  if (words_split(shell.line.text, shell.line.cursor, words) == FULL) return false;
  if (words->starts_new) {
    if (words->count == SHELL_WORDS - 1) return false;
    words->marks[words->count] = WORDS_TEXT;
    words->words[words->count++] = "";
  }
  choose(completion);
  completion->prefix = words->words[words->count - 1];
  if (text_length(completion->prefix) >= CANDIDATE) return false;
  completion->command = NULL;
  if (completion->is_file || completion->call.count == 1) return true;
  completion->command = directory_find(completion->call.words[0]);
  return completion->command != NULL;
}

static void shorten_to_common(char *common, const char *text) {
  size_t length = 0;
  while (common[length] != '\0' && common[length] == text[length])
    length++;
  common[length] = '\0';
}

static void list(struct completion *completion, uint32_t longest) {
  char text[CANDIDATE];
  uint32_t width = longest + 2, column = 0;
  shell_list_begin();
  for (uint32_t index = 0; candidate(completion, &index, text);) {
    uint32_t next = (column + width - 1) / width * width;
    if (next + longest > shell.line.columns) {
      console_print("\n");
      column = next = 0;
    }
    console_print("%*s%s", (int)(next - column), "", text);
    column = next + (uint32_t)text_length(text);
  }
  console_print("\n");
  shell_list_end();
}

static void search(void) {
  struct completion completion;
  char text[CANDIDATE], common[CANDIDATE + 2] = "";
  uint32_t count = 0, longest = 0;
  if (!prepare(&completion)) return;
  for (uint32_t index = 0; candidate(&completion, &index, text); count++) {
    if (count == 0)
      text_copy(common, CANDIDATE, text);
    else
      shorten_to_common(common, text);
    uint32_t length = (uint32_t)text_length(text);
    if (length > longest) longest = length;
  }
  if (count == 0) return;
  if (count == 1) {
    size_t end = text_length(common);
    if (completion.words.quote != '\0' && common[end - 1] != '/') common[end++] = completion.words.quote;
    if (end == 0 || common[end - 1] != '/') common[end++] = ' ';  // behind a directory a path goes on
    common[end] = '\0';
  }
  const char *rest = common + text_length(completion.prefix);
  if (*rest != '\0')
    shell_insert(rest);
  else
    list(&completion, longest);
}

void shell_insert(const char *text) {
  lock_enter(&shell.lock);
  (void)line_insert(&shell.line, text);
  lock_leave(&shell.lock);
}

void shell_list_begin(void) {
  lock_enter(&shell.lock);
  line_pause(&shell.line);
  shell_show();
  lock_leave(&shell.lock);
}

void shell_list_end(void) {
  lock_enter(&shell.lock);
  line_show(&shell.line);
  lock_leave(&shell.lock);
}

// A command's list is its own code: in a task of its own it cannot take the shell down. Nobody changes the line meanwhile.
CELL_CALLBACK void shell_complete_task([[maybe_unused]] void *argument) {
  search();
  shell_completed();
}

void shell_completed(void) {
  lock_enter(&shell.lock);
  shell.completed = true;
  lock_leave(&shell.lock);
}

void shell_complete(void) {
  line_bell(&shell.line);  // unless the search finds something better to show
  shell.completed = false;
  shell.completing = shell_start("completion", shell_complete_task) == OK;
  if (!shell.completing) shell_show();
}
