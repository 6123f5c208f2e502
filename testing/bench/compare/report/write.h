// SPDX-License-Identifier: Apache-2.0
// write: the results for people in a terminal, for programs, and as a picture.
//
// Errors   none of their own: the stream's (ferror).
#pragma once
#include <stdint.h>
#include <stdio.h>

#include "testing/bench/compare/report/rows.h"
#ifdef __cplusplus
extern "C" {
#endif

struct compare_report {
  const char *linux;    // what the kernel is, in one line
  const char *machine;  // the emulator's options
  uint64_t memory_bytes;
  const struct compare_result *results;
  uint32_t count;
};

void write_table(FILE *out, const struct compare_report *report);
void write_json(FILE *out, const struct compare_report *report);
// Bars on a logarithmic scale, a panel for each heading. It stands alone: no font, script or file is referred to.
void write_svg(FILE *out, const struct compare_report *report);

// Three digits and a letter for the power of a thousand: "9.99", "66.2 k", "1.45 G". A whole number below 1000 stays one.
void write_short(char to[16], double value);

#ifdef __cplusplus
}
#endif
