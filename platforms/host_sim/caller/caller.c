// SPDX-License-Identifier: Apache-2.0
// The loop of the task, and a call of a function whose type is known to nobody here.
#include "platforms/host_sim/caller/caller.h"

#include "platforms/host_sim/machine.h"

// By hand: the check of the function's type would fail. Gates keep what a call keeps.
RAW_STATIC void make_call(struct host_sim_call *call) {
  register uint64_t r8 __asm__("r8") = call->arguments[4];
  register uint64_t r9 __asm__("r9") = call->arguments[5];
  uint64_t a = call->arguments[0], b = call->arguments[1], d = call->arguments[3], c = call->arguments[2];
  uint64_t result = call->function;
  __asm__ volatile("call *%0"
                   : "+a"(result), "+D"(a), "+S"(b), "+d"(c), "+c"(d), "+r"(r8), "+r"(r9)
                   :
                   : "r10", "r11", "memory", "cc");
  call->result[0] = result;
  call->result[1] = c;
}

void host_sim_make_call(void) {
  make_call(&host_sim_machine()->call);
}

void host_sim_step_from_here(void) {
  (void)host_call(HOST_STEPS, 0, 0);
}

CELL_CALLBACK void host_sim_caller(void) {
  for (;;) {
    host_call(HOST_READY, 0, 0);
    host_sim_make_call();
  }
}

CELL_OPS(struct cell_lifecycle, host_sim_caller_lifecycle) = {.main = host_sim_caller};
