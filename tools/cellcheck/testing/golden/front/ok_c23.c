// SPDX-License-Identifier: Apache-2.0
// ok_c23: auto, typeof, nullptr, constexpr, attributes and digit separators of C23.
#include "ring.h"
uint32_t modern([[maybe_unused]] uint32_t word) {
  constexpr uint32_t slots = 1'000;
  auto ring = ring_create(slots);
  if (ring == nullptr) return 0b101;
  typeof(ring) same = ring;
  typeof_unqual(word) count = ring_count(same);
  ring_destroy(ring);
  static_assert(slots == 1000);
  return count;
}
