// SPDX-License-Identifier: Apache-2.0
// types: what translation units say of structs, unions and enums, by their tags.
//
// A type may be declared several times, with its marks at one place (`struct OWNED ring;`) and its members at another or nowhere. Of the sources of a
// cell, one may know what another holds as opaque: with all of them open, each type is as complete as the cell has it. A public header is opened
// alone, so that everybody sees the same in it.
#pragma once
#include <clang-c/Index.h>
#include <stdbool.h>
#include <stdint.h>

#include "tools/cellcheck/abi/buffer.h"

struct types;

struct types *types_open(const CXTranslationUnit *units, uint32_t count);
void types_close(struct types *types);

// The definitions of the record or enum that the cursor declares: its own unit's, or else those of the other units. 0: opaque in all of them. Up to
// `most` are written.
uint32_t types_definitions(const struct types *types, CXCursor declaration, CXCursor *definitions, uint32_t most);
// The words of annotations at any declaration of it.
const char *types_marks(const struct types *types, CXCursor declaration);

// Appends a word and a space for each annotation at the cursor: "OWN ", "AS=STEPS ", in the order of the alphabet; what is none of
// kernel/base/cell.h's in full. What is there but concerns nobody else is left out: cell.kind, cell.unsafe.
void types_add_marks(struct buffer *text, CXCursor cursor);
// The kind at a function's declaration: "READ"; false: none.
bool types_kind(CXCursor function, char kind[16]);
// "struct ring"; false: it has no tag.
bool types_tag(CXCursor declaration, struct buffer *text);
// Where it stands: file and offset; for comparing.
bool types_is_same_place(CXCursor a, CXCursor b);
