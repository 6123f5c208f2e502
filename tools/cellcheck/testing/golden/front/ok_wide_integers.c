// SPDX-License-Identifier: Apache-2.0
// ok_wide_integers: integers of 128 bits and of any number of bits.
#include "kernel/base/cell.h"
uint64_t high(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  unsigned _BitInt(24) small = (unsigned _BitInt(24))b;
  return (uint64_t)(product >> 64) + small;
}
