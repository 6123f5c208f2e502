// SPDX-License-Identifier: Apache-2.0
// SHA-256, cut to 64 bits: every bit of the text reaches each of them.
#include "tools/cellcheck/abi/hash.h"

#include "tools/cellcheck/abi/buffer.h"
#include "tools/cellcheck/abi/sha256.h"

uint64_t hash_of_text(const char *scheme, const char *text) {
  struct buffer whole = {0};
  uint8_t digest[32];
  uint64_t hash = 0;
  buffer_format(&whole, "%s\n", scheme);
  buffer_put(&whole, text);
  sha256(whole.bytes, whole.size, digest);
  for (int i = 0; i < 8; i++)
    hash = hash << 8 | digest[i];
  buffer_free(&whole);
  return hash;
}
