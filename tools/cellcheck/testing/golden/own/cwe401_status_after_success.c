// SPDX-License-Identifier: Apache-2.0
// cwe401_status_after_success: the second call fails and the first one's span stays.
// file: cwe401_status_after_success.h public
#pragma once
#include "kernel/base/cell.h"
#include "span.h"

ATOMIC status_t stack_prepare(uint32_t pages, uint32_t owner);

// file: cwe401_status_after_success.c
#include "cwe401_status_after_success.h"

status_t stack_prepare(uint32_t pages, uint32_t owner) {
  void *stack;
  // note: 'stack' is owned from here: span_reserve made it
  status_t status = span_reserve(pages, &stack);
  // note: 'status' is OK here
  if (status == OK) status = span_give(stack, owner);
  // want: own.leak 'stack' is lost here, and nobody else holds it
  return status;
}
