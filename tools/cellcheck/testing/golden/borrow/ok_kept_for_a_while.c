// SPDX-License-Identifier: Apache-2.0
// ok_kept_for_a_while: kept, and forgotten before the function returns.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint32_t measure(const char *text);
// file: ok_kept_for_a_while.c
#include "subject.h"

struct reader {
  const char *at;
};
CELL_STATE(struct reader, reader);

uint32_t measure(const char *text) {
  uint32_t length = 0;
  for (reader.at = text; *reader.at != 0; reader.at++)
    length++;
  reader.at = NULL;
  return length;
}
