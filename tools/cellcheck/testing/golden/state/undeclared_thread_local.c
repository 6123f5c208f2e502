// SPDX-License-Identifier: Apache-2.0
// undeclared_thread_local: errno's like: a thread's own copy.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
READ int32_t last_error(void);
// file: undeclared_thread_local.c
#include "cell.h"

// want: state.undeclared 'error' is a thread's own copy of static data: no thread storage exists in a cell
static _Thread_local int32_t error;

int32_t last_error(void) {
  return error;
}
