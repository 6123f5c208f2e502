// SPDX-License-Identifier: Apache-2.0
// cwe401_second_allocation: when the second of two objects cannot be made, the first is forgotten (CWE-401).
#include "kernel/heap/heap.h"

struct channel {
  OWN uint8_t *in, *out;
};

OWN_RET struct channel *channel_create(uint32_t size) {
  struct channel *channel = NEW(struct channel);
  if (channel == NULL) return NULL;
  // note: 'in' is owned from here: heap_new made it
  channel->in = heap_new(size, 16, "in");
  // note: 'channel->in' is not null here
  if (channel->in == NULL) {
    heap_delete(channel);
    return NULL;
  }
  channel->out = heap_new(size, 16, "out");
  // note: 'channel->out' is null here
  if (channel->out == NULL) {
    // want: own.field heap_delete takes 'channel' while 'channel->in' may own something
    heap_delete(channel);
    return NULL;
  }
  return channel;
}
