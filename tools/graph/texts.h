// SPDX-License-Identifier: Apache-2.0
// texts: the texts behind the hashes of functions, state and tables (docs/abi.md), out of the files at hand.
//
// Context  one thread.
// Owns     the list, until texts_free; keeps the bytes that it was given, which outlive it.
// State    struct texts, the caller's; all zero is an empty one.
// Errors   what is no cell or has no texts adds none.
#pragma once
#include "kernel/types/types.h"
#ifdef __cplusplus
extern "C" {
#endif

struct texts {
  struct types_span *books;
  size_t count, room;
};

// A NAME.cell, or a NAME.cells: what an image was linked of and the spares that it carries.
void texts_add(struct texts *texts, RETAINS const void *bytes, uint64_t size);
bool texts_find(const struct texts *texts, const char *name, uint64_t hash, struct types_text *text);
void texts_free(struct texts *texts);

#ifdef __cplusplus
}
#endif
