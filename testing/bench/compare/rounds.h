// SPDX-License-Identifier: Apache-2.0
// rounds: how often each thing is done in one boot, and with how much, the same in both systems.
#pragma once

// The smallest of the repetitions counts. They are many and short, some milliseconds at most in either system, so that on a busy host
// some run without a pause: few long ones would meet one each time, and the slower system more of them.
enum {
  COMPARE_REPETITIONS = 50,
  COMPARE_CALLS = 1000,
  COMPARE_SWITCHES = 100,
  COMPARE_TRIPS = 20,
  COMPARE_SPAWNS = 10,
  COMPARE_FORK_REPETITIONS = 20,
  COMPARE_MAPS = 20,
  COMPARE_LARGE_REPETITIONS = 20,
  COMPARE_LARGE_MAPS = 2,
  COMPARE_LARGE_PAGES = 512,  // 2 MiB
  COMPARE_PIECES = 64,        // of a stream
  COMPARE_PIECE = 4096,       // bytes
  COMPARE_FILES = 20,
  COMPARE_BLOCKS = 16,    // of a file
  COMPARE_BLOCK = 4096,   // bytes
  COMPARE_OBJECTS = 100,  // made, then released: threadtest
  COMPARE_OBJECT = 64,    // bytes
  COMPARE_SLOTS = 64,     // objects of which each is now and then another one: shbench
  COMPARE_STEPS = 500,
  COMPARE_SLEEP_NS = 300000,
};

// What several tasks do at once: fewer repetitions, each longer than it takes to start them.
// Of instructions counted on several processors the median of the repetitions counts: the least is that in which nobody met anybody.
enum {
  COMPARE_WORKERS = 4,
  COMPARE_PARALLEL_REPETITIONS = 9,
  COMPARE_PARALLEL_LOCKS = 1000,  // of each worker
  COMPARE_PARALLEL_TRIPS = 100,   // of each pair
  COMPARE_PARALLEL_ROUNDS = 10,   // of COMPARE_OBJECTS objects, of each worker
};

// The sizes of shbench: most are small. `random` comes from COMPARE_RANDOM, and is the same sequence in both systems.
#define COMPARE_RANDOM(random) ((random) * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407))
#define COMPARE_SIZE(random) (1 + ((random) >> 33) % ((random) >> 62 == 0 ? 1000 : 100))
