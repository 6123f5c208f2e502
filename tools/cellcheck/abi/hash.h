// SPDX-License-Identifier: Apache-2.0
// hash: of a text behind the line that names its scheme.
#pragma once
#include <stdint.h>

// The first 64 bits of the SHA-256 of the scheme, a line end and the text.
uint64_t hash_of_text(const char *scheme, const char *text);
