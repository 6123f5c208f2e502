// SPDX-License-Identifier: Apache-2.0
// attributes: what clang's attributes promise to callers: noreturn, pure, nonnull, calling conventions, capabilities.
#pragma once
#include <clang-c/Index.h>

#include "tools/cellcheck/abi/buffer.h"

// Appends a word and a space for each attribute of a function or a parameter. Annotations are not among them (types.h), nor is what concerns nobody
// but the compiler of the declaration: visibility, deprecated, nodiscard, format, section and the like.
void attributes_put(struct buffer *text, CXCursor declaration);
// Those of a canonical function type, each with a space in front or behind.
void attributes_put_of_type(struct buffer *text, CXType type);
// What stands behind `from` in the order of the alphabet, each word once.
void attributes_tidy(struct buffer *text, size_t from);
