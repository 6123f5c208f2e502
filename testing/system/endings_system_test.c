// SPDX-License-Identifier: Apache-2.0
// One system test for each way to end, for runner_test.sh: the runner is held against them.
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

CELL_CALLBACK bool ending_passes(char *, uint32_t) {
  return true;
}
CELL_OPS(struct system_test, ending_passes_test) = {.name = "this one passes", .run = ending_passes};

CELL_CALLBACK bool ending_expects(char *why, uint32_t size) {
  SYSTEM_EXPECT(size == 0);
  return true;
}
CELL_OPS(struct system_test, ending_expects_test) = {.name = "this one expects too much", .run = ending_expects};

CELL_CALLBACK bool ending_is_silent(char *, uint32_t) {
  return false;
}
CELL_OPS(struct system_test, ending_is_silent_test) = {.name = "this one is silent", .run = ending_is_silent};

CELL_CALLBACK bool ending_faults(char *, uint32_t) {
  __builtin_trap();
}
CELL_OPS(struct system_test, ending_faults_test) = {.name = "this one faults", .run = ending_faults};

CELL_CALLBACK bool ending_exits(char *, uint32_t) {
  sched_exit(0);
}
CELL_OPS(struct system_test, ending_exits_test) = {.name = "this one exits", .run = ending_exits};

CELL_CALLBACK bool ending_skips(char *why, uint32_t size) {
  SYSTEM_SKIP("it lacks a thing");
}
CELL_OPS(struct system_test, ending_skips_test) = {.name = "this one is skipped", .run = ending_skips};

CELL_CALLBACK bool ending_fails_with_skip(char *why, uint32_t size) {
  text_copy(why, size, "skip: but it fails");
  return false;
}
CELL_OPS(struct system_test, ending_fails_with_skip_test) = {.name = "this one says skip and fails",
                                                             .run = ending_fails_with_skip};
