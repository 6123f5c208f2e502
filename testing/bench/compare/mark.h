// SPDX-License-Identifier: Apache-2.0
// mark: instructions that do nothing, with which both systems tell testing/bench/compare/count where what is measured begins and ends.
#pragma once

enum { MARK_BEGIN = 1, MARK_END = 2, MARK_REPORT = 3 };

// nopl with a displacement that nobody else has: the number and "MRK".
#define MARK(number) __asm__ volatile(".byte 0x0f, 0x1f, 0x80, %c0, 0x4d, 0x52, 0x4b" : : "i"(number) : "memory")
enum { MARK_SIZE = 7 };
