// SPDX-License-Identifier: Apache-2.0
// line: from a line to the commands in it, with what they read and write.
#include "cells/shell/runner/parts.h"
#include "kernel/base/text.h"

static const char *mark_text(uint8_t mark) {
  return mark == WORDS_PIPE ? "|" : mark == WORDS_FROM ? "<" : mark == WORDS_TO ? ">" : ">>";
}

static status_t split(const char *line, size_t length, struct words *words, char why[RUNNER_WHY]) {
  why[0] = '\0';
  if (length >= SHELL_LINE) {
    text_format(why, RUNNER_WHY, "longer than %d characters; nothing was run\n", SHELL_LINE - 1);
    return OUT_OF_RANGE;
  }
  status_t status = words_split(line, length, words);
  if (status == INVALID) text_format(why, RUNNER_WHY, "a %c is not closed\n", words->quote);
  if (status == FULL) text_format(why, RUNNER_WHY, "more than %d words\n", SHELL_WORDS - 1);
  if (status == OK && words->count == 0) return EMPTY;
  return status;
}

// A file's mark and its path, at words[*at].
static status_t take_file(const struct words *words, int32_t *at, struct runner_stage *stage, char why[RUNNER_WHY]) {
  uint8_t mark = words->marks[*at];
  const char **path = mark == WORDS_FROM ? &stage->from : &stage->to;
  if (*at + 1 == words->count || words->marks[*at + 1] != WORDS_TEXT) {
    text_format(why, RUNNER_WHY, "there is no file behind %s\n", mark_text(mark));
    return INVALID;
  }
  if (*path != NULL) {
    text_format(why, RUNNER_WHY, "%s stands twice behind one command; keep one\n", mark_text(mark));
    return INVALID;
  }
  *path = words->words[++*at];
  if (mark != WORDS_FROM) stage->appends = mark == WORDS_ADD;
  return OK;
}

static status_t take_word(const struct words *words, int32_t *at, struct runner_stage stages[RUNNER_STAGES],
                          uint32_t *count, char why[RUNNER_WHY]) {
  struct runner_stage *stage = &stages[*count - 1];
  if (words->marks[*at] == WORDS_TEXT) {
    stage->call.words[stage->call.count++] = words->words[*at];
    return OK;
  }
  if (words->marks[*at] != WORDS_PIPE) return take_file(words, at, stage, why);
  if (*count == RUNNER_STAGES) {
    text_format(why, RUNNER_WHY, "more than %d commands; put what comes between into a file\n", RUNNER_STAGES);
    return FULL;
  }
  (*count)++;
  return OK;
}

// Each has a command, and there is one who reads and one who writes at each end of a pipe.
static status_t hold(const struct runner_stage stages[RUNNER_STAGES], uint32_t count, char why[RUNNER_WHY]) {
  for (uint32_t i = 0; i < count; i++) {
    const char *wrong = NULL;
    if (stages[i].call.count == 0)
      wrong = count == 1 ? "there is no command in front of the file\n" : "a | has no command on one of its sides\n";
    else if (i > 0 && stages[i].from != NULL)
      wrong = "< behind a |: its input comes from the command before it\n";
    else if (i + 1 < count && stages[i].to != NULL)
      wrong = "> in front of a |: its output goes to the command behind it\n";
    if (wrong == NULL) continue;
    text_copy(why, RUNNER_WHY, wrong);
    return INVALID;
  }
  return OK;
}

status_t runner_plan(const char *line, size_t length, struct words *words, struct runner_stage stages[RUNNER_STAGES],
                     uint32_t *count, char why[RUNNER_WHY]) {
  status_t status = split(line, length, words, why);
  for (uint32_t i = 0; i < RUNNER_STAGES; i++)
    stages[i] = (struct runner_stage){};
  *count = 1;
  for (int32_t at = 0; status == OK && at < words->count; at++)
    status = take_word(words, &at, stages, count, why);
  return status == OK ? hold(stages, *count, why) : status;
}
