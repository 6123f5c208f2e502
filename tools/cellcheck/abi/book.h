// SPDX-License-Identifier: Apache-2.0
// book: the texts behind the hashes of a cell, as its exports file and its `.cell` carry them.
//
// Functions of one header lead to the same types, so a book has each section of a text once:
//
//   delias types 1
//   section
//   struct heap_class: size 32 align 8
//     size at 0: uint32_t
//   entry abi heap_class 2bb4e1a90c1d33f7 0
//   names index out
//   function heap_class: READ
//     result: enum status
//
// An entry's text is its own section and those whose numbers it names, in that order. `names` are those of parameters: for people, not hashed.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "tools/cellcheck/abi/buffer.h"

#define BOOK_SCHEME "delias abi 2"  // the line before a text when it is hashed

struct book;

struct book_entry {
  char *word, *name;  // as in the note: "abi", "uses", "schema"
  uint64_t hash;
  char *names;  // of parameters, a blank between; "": none known
  char *head;
  uint32_t *sections, count;
};

struct book *book_open(void);
void book_close(struct book *book);
// Text in sections, each of which begins with a line that does not begin with a blank.
void book_add(struct book *book, const char *word, const char *name, uint64_t hash, const char *names,
              const char *text);
// Adds the entries of a written book. False: it is malformed, or a text does not have its hash; what came before that stays.
bool book_read(struct book *book, const char *bytes, size_t size);
void book_write(const struct book *book, struct buffer *out);
// Null: there is none. word: null for any.
const struct book_entry *book_find(const struct book *book, const char *word, const char *name);
const struct book_entry *book_entry(const struct book *book, uint32_t index);  // null: no more
// The caller frees it.
char *book_text(const struct book *book, const struct book_entry *entry);

// What is between two texts of one function, for people: for each line that differs the path that leads to it, and the line before ("-") and after
// ("+"). At most `most` of them.
void difference_put(struct buffer *out, const char *names, const char *before, const char *after, uint32_t most);
