// SPDX-License-Identifier: Apache-2.0
// script: reads the lines of a session.
#include "testing/session/script.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_MAX = 100000 };

struct script_key {
  const char *name, *bytes;
};

static const struct script_key keys[] = {
    {"up", "\x1b[A"},   {"down", "\x1b[B"}, {"right", "\x1b[C"},   {"left", "\x1b[D"},
    {"home", "\x1b[H"}, {"end", "\x1b[F"},  {"delete", "\x1b[3~"}, {"backspace", "\x7f"},
    {"tab", "\t"},      {"return", "\r"},   {"escape", "\x1b"},
};

struct reader {
  struct script *script;
  uint32_t line;
  char *why;
  size_t why_size;
};

static bool refuse(struct reader *reader, const char *what, const char *word) {
  snprintf(reader->why, reader->why_size, "line %u: %s '%s'", reader->line, what, word);
  return false;
}

static struct script_step *add(struct reader *reader, enum script_action action, size_t room) {
  struct script *script = reader->script;
  struct script_step *steps = realloc(script->steps, (script->count + 1) * sizeof *steps);
  if (steps == NULL) abort();
  script->steps = steps;
  struct script_step *step = &steps[script->count++];
  *step = (struct script_step){.action = action, .line = reader->line, .text = malloc(room + 1)};
  if (step->text == NULL) abort();
  step->text[0] = '\0';
  return step;
}

static void put(struct script_step *step, char byte) {
  step->text[step->length++] = byte;
  step->text[step->length] = '\0';
}

// Reads what stands behind a backslash; false: nothing that is known.
static bool read_escape(const char **at, char *byte) {
  switch (*(*at)++) {
  case 'e': *byte = '\x1b'; return true;
  case 'n': *byte = '\n'; return true;
  case 'r': *byte = '\r'; return true;
  case 't': *byte = '\t'; return true;
  case '\\': *byte = '\\'; return true;
  case 'x': {
    if (!isxdigit((unsigned char)(*at)[0]) || !isxdigit((unsigned char)(*at)[1])) return false;
    char digits[3] = {(*at)[0], (*at)[1], '\0'};
    *byte = (char)strtoul(digits, NULL, 16);
    *at += 2;
    return true;
  }
  default: return false;
  }
}

static bool read_text(struct reader *reader, enum script_action action, const char *words, bool with_return) {
  struct script_step *step = add(reader, action, strlen(words) + 1);
  for (const char *at = words; *at != '\0';) {
    char byte = *at++;
    if (byte == '\\' && !read_escape(&at, &byte)) return refuse(reader, "no such escape in", words);
    put(step, byte);
  }
  if (with_return) put(step, '\r');
  if (step->length == 0) return refuse(reader, "there is no text in", words);
  return true;
}

static bool read_number(struct reader *reader, enum script_action action, const char *word) {
  char *end = NULL;
  unsigned long number = strtoul(word, &end, 10);
  if (!isdigit((unsigned char)*word) || *end != '\0' || number > NUMBER_MAX) return refuse(reader, "no number:", word);
  add(reader, action, 0)->number = (uint32_t)number;
  return true;
}

static bool put_key(struct script_step *step, const char *name) {
  if (strncmp(name, "ctrl-", 5) == 0 && islower((unsigned char)name[5]) && name[6] == '\0') {
    put(step, (char)(name[5] - 'a' + 1));
    return true;
  }
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    if (strcmp(name, keys[i].name) != 0) continue;
    for (const char *byte = keys[i].bytes; *byte != '\0'; byte++)
      put(step, *byte);
    return true;
  }
  return false;
}

static bool read_keys(struct reader *reader, char *words) {
  struct script_step *step = add(reader, SCRIPT_TYPE, 4 * strlen(words) + 4);
  char *rest = NULL;
  for (char *name = strtok_r(words, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest))
    if (!put_key(step, name)) return refuse(reader, "no such key:", name);
  return step->length > 0 || refuse(reader, "there is no key in", words);
}

static bool read_line(struct reader *reader, char *line) {
  size_t length = strlen(line);
  while (length > 0 && isspace((unsigned char)line[length - 1]))
    line[--length] = '\0';
  if (line[0] == '\0' || line[0] == '#') return true;
  char *words = line + strcspn(line, " ");
  if (*words != '\0') *words++ = '\0';
  if (strcmp(line, "expect") == 0) return read_text(reader, SCRIPT_EXPECT, words, false);
  if (strcmp(line, "absent") == 0) return read_text(reader, SCRIPT_ABSENT, words, false);
  if (strcmp(line, "type") == 0) return read_text(reader, SCRIPT_TYPE, words, false);
  if (strcmp(line, "send") == 0) return read_text(reader, SCRIPT_TYPE, words, true);
  if (strcmp(line, "key") == 0) return read_keys(reader, words);
  if (strcmp(line, "columns") == 0) return read_number(reader, SCRIPT_COLUMNS, words);
  if (strcmp(line, "guard") == 0) return read_number(reader, SCRIPT_GUARD, words);
  if (strcmp(line, "status") == 0) return read_number(reader, SCRIPT_STATUS, words);
  return refuse(reader, "no such step:", line);
}

static bool read_lines(struct reader *reader, char *text) {
  for (char *line = text; line != NULL;) {
    char *end = strchr(line, '\n');
    if (end != NULL) *end = '\0';
    reader->line++;
    size_t before = reader->script->count;
    bool ended = before > 0 && reader->script->steps[before - 1].action == SCRIPT_STATUS;
    if (!read_line(reader, line)) return false;
    if (ended && reader->script->count > before) return refuse(reader, "a step behind", "status");
    line = end == NULL ? NULL : end + 1;
  }
  size_t count = reader->script->count;
  if (count > 0 && reader->script->steps[count - 1].action == SCRIPT_STATUS) return true;
  return refuse(reader, "the script does not end with", "status NUMBER");
}

bool script_read(const char *text, struct script *script, char *why, size_t why_size) {
  *script = (struct script){};
  char *copy = strdup(text);
  if (copy == NULL) abort();
  struct reader reader = {.script = script, .why = why, .why_size = why_size};
  bool good = read_lines(&reader, copy);
  free(copy);
  if (!good) script_free(script);
  return good;
}

void script_free(struct script *script) {
  for (size_t i = 0; i < script->count; i++)
    free(script->steps[i].text);
  free(script->steps);
  *script = (struct script){};
}
