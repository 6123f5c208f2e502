// SPDX-License-Identifier: Apache-2.0
// Objects of the heap beside glibc's, in one process: the image's own bytes run here as in QEMU, with gates, ledger and journal. The time of
// a pair is what each further pair adds to a transaction that has two: the first object is entered at once, and with the second it begins that others
// are entered only if they outlive the transaction. What the first two take is printed too; the least of many rounds counts, which are taken in turn, with objects and stack
// at several places: a store delays loads from other pages at the same offset, by up to 3 ns a pair.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "platforms/host_sim/loader/sim.h"
#include "testing/bench/native_heap/functions.h"
#include "testing/bench/native_heap/pairs.h"

enum { PAIRS = PAIRS_MOST, TRANSACTIONS = 4000, ROUNDS = 60, PLACES = 12 };

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void least(double *kept, double taken) {
  if (*kept == 0 || taken < *kept) *kept = taken;
}

static double heap_ns(uint64_t function, uint64_t bytes, uint64_t pairs, enum pairs_way way, uint64_t round) {
  uint64_t result[2];
  double start = now_ns();
  enum sim_end end = sim_call(function, (uint64_t[6]){bytes, pairs, TRANSACTIONS, way, round % PLACES * 2}, result);
  double taken = now_ns() - start;
  if (end == SIM_READY && (result[0] & 1) != 0) return taken / TRANSACTIONS;
  fputs("error: native_heap: an object could not be made; give the simulation more memory\n", stderr);
  exit(1);
}

static void *hide(void *object) {
  __asm__ volatile("" : "+r"(object) : : "memory");
  return object;
}

static double glibc_ns(size_t bytes, enum pairs_way way, bool zeroed) {
  void *objects[PAIRS];
  double start = now_ns();
  for (int i = 0; i < TRANSACTIONS; i++) {
    for (int j = 0; j < PAIRS; j++) {
      objects[j] = hide(zeroed ? calloc(1, bytes) : malloc(bytes));
      if (way == PAIRS_IN_TURN) free(objects[j]);
    }
    for (int j = 0; way != PAIRS_IN_TURN && j < PAIRS; j++)
      free(hide(objects[j]));
  }
  return (now_ns() - start) / TRANSACTIONS / PAIRS;
}

static void row(uint64_t function, uint64_t bytes, enum pairs_way way) {
  static const char *const names[] = {"in turn", "at once", "apart"};
  double empty = 0, two = 0, full = 0, glibc = 0, zeroed = 0;
  for (uint64_t i = 0; i < ROUNDS; i++) {
    least(&empty, heap_ns(function, bytes, 0, way, i));
    least(&two, heap_ns(function, bytes, 2, way, i));
    least(&full, heap_ns(function, bytes, PAIRS, way, i));
    least(&glibc, glibc_ns(bytes, way, false));
    least(&zeroed, glibc_ns(bytes, way, true));
  }
  double pair = (full - two) / (PAIRS - 2);
  printf("%-8s %6llu %10.1f %10.1f %10.1f %10.1f %9.2f %9.2f\n", names[way], (unsigned long long)bytes, two - empty,
         pair, glibc, zeroed, pair / glibc, pair / zeroed);
}

int main(int, char **words) {
  struct sim_options options = {.image = words[1], .ram_mib = 64};
  uint32_t status;
  if (words[1] == NULL || sim_boot(&options, &status) != SIM_READY) {
    fputs(
        "error: native_heap: the image did not boot to its caller; run it with bazel run //testing/bench/native_heap\n",
        stderr);
    return 1;
  }
  sim_ticks(false);
  uint64_t function = sim_function("//testing/bench/native_heap:pairs", "pairs_transactions");
  printf("%d objects a transaction; ns a pair\n%-8s %6s %10s %10s %10s %10s %9s %9s\n", PAIRS, "", "bytes", "first two",
         "heap", "malloc", "calloc", "/ malloc", "/ calloc");
  for (enum pairs_way way = PAIRS_IN_TURN; way <= PAIRS_APART; way++)
    for (uint64_t bytes = 16; bytes <= 1024; bytes *= 4)
      row(function, bytes, way);
  printf("a pair of 64 bytes, in turn\n");
  functions_print(function, (uint64_t[6]){64, PAIRS, 1}, (uint64_t[6]){64, 2, 1}, PAIRS - 2);
  return 0;
}
