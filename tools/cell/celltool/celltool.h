// SPDX-License-Identifier: Apache-2.0
// celltool: what the build does with a cell beside compiling and linking. Four commands, one file each:
//
//   exports       reads preprocessed public headers (CELL_SCAN), writes "KIND name" for each function, and of an ATOMIC one
//                 how many arguments it has: "ATOMIC/2 name"; tools/cellcheck/abi adds a hash to each line
//   note          reads the compiled objects, refuses what the dialect forbids, writes the cell's note
//   fingerprints  adds the fingerprints to the note, from the linked file
//   seal          reads the linked file as a loader would, checks the budget, copies it to the .cell
//
// Each error is one sentence on standard error that names cell, symbol and mend; the exit status is then 1.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOOL_NAMES = 4096, TOOL_NAME = 120 };  // most exports; bytes of a name with its NUL

int exports_command(int count, char **words);
int note_command(int count, char **words);
int fingerprints_command(int count, char **words);
int seal_command(int count, char **words);

// Prints "error: " and the sentence; the caller goes on to report more and ends with status 1.
void tool_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool tool_failed(void);
// The whole file, 16-byte aligned, a NUL behind it; ends the program with a sentence when it cannot be read.
uint8_t *tool_read(const char *path, size_t *size);
void tool_write(const char *path, const void *bytes, size_t size);

// An exported function as an exports file has it.
struct tool_export {
  char kind[12];
  char name[TOOL_NAME];
  char abi[17];  // hash of its text, in hexadecimal digits
};
struct tool_exports {
  const char *label;
  struct tool_export *rows;
  size_t count;
  const char *book;  // the texts behind the hashes (tools/cellcheck/abi/book.h)
};
struct tool_exports tool_read_exports(const char *label, const char *path);
struct tool_exports tool_read_dep(char *pair);  // "LABEL=FILE"; takes it apart
const struct tool_export *tool_find_export(const struct tool_exports *exports, const char *name);
