// SPDX-License-Identifier: Apache-2.0
// why: what went wrong with a path, in a sentence.
#include "cells/fs/memory/state.h"
#include "kernel/base/text.h"

enum { SHOWN = 96 };  // bytes of a path in a sentence; a longer one is cut in front

bool file_show(const char *name, char *to, size_t size) {
  size_t at = 0;
  for (; *name != '\0'; name++) {
    uint8_t byte = (uint8_t)*name;
    bool is_plain = byte > ' ' && byte < 0x7f && byte != '\\' && byte != '\'' && byte != '"';
    if (at + (is_plain ? 1 : 4) >= size) break;
    if (is_plain)
      to[at++] = (char)byte;
    else
      at += text_format(to + at, size - at, "\\x%02x", byte);
  }
  to[at] = '\0';
  return *name == '\0';
}

// The first `length` bytes of the path, as they can be typed; of a long one the end.
static void show_path(const char *path, size_t length, char shown[SHOWN + 1]) {
  char part[FILE_PATH_MOST + 1];
  if (length > FILE_PATH_MOST) length = FILE_PATH_MOST;
  __builtin_memcpy(part, path, length);
  part[length] = '\0';
  size_t from = 0;
  while (!file_show(part + from, shown, SHOWN + 1))
    from++;
  if (from > 0) __builtin_memcpy(shown, "...", 3);
}

static size_t parent_length(const char *path, size_t length) {
  while (length > 1 && path[length - 1] == '/')
    length--;
  while (length > 1 && path[length - 1] != '/')
    length--;
  while (length > 1 && path[length - 1] == '/')
    length--;
  return length;
}

static void tell_missing(const char *path, size_t length, char *why, uint32_t size) {
  char shown[SHOWN + 1], above[SHOWN + 1];
  show_path(path, length, shown);
  show_path(path, parent_length(path, length), above);
  text_format(why, size, "there is no %s; `ls %s` shows what is there\n", shown, above);
}

static void tell_kind(const char *path, size_t length, bool is_directory, char *why, uint32_t size) {
  char shown[SHOWN + 1];
  show_path(path, length, shown);
  if (is_directory)
    text_format(why, size, "%s is a directory; `ls %s` shows what is in it\n", shown, shown);
  else
    text_format(why, size, "%s is a file, no directory\n", shown);
}

static void tell_busy(const char *path, const struct files_place *place, char *why, uint32_t size) {
  char shown[SHOWN + 1];
  show_path(path, text_length(path), shown);
  if (place->node == NULL || place->node == &memory_files.root)
    text_format(why, size, "/ stays where it is\n");
  else
    text_format(why, size, "%s has %llu name%s in it; remove what is in it first\n", shown,
                (unsigned long long)place->node->count, place->node->count == 1 ? "" : "s");
}

static void tell_too_long(const char *path, char *why, uint32_t size) {
  if (text_length_at_most(path, FILE_PATH_MOST + 1) > FILE_PATH_MOST)
    text_format(why, size, "a path of more than %d bytes; shorten it\n", FILE_PATH_MOST);
  else
    text_format(why, size, "a name of more than %d bytes, or a file of more than %d MiB; make it shorter\n",
                FILE_NAME_MOST, FILE_MOST >> 20);
}

static void tell_invalid(const char *path, const char *shown, char *why, uint32_t size) {
  if (path[0] != '/')
    text_format(why, size, "'%s' is no path; one begins with /, as in /%s\n", shown, shown);
  else
    text_format(why, size, "%s: a directory cannot go into itself, nor . or .. be names; choose another place\n",
                shown);
}

static void tell(const char *path, status_t status, const struct files_place *place, char *why, uint32_t size) {
  char shown[SHOWN + 1], limit[16];
  size_t length = text_length_at_most(path, FILE_PATH_MOST + 1);
  show_path(path, length, shown);
  text_bytes(limit, sizeof limit, memory_files.limit);
  switch (status) {
  case OK: why[0] = '\0'; return;
  case INVALID: return tell_invalid(path, shown, why, size);
  case NOT_FOUND: return tell_missing(path, place->node == NULL ? place->failed_at : length, why, size);
  case UNSUPPORTED: {
    bool is_directory = place->node != NULL && place->node->is_directory;
    return tell_kind(path, is_directory ? length : place->failed_at, is_directory, why, size);
  }
  case EXISTS: text_format(why, size, "%s is there already; choose another name, or remove it\n", shown); return;
  case BUSY: return tell_busy(path, place, why, size);
  case OUT_OF_RANGE: return tell_too_long(path, why, size);
  case EMPTY: text_format(why, size, "%s: that is all\n", shown); return;
  case FULL: text_format(why, size, "%s: the file system is full (%s); `rm` makes room\n", shown, limit); return;
  case NO_MEMORY: text_format(why, size, "%s: no memory for it; `mem` tells where it is\n", shown); return;
  default: text_format(why, size, "%s: %s\n", shown, status_name(status)); return;
  }
}

void file_explain(const char *path, status_t status, char *why, uint32_t size) {
  struct files_place place;
  lock_enter(&memory_files.names);
  (void)!files_find(path, &place);  // it leaves where it came to
  tell(path, status, &place, why, size);
  lock_leave(&memory_files.names);
}
