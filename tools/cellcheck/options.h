// SPDX-License-Identifier: Apache-2.0
// options: the command line of cellcheck.
#pragma once
#include "tools/cellcheck/report.h"

enum { STATUS_CLEAN = 0, STATUS_REPORTS = 1, STATUS_USAGE = 2 };

struct options {
  struct front_options front;
  const char *sarif, *stamp, *text, *explain;
  bool wants_explain, wants_dump, wants_excused, wants_help, wants_times;
  bool only_reports;  // --mode report: status 0 whatever is found
};

// False: a sentence about what is wrong is on standard error.
bool options_read(struct options *options, int count, char **words);
void options_free(struct options *options);
extern const char options_usage[];
