// SPDX-License-Identifier: Apache-2.0
// rows: what is compared with what, and what the logs of all boots say of it.
//
// A log has lines "[compare] NAME VALUE COUNT": COUNT of the thing took VALUE, or the value is VALUE and COUNT is 1. All else in it
// is skipped. There is a log for each system, way of counting, and round.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum compare_system { COMPARE_DELIAS, COMPARE_LINUX, COMPARE_SYSTEMS };
// What the time-stamp counter counted: time, or (under -icount shift=0) instructions.
enum compare_mode { COMPARE_TICKS, COMPARE_INSTRUCTIONS, COMPARE_MODES };
enum { COMPARE_ROUNDS_MAX = 99, COMPARE_LINES_MAX = 32, COMPARE_NAME = 32, COMPARE_WHY = 160 };

struct compare_line {
  char name[COMPARE_NAME];
  uint64_t value, count;
};
struct compare_log {
  struct compare_line lines[COMPARE_LINES_MAX];
  uint32_t count;
};
// One line of a log, with or without its end. False: it begins like a line of the comparison, but is none, or one too many.
bool compare_log_add(struct compare_log *log, const char *line);

enum compare_rule {
  COMPARE_EACH,               // VALUE / COUNT of the row's line, less that of empty_loop
  COMPARE_BOOT_INSTRUCTIONS,  // ready_instructions - entry_instructions
  COMPARE_BOOT_TIME,  // ready_tsc - entry_tsc, in ms by Delias' frequency: both have the counter of one processor
  COMPARE_MEMORY,     // the machine's memory - memory_available, in KiB
};

struct compare_row {
  const char *key;  // for programs
  const char *title;
  const char *compared;  // what is compared with what
  const char *unit;
  const char *heading;  // of the rows of this unit
  enum compare_mode mode;
  enum compare_rule rule;
  const char *line[COMPARE_SYSTEMS];  // for COMPARE_EACH
  uint32_t target;                    // Delias takes at most 1/target of what Linux takes; 0: not judged
};
extern const struct compare_row compare_rows[];
extern const uint32_t compare_row_count;

// Time is judged only from that many rounds on: in a single one it depends too much on what else the host does.
enum { COMPARE_ROUNDS_FOR_TIME = 3 };

struct compare_runs {
  uint64_t memory_bytes;  // of the machine
  uint32_t rounds;
  struct compare_log logs[COMPARE_MODES][COMPARE_SYSTEMS][COMPARE_ROUNDS_MAX];
};

struct compare_side {
  double values[COMPARE_ROUNDS_MAX];  // by round
  double median, least, most;
};
enum compare_verdict { COMPARE_HOLDS, COMPARE_FAILS, COMPARE_NOT_JUDGED };
struct compare_result {
  const struct compare_row *row;
  uint32_t rounds;
  struct compare_side side[COMPARE_SYSTEMS];
  // Linux / Delias; not finite where Delias' is 0. Of the medians, and of the least: what else the host does only adds to a round,
  // so the least are disturbed least, and they are judged.
  double ratio, ratio_of_least;
  enum compare_verdict verdict;
};
// False: `why` names the log and the line that it lacks.
bool compare_evaluate(const struct compare_runs *runs, const struct compare_row *row, struct compare_result *result,
                      char why[COMPARE_WHY]);

#ifdef __cplusplus
}
#endif
