// SPDX-License-Identifier: Apache-2.0
// ok_returned_view: VIEW_RET says that it is the caller's own.
// file: ok_returned_view.h public
#pragma once
#include "kernel/base/cell.h"

READ VIEW_RET const char *text_skip(const char *text);

// file: ok_returned_view.c
#include "ok_returned_view.h"

const char *text_skip(const char *text) {
  while (*text == ' ')
    text++;
  return text;
}
