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

// Two sides are compared; of Delias there are two images of the same sources, in the profiles resilient, which is judged, and fast (docs/profiles.md).
enum compare_system { COMPARE_DELIAS, COMPARE_LINUX, COMPARE_SIDES, COMPARE_FAST = COMPARE_SIDES, COMPARE_SYSTEMS };
// What was booted, and what was counted: time by the time-stamp counter, or instructions.
enum compare_mode {
  COMPARE_BOOT_TICKS,
  COMPARE_BOOT_INSTRUCTIONS,
  COMPARE_TICKS,           // one processor
  COMPARE_INSTRUCTIONS,    // one processor, under -icount shift=0
  COMPARE_TICKS_4,         // four processors, at once as far as the host has them
  COMPARE_INSTRUCTIONS_4,  // the same, of all four together, counted by testing/bench/compare/count
  COMPARE_MODES
};
extern const char *const compare_system_names[COMPARE_SYSTEMS];
extern const char *const compare_mode_names[COMPARE_MODES];  // in the names of logs
enum { COMPARE_ROUNDS_MAX = 99, COMPARE_LINES_MAX = 96, COMPARE_NAME = 48, COMPARE_WHY = 160 };

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
  COMPARE_EACH,        // VALUE / COUNT of the row's line, less that of empty_loop
  COMPARE_LATE,        // VALUE, less the span that was asked for, by Delias' frequency
  COMPARE_SCALING,     // instructions of each on four processors, over those on one
  COMPARE_BOOT_COUNT,  // ready_instructions - entry_instructions
  COMPARE_BOOT_TIME,   // ready_tsc - entry_tsc, in ms by Delias' frequency: both have the counter of one processor
  COMPARE_MEMORY,      // the machine's memory - memory_available, in KiB
};

// What is compared, however it is counted.
struct compare_thing {
  const char *title;
  const char *side[COMPARE_SIDES];  // what is done in each system
  const char *lmbench;              // the row of lmbench that measures the same in Linux, or that there is none
  const char *favours;              // where the comparison favours one of them by construction
};
struct compare_row {
  const char *key;  // for programs
  const struct compare_thing *thing;
  const char *unit;
  const char *heading;  // of the rows that stand together
  enum compare_mode mode;
  enum compare_rule rule;
  const char *line[COMPARE_SIDES];       // for COMPARE_EACH, COMPARE_LATE, COMPARE_SCALING
  const char *line_of_4[COMPARE_SIDES];  // for COMPARE_SCALING: on four processors
  // What is wanted; 0: nothing. A ratio: Delias takes at most 1/wanted of what Linux takes. COMPARE_SCALING: Delias' figure in hundredths.
  uint32_t wanted;
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
enum compare_verdict { COMPARE_HOLDS, COMPARE_FAILS, COMPARE_NOT_JUDGED, COMPARE_NOTHING_WANTED };
struct compare_result {
  const struct compare_row *row;
  uint32_t rounds;
  struct compare_side side[COMPARE_SYSTEMS];
  struct compare_side ratio;       // Linux / Delias, of each round; not finite where one of them is not above 0
  struct compare_side fast_ratio;  // the same of the fast profile; nobody judges it
  enum compare_verdict verdict;
};
// False: `why` names the log and the line that it lacks.
bool compare_evaluate(const struct compare_runs *runs, const struct compare_row *row, struct compare_result *result,
                      char why[COMPARE_WHY]);

#ifdef __cplusplus
}
#endif
