// SPDX-License-Identifier: Apache-2.0
// kept_on_one_path: forgotten on one path only.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

ATOMIC uint32_t measure(const char *text);
// file: kept_on_one_path.c
#include "subject.h"

struct reader {
  const char *at;
};
CELL_STATE(struct reader, reader);

uint32_t measure(const char *text) {
  uint32_t length = 0;
  // want: borrow.kept 'reader.at' keeps 'text', which is borrowed, when the function returns
  // note: '*reader.at' is not 0 here
  for (reader.at = text; *reader.at != 0; reader.at++) {
    // note: 'length' is 100 here
    if (length == 100) return length;
    length++;
  }
  reader.at = NULL;
  return length;
}
