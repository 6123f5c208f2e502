// SPDX-License-Identifier: Apache-2.0
// ok_rodata_viewed: a constant may be shown by VIEW_RET.
// file: ok_rodata_viewed.h public
#pragma once
#include "kernel/base/cell.h"

READ VIEW_RET const char *level_name(uint32_t level);

// file: ok_rodata_viewed.c
#include "ok_rodata_viewed.h"

const char *level_name(uint32_t level) {
  switch (level) {
  case 0: return "debug";
  case 1: return "info";
  default: return "error";
  }
}
