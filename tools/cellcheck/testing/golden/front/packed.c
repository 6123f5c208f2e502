// SPDX-License-Identifier: Apache-2.0
// packed: packed structs and odd alignments.
#include "ring.h"
#pragma pack(push, 1)
struct wire {
  uint8_t kind;
  OWN struct ring *ring;
  uint32_t length;
};
#pragma pack(pop)
struct __attribute__((aligned(64))) line {
  uint8_t bytes[3];
};
void lost(uint8_t kind) {
  // note: 'wire.ring' is owned from here: ring_create made it
  struct wire wire = {.kind = kind, .ring = ring_create(sizeof(struct line))};
  // want: own.leak 'wire.ring' is lost here, and nobody else holds it
  // note: 'wire.kind' is 3 here
  if (wire.kind == 3) return;
  ring_destroy(wire.ring);
}
