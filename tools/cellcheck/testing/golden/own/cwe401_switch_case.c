// SPDX-License-Identifier: Apache-2.0
// cwe401_switch_case: one case of a switch forgets what was acquired before it.
// file: cwe401_switch_case.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

enum verb { VERB_GET, VERB_PUT, VERB_DROP };

ATOMIC status_t request_answer(enum verb verb, uint32_t size);

// file: cwe401_switch_case.c
#include "cwe401_switch_case.h"

status_t request_answer(enum verb verb, uint32_t size) {
  // note: 'answer' is owned from here: heap_new made it
  uint8_t *answer = heap_new(size, 1, "answer");
  // note: 'answer' is not null here
  if (answer == NULL) return NO_MEMORY;
  // note: 'verb' is 1 here
  switch (verb) {
  case VERB_GET: answer[0] = 1; break;
  // want: own.leak 'answer' is lost here, and nobody else holds it
  case VERB_PUT: return UNSUPPORTED;
  case VERB_DROP: answer[0] = 2; break;
  }
  heap_delete(answer);
  return OK;
}
