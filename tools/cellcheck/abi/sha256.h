// SPDX-License-Identifier: Apache-2.0
// sha256: the hash of FIPS 180-4, of bytes in memory.
#pragma once
#include <stddef.h>
#include <stdint.h>

void sha256(const void *bytes, size_t size, uint8_t digest[32]);
