// SPDX-License-Identifier: Apache-2.0
// ir_memory: the memory of a cell's IR. Taken piece by piece, given back all at once.
//
// Context  one thread.
// Owns     all that ir_take returns, until ir_free.
// Errors   no memory ends the program with a sentence and status 2.
#pragma once
#include <stddef.h>
#include <stdio.h>

#include "tools/cellcheck/ir.h"

struct ir_chunk;
struct ir_memory {
  struct ir_chunk *chunks;
  char *next;
  size_t left;
};

void *ir_take(struct ir_memory *arena, size_t size);  // zeroed, aligned to 16
char *ir_text(struct ir_memory *arena, const char *text, size_t length);
void ir_free(struct ir_memory *arena);

// What cell_delete is given is the first member of one of these.
struct ir_cell {
  struct cell cell;
  struct ir_memory arena;
};

// What it is given. Null: there was no memory, which ends the program.
void *ir_whole(void *memory);
// realloc, but for the end of it.
void *ir_grow(void *memory, size_t size);

// What cell_print prints.
void cell_write(const struct cell *cell, FILE *out);
