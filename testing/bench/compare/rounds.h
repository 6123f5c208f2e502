// SPDX-License-Identifier: Apache-2.0
// rounds: how often each thing is done in one boot, the same in both systems.
#pragma once

// The smallest of the repetitions counts. They are many and short, some milliseconds at most in either system, so that on a busy host
// some run without a pause: few long ones would meet one each time, and the slower system more of them.
enum {
  COMPARE_REPETITIONS = 50,
  COMPARE_CALLS = 1000,
  COMPARE_SWITCHES = 100,
  COMPARE_TRIPS = 20,
  COMPARE_SPAWNS = 10,
  COMPARE_MAPS = 20,
};
