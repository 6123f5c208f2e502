// SPDX-License-Identifier: Apache-2.0
// A loop without anything in it, and calls of each kind.
#include "testing/bench/callee.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/delias/step.h"
#include "testing/bench/compare/rounds.h"

// The loop that is around everything else, which is subtracted from it.
CELL_CALLBACK uint64_t compare_empty(void) {
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    __asm__ volatile("");
  return measure_end(begun);
}

CELL_CALLBACK uint64_t compare_slot(void) {
  uint64_t value = 0, begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = callee_next(value);
  return measure_end(begun) + (value == 0);
}

CELL_CALLBACK uint64_t compare_gate(void) {
  uint64_t (*volatile function)(uint64_t) = callee_next;
  uint64_t (*held)(uint64_t) = function;
  uint64_t value = 0, begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = held(value);
  return measure_end(begun) + (value == 0);
}

CELL_CALLBACK uint64_t compare_request(void) {
  uint64_t value = 0, begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = step_next(value);
  return measure_end(begun) + (value == 0);
}

CELL_CALLBACK uint64_t compare_atomic(void) {
  uint64_t value = 0, begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = callee_change(value);
  return measure_end(begun) + (value == 0);
}

void rows_calls(void) {
  measure_least("empty_loop", compare_empty, COMPARE_CALLS);
  measure_least("slot_call", compare_slot, COMPARE_CALLS);
  measure_least("gate_call", compare_gate, COMPARE_CALLS);
  measure_least("request", compare_request, COMPARE_CALLS);
  measure_least("atomic", compare_atomic, COMPARE_CALLS);
}
