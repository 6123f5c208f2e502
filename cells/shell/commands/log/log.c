// SPDX-License-Identifier: Apache-2.0
// log: shows the log, follows it, and sets what it keeps.
#include "kernel/log/log.h"
#include "cells/shell/command.h"
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"

enum { LOOK_EVERY_NS = 50'000'000 };  // how often a follower looks for new lines

struct log_request {
  enum log_level least;
  uint64_t last;  // how many lines; UINT64_MAX: all
  bool follow, keep, level_given;
};

static bool read_level(const char *word, enum log_level *level) {
  for (int i = 0; i < LOG_LEVELS; i++) {
    if (!text_equal(word, log_level_name((enum log_level)i))) continue;
    *level = (enum log_level)i;
    return true;
  }
  return false;
}

static bool read_request(const struct shell_call *call, struct log_request *request) {
  *request = (struct log_request){.least = LOG_DEBUG, .last = UINT64_MAX};
  for (int32_t i = 1; i < call->count; i++) {
    const char *word = call->words[i];
    if (text_equal(word, "-f"))
      request->follow = true;
    else if (i == 1 && text_equal(word, "keep"))
      request->keep = true;
    else if (read_level(word, &request->least))
      request->level_given = true;
    else if (!text_number(word, &request->last))
      return false;
  }
  return !request->keep || (request->level_given ? call->count == 3 : call->count == 2);
}

static const char *colour(enum log_level level) {
  switch (level) {
  case LOG_ERROR: return "\x1b[31m";
  case LOG_WARNING: return "\x1b[33m";
  case LOG_DEBUG: return "\x1b[2m";
  default: return "";
  }
}

// When it was written, on the clock that counts from the machine's entry.
static uint64_t time_of(const struct log_line *line) {
  uint64_t now = clock_now(), ago = clock_from_cycles(arch_cycles() - line->cycles);
  return now > ago ? now - ago : 0;
}

static void print_line(const struct log_line *line, bool terminal) {
  uint64_t us = time_of(line) / 1000;
  bool coloured = terminal && line->level != LOG_INFO;
  console_print("%s%5llu.%06llu %-7s %s: %s%s\n", coloured ? colour(line->level) : "",
                (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000), log_level_name(line->level),
                line->cell, line->text, coloured ? "\x1b[0m" : "");
}

// Shows lines from *from on and moves it behind them.
static void print_from(uint64_t *from, const struct log_request *request, bool terminal) {
  struct log_line line;
  uint64_t end = log_next();  // what is written meanwhile waits for the next round, or this might never end
  while (*from < end && log_read(*from, &line) == OK) {
    if (line.sequence > *from) console_print("(%llu lines are lost)\n", (unsigned long long)(line.sequence - *from));
    if (line.level >= request->least) print_line(&line, terminal);
    *from = line.sequence + 1;
  }
}

// Where the last N lines of that level begin.
static uint64_t find_start(const struct log_request *request) {
  struct log_line line;
  uint64_t oldest = log_lost(), start = log_next();
  for (uint64_t found = 0; start > oldest && found < request->last; start--)
    if (log_read(start - 1, &line) == OK && line.level >= request->least) found++;
  return start;
}

static int64_t keep(const struct log_request *request) {
  if (request->level_given) log_set_level(request->least);
  console_print("the log keeps lines from level '%s' on; %llu lines were overwritten, %llu dropped\n",
                log_level_name(log_level()), (unsigned long long)log_lost(), (unsigned long long)log_dropped());
  return 0;
}

CELL_CALLBACK int64_t log_run(struct shell_call *call) {
  struct log_request request;
  if (!read_request(call, &request)) {
    console_print("usage: log [-f] [N] [LEVEL], or log keep [LEVEL]; levels are debug, info, warning, error\n");
    return 1;
  }
  if (request.keep) return keep(&request);
  uint64_t from = find_start(&request);
  print_from(&from, &request, call->terminal);
  while (request.follow && clock_sleep(LOOK_EVERY_NS) == OK)
    print_from(&from, &request, call->terminal);
  return 0;
}

CELL_CALLBACK bool log_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (index < LOG_LEVELS) return text_copy(text, size, log_level_name((enum log_level)index));
  if (index == LOG_LEVELS) return text_copy(text, size, call->count == 2 ? "keep" : "-f");
  return index == LOG_LEVELS + 1 && call->count == 2 && text_copy(text, size, "-f");
}

CELL_OPS(struct shell_command, log_command) = {
    .name = "log",
    .summary = "show the log, follow it, or set what it keeps",
    .usage = "log [-f] [N] [LEVEL] | log keep [LEVEL]",
    .help = "log            all lines that are kept; the oldest go when the ring is full\n"
            "log 20         the last 20\n"
            "log warning    those of level warning and error\n"
            "log -f         and new ones as they come, until Ctrl-C\n"
            "log keep debug from now on keep lines of every level\n"
            "Lines show seconds since boot, level, the cell that wrote them, and what it wrote.\n",
    .run = log_run,
    .complete = log_complete,
};
