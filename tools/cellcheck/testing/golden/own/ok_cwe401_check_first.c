// SPDX-License-Identifier: Apache-2.0
// ok_cwe401_check_first: the header is checked before anything is made.
#include "kernel/heap/heap.h"

struct packet {
  uint32_t size;
  uint8_t kind, version;
};

status_t packet_parse(const struct packet *packet, uint32_t *sum) {
  if (packet->version != 2) return UNSUPPORTED;
  uint8_t *copy = heap_new(packet->size, 1, "packet");
  if (copy == NULL) return NO_MEMORY;
  const uint8_t *body = (const uint8_t *)(packet + 1);
  *sum = 0;
  for (uint32_t i = 0; i < packet->size; i++) {
    copy[i] = body[i];
    *sum += copy[i];
  }
  heap_delete(copy);
  return OK;
}
