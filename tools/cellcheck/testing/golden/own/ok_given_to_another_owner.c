// SPDX-License-Identifier: Apache-2.0
// ok_given_to_another_owner: a span that the ledger gives to another owner need not be released.
// file: ok_given_to_another_owner.h public
#pragma once
#include "kernel/base/cell.h"
#include "span.h"

ATOMIC status_t stack_prepare(uint32_t pages, uint32_t owner);

// file: ok_given_to_another_owner.c
#include "ok_given_to_another_owner.h"

status_t stack_prepare(uint32_t pages, uint32_t owner) {
  void *stack;
  status_t status = span_reserve(pages, &stack);
  if (status == OK && (status = span_give(stack, owner)) != OK) (void)span_release(stack);
  return status;
}
