// SPDX-License-Identifier: Apache-2.0
// functions: which functions the instructions of a call are in.
#pragma once
#include "platforms/host_sim/loader/sim.h"

// Prints for each function how many instructions a call with `more` takes more than one with `less`, divided by `difference`.
void functions_print(uint64_t function, const uint64_t more[6], const uint64_t less[6], uint64_t difference);
