// SPDX-License-Identifier: Apache-2.0
// local_buffer: the classical static buffer of a function that answers text.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/text.h"
ATOMIC VIEW_RET const char *number_text(uint32_t number);
// file: local_buffer.c
#include "cell.h"

const char *number_text(uint32_t number) {
  // want: state.local 'text' keeps its value between calls of 'number_text', and the graph does not know of it
  // mend: declare it with CELL_STATE(type, name), make it const, or give it to the caller to keep
  static char text[12];
  text_format(text, sizeof text, "%u", number);
  return text;
}
