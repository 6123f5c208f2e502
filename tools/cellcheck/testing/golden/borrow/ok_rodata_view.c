// SPDX-License-Identifier: Apache-2.0
// ok_rodata_view: VIEW_RET says that it goes with its cell.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

READ VIEW_RET const char *colour_name(uint32_t colour);
// file: ok_rodata_view.c
#include "subject.h"

const char *colour_name(uint32_t colour) {
  return colour == 0 ? "red" : "green";
}
