// SPDX-License-Identifier: Apache-2.0
// types: the texts behind the hashes of functions, as the section .delias.types of a `.cell` has them (docs/abi.md), and what lies between two of
// them. A text is sections of lines; a section begins with a line that does not begin with a blank.
//
// Context  any; nothing is allocated, nothing waits. Plain code: each cell and tool links a copy of its own.
// Owns     a struct types_text points into the bytes that it was read from.
// Errors   false: it is not there, or the bytes are no book. The bytes may be anything.
#pragma once
#include "kernel/base/cell.h"

enum { TYPES_SECTIONS = 96 };  // of one text; what is behind that is not compared

struct types_span {
  RETAINS const char *at;
  uint32_t size;
};

struct types_text {
  struct types_span sections[TYPES_SECTIONS];  // the function's own first
  uint32_t count;
  struct types_span names;  // of its parameters, a blank between
};

struct types_entry {
  struct types_span word, name, numbers, names, head;
  uint64_t hash;
};

// The section of a `.cell`; a null span: it has none.
struct types_span types_book(const void *file, uint64_t size);
// The entries of a book, one after the other; *cursor is 0 at first. False: no more, or no book.
bool types_next(struct types_span book, uint64_t *cursor, struct types_entry *entry);
// The text of an entry of that book.
bool types_read(struct types_span book, const struct types_entry *entry, struct types_text *text);
// The text with that hash of a function in that book.
bool types_find(struct types_span book, const char *name, uint64_t hash, struct types_text *text);
// A text that stands by itself, without names.
void types_split(RETAINS const char *text, uint64_t size, struct types_text *out);
bool types_is(struct types_span span, const char *text);

// For each line that differs the path that leads to it, and the line before ("-") and after ("+"):
//   heap_class(out) -> struct heap_class.size
//   -  size at 0: uint32_t
//   +  size at 0: uint64_t
// At most `most` of them. `say` gets pieces of text.
void types_difference(const struct types_text *before, const struct types_text *after, uint32_t most,
                      NOESCAPE void (*say)(void *context, const char *text, uint32_t size), void *context);
