// SPDX-License-Identifier: Apache-2.0
// rows: what Linux takes for each row of the comparison, the same as Delias' side does (testing/bench/compare/delias); a line on the
// console each. As lmbench does, by a program with the C library that any program has.
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t rows_begin(void);          // the time-stamp counter, where what is measured begins
uint64_t rows_end(uint64_t begun);  // ticks since then
// "[measured] NAME VALUE COUNT": COUNT of the thing took VALUE, the least of that many repetitions.
void rows_least(const char *name, uint64_t (*count)(void), uint64_t of);
void rows_least_of(uint32_t repetitions, const char *name, uint64_t (*count)(void), uint64_t of);
[[noreturn]] void rows_fail(const char *what);  // with errno; ends the machine
void rows_real_time(int priority);              // SCHED_FIFO; 0: as before

void rows_calls(void);
void rows_tasks(void);
void rows_timer(void);
void rows_maps(void);
void rows_heap(void);
void rows_files(void);
void rows_parallel(void);
