// SPDX-License-Identifier: Apache-2.0
// measure: what the rows share. Each is one file here and one in testing/bench/compare/rows, which does the same in Linux.
#pragma once
#include "kernel/base/cell.h"

RAW_PRIVATE uint64_t measure_begin(void);          // the time-stamp counter, where what is measured begins
RAW_PRIVATE uint64_t measure_end(uint64_t begun);  // ticks since then

void measure_report(const char *name, uint64_t value, uint64_t count);  // "[compare] NAME VALUE COUNT"
// "[measured] NAME VALUE COUNT": COUNT of the thing took VALUE, the least of that many repetitions.
void measure_least(const char *name, AS(STEPS) uint64_t (*count)(void), uint64_t of);
void measure_least_of(uint32_t repetitions, const char *name, AS(STEPS) uint64_t (*count)(void), uint64_t of);
void NORETURN measure_fail(const char *what, status_t status);
void measure_expect(const char *what, status_t status);  // fails unless it is OK

void rows_calls(void);
void rows_tasks(void);
void rows_channels(void);
void rows_maps(void);
void rows_heap(void);
void rows_files(void);
void rows_parallel(void);
