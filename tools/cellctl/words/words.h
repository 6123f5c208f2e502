// SPDX-License-Identifier: Apache-2.0
// words: the lines that the system's commands print for programs: a word, then numbers in decimal, then texts in quotes.
//
// Context  one thread.
// Owns     nothing; words point into the line, which is cut in place.
// State    none.
// Errors   false, null: see each function.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// Ends the first line of *rest with a NUL, without its line end, and moves *rest behind it.
char *words_line(char **rest);
// Cuts a line at its blanks; a word in quotes loses them. Returns how many words there are, `most` at most.
size_t words_cut(char *line, char *words[], size_t most);
bool words_number(const char *word, uint64_t *value);  // false: it is none
bool words_numbers(char *const words[], size_t count, uint64_t *const values[]);
// Makes room in a table for one more of `size` bytes; its room is the next power of two. Null: no memory, the table stays as it is.
void *words_grow(void *table, size_t count, size_t size);

#ifdef __cplusplus
}
#endif
