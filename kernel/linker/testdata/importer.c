// SPDX-License-Identifier: Apache-2.0
// What the linker's tests link against provider.
#include "kernel/linker/testdata/importer.h"

uint64_t importer_multiply(uint64_t a, uint64_t b) {
  return a * b;
}

CELL_CALLBACK uint64_t importer_concatenate(uint64_t a, uint64_t b) {
  return a * 10 + b;
}

CELL_OPS(struct provider_ops, importer_table) = {
    .name = "importer", .exported = importer_multiply, .callback = importer_concatenate, .imported = provider_add};

uint64_t importer_sum(uint64_t a, uint64_t b, uint64_t c) {
  return provider_add(provider_add(a, b), c);
}

uint64_t importer_counts(uint64_t times) {
  uint64_t count = 0;
  for (uint64_t i = 0; i < times; i++)
    count = provider_count();
  return count;
}

uint64_t importer_waits(uint64_t value) {
  return provider_wait(value, 0, 0, 0, 0, 1);
}

provider_binary *importer_address(void) {
  return provider_add;
}

provider_binary *importer_own_address(void) {
  return importer_multiply;
}

uint64_t importer_applies(uint64_t a, uint64_t b) {
  return provider_apply(importer_concatenate, a, b);
}

provider_binary *importer_callback(void) {
  return importer_concatenate;
}

const struct provider_ops *importer_ops(void) {
  return &importer_table;
}
