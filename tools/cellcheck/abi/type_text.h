// SPDX-License-Identifier: Apache-2.0
// type_text: the canonical text of a type or a function, with all that it leads to, and the hash of a text (docs/abi.md has the language).
//
//   struct type_text *text = type_text_open(types);
//   type_text_format(text, "state heap: ");            // one's own words
//   type_text_type(text, clang_getCursorType(variable), variable);
//   type_text_format(text, "\n");
//   char *string = type_text_close(text);              // followed by a section of each type that was reached
//   uint64_t hash = hash_of_text(BOOK_SCHEME, string);
//
// Two texts are the same when the types are: nothing of it depends on the order of declarations, places, comments, names of parameters or typedefs.
#pragma once
#include <clang-c/Index.h>
#include <stdint.h>

#include "tools/cellcheck/abi/types.h"

struct type_text;

struct type_text *type_text_open(const struct types *types);
// One's own words: into the head, in front of the sections.
void type_text_format(struct type_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void type_text_put(struct type_text *text, const char *string);
// The type as an expression: "*const struct ring". `of`: the variable, field, parameter or typedef that has the type, for the marks on parameters of
// function types inside it and for naming types without a tag; a null cursor: unknown.
void type_text_type(struct type_text *text, CXType type, CXCursor of);
// A section of a function: "function NAME: KIND", its attributes, result, parameters.
void type_text_function(struct type_text *text, CXCursor function, const char *kind);
// A type's section comes too, as if something led to it. `declaration`: of a struct, union or enum.
void type_text_reach(struct type_text *text, CXCursor declaration);
// Whether the text leads to that declaration's type so far; after type_text_complete: at all.
bool type_text_has(const struct type_text *text, CXCursor declaration);
// The sections of all that was reached, which may be asked for then. Behind it only further sections may be added, by type_text_put.
void type_text_complete(struct type_text *text);
// Completes and ends; the caller frees the string.
char *type_text_close(struct type_text *text);

// Appends the value of an enumerator of that enum.
void type_text_enumerator(struct buffer *text, CXCursor enumerator, CXCursor of);
