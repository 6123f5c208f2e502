// SPDX-License-Identifier: Apache-2.0
// trial: tests in tasks of their own, as another cell runs them.
#pragma once
#include "kernel/base/cell.h"

READ ENDS_TASK void trial_failed(char *why, uint32_t size, const char *what);
READ void trial_note(char *why, uint32_t size, const char *what);

#define TRIAL_WANT(condition)                                                                                          \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      trial_failed(why, size, #condition);                                                                             \
      return false;                                                                                                    \
    }                                                                                                                  \
  } while (0)
#define TRIAL_EXPECT(condition)                                                                                        \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      trial_note(why, size, #condition);                                                                               \
      return false;                                                                                                    \
    }                                                                                                                  \
  } while (0)
