// SPDX-License-Identifier: Apache-2.0
// functions: which functions the instructions of a call are in.
#include "testing/bench/native_heap/functions.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/graph/graph.h"

enum { FUNCTIONS_MOST = 256 };

struct function_row {
  char cell[64], name[64];
  uint64_t instructions;
};
struct functions {
  struct function_row row[FUNCTIONS_MOST];
  int64_t sign;
};

static struct function_row *row_of(struct functions *functions, uint64_t rip) {
  const uint8_t *region = (const uint8_t *)REGION_BASE;
  uint32_t cell = GRAPH_NONE;
  const char *name = "gates and slots";
  uint64_t offset;
  bool found = graph_symbol_at(region, rip, &cell, &name, &offset) == OK;
  const char *label = found ? graph_string(region, graph_cell(region, cell)->label) : "";
  for (struct function_row *row = functions->row; row < functions->row + FUNCTIONS_MOST; row++) {
    if (row->name[0] == 0) {
      snprintf(row->cell, sizeof row->cell, "%s", label);
      snprintf(row->name, sizeof row->name, "%s", name);
    }
    if (strcmp(row->name, name) == 0 && strcmp(row->cell, label) == 0) return row;
  }
  return &functions->row[FUNCTIONS_MOST - 1];
}

static enum sim_action on_step(struct sim_registers *registers, void *data) {
  struct functions *functions = data;
  row_of(functions, registers->rip)->instructions += (uint64_t)functions->sign;
  return SIM_STEP;
}

static void count(struct functions *functions, int64_t sign, uint64_t function, const uint64_t arguments[6]) {
  functions->sign = sign;
  sim_on_step(on_step, functions);
  (void)sim_call(function, arguments, NULL);
  sim_on_step(NULL, NULL);
}

static int by_instructions(const void *left, const void *right) {
  int64_t a = (int64_t)((const struct function_row *)left)->instructions;
  int64_t b = (int64_t)((const struct function_row *)right)->instructions;
  return (a < b) - (a > b);
}

void functions_print(uint64_t function, const uint64_t more[6], const uint64_t less[6], uint64_t difference) {
  struct functions *functions = calloc(1, sizeof *functions);
  (void)sim_call(function, more, NULL);
  (void)sim_call(function, less, NULL);
  count(functions, 1, function, more);
  count(functions, -1, function, less);
  qsort(functions->row, FUNCTIONS_MOST, sizeof functions->row[0], by_instructions);
  double sum = 0;
  for (struct function_row *row = functions->row; row < functions->row + FUNCTIONS_MOST; row++) {
    double each = (double)(int64_t)row->instructions / (double)difference;
    sum += each;
    if (each > 0.05) printf("%8.1f  %s %s\n", each, row->cell, row->name);
  }
  printf("%8.1f  instructions in all\n", sum);
  free(functions);
}
