// SPDX-License-Identifier: Apache-2.0
// abi: the fingerprint of each function that a header exports, from the text of the header and all that it includes
// (docs/abi.md).
#pragma once
#include <stddef.h>
#include <stdint.h>

// A declaration with a kind: where `__cell_export` stands in the text.
struct abi_declaration {
  const char *at;
  const char *name;
};

struct abi;

// text: preprocessed with its macros (-dD), NUL-terminated; declarations: all in it, in their order. Both must outlive
// the result.
struct abi *abi_open(const char *text, const struct abi_declaration *declarations, size_t count);
// Of the declaration with that index.
uint64_t abi_fingerprint(struct abi *abi, size_t index);
void abi_close(struct abi *abi);
