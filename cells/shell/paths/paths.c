// SPDX-License-Identifier: Apache-2.0
// paths: completion of paths, and what is said about them.
#include "cells/shell/paths/paths.h"

#include "kernel/base/text.h"
#include "kernel/console/console.h"

static bool can_be_typed(const char *name) {
  for (; *name != '\0'; name++)
    if (*name <= ' ' || *name > '~' || *name == '\'' || *name == '"' || *name == '|' || *name == '<' || *name == '>')
      return false;
  return true;
}

// Parts a word into the directory, with the last '/', and the beginning of a name.
static size_t directory_length(const char *word) {
  size_t length = 0;
  for (size_t i = 0; word[i] != '\0'; i++)
    if (word[i] == '/') length = i + 1;
  return length;
}

bool paths_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  const char *word = call->words[call->count - 1];
  char directory[SHELL_LINE];
  struct file_entry entry = {};
  size_t length = directory_length(word);
  if (!text_copy(directory, sizeof directory, length == 0 ? "/" : word)) return false;
  if (length > 0) directory[length] = '\0';
  if (length == 0 && word[0] != '\0') return false;
  while (file_look_after(directory, entry.name, &entry) == OK) {
    if (!text_starts(entry.name, word + length) || !can_be_typed(entry.name)) continue;
    if (index-- > 0) continue;
    return text_format(text, size, "%s%s%s", directory, entry.name, entry.is_directory ? "/" : "") < size;
  }
  return false;
}

// The last name of a path; of "/" and the like the empty one.
static size_t base_of(const char *path, size_t *start) {
  size_t end = text_length(path);
  while (end > 0 && path[end - 1] == '/')
    end--;
  *start = end;
  while (*start > 0 && path[*start - 1] != '/')
    (*start)--;
  return end - *start;
}

status_t paths_target(const char *from, const char *to, char path[FILE_PATH_MOST + 1]) {
  struct file_entry entry;
  size_t start, length = base_of(from, &start);
  bool is_into = length > 0 && file_look(to, &entry) == OK && entry.is_directory;
  size_t end = text_length_at_most(to, FILE_PATH_MOST + 1);
  if (end + (is_into ? 1 + length : 0) > FILE_PATH_MOST) return OUT_OF_RANGE;
  (void)text_copy(path, FILE_PATH_MOST + 1, to);
  if (!is_into) return OK;
  path[end++] = '/';
  __builtin_memcpy(path + end, from + start, length);
  path[end + length] = '\0';
  return OK;
}

int64_t paths_tell(const char *path, status_t status) {
  char why[FILE_WHY];
  if (status == OK) return 0;
  file_explain(path, status, why, sizeof why);
  console_write(why, text_length(why));
  return 1;
}

int64_t paths_usage(const char *usage) {
  console_print("usage: %s\n", usage);
  return 1;
}
