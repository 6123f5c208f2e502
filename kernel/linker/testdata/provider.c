// SPDX-License-Identifier: Apache-2.0
// What the linker's tests import.
#include "kernel/linker/testdata/provider.h"

enum { BIG = 1000 };

struct provider_state {
  uint64_t count;
  char name[8];
  uint32_t big[BIG];
};
CELL_STATE(struct provider_state, provider) = {.count = 40, .name = "first"};
CELL_CPU_STATE(uint32_t, provider_cpu);

static const char *const words[] = {"zero", "one", "two"};

uint64_t provider_add(uint64_t a, uint64_t b) {
  return a + b;
}

CELL_CALLBACK uint64_t provider_subtract(uint64_t a, uint64_t b) {
  return a - b;
}

CELL_OPS(struct provider_ops,
         provider_table) = {.name = "provider", .exported = provider_add, .callback = provider_subtract};

uint64_t provider_count(void) {
  provider_cpu[CELL_CPUS_MAX - 1]++;
  provider.big[BIG - 1]++;
  return ++provider.count;
}

uint64_t provider_wait(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f;
}

uint64_t provider_raw(uint64_t value) {
  return value + 1;
}

const char *provider_word(uint32_t number) {
  return number < sizeof words / sizeof words[0] ? words[number] : provider.name;
}

provider_binary *provider_address(void) {
  return provider_add;
}

uint64_t provider_apply(provider_binary *function, uint64_t a, uint64_t b) {
  return function(a, b);
}
