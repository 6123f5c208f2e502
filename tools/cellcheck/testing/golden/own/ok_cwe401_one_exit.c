// SPDX-License-Identifier: Apache-2.0
// ok_cwe401_one_exit: one exit releases whatever was made so far.
#include "kernel/heap/heap.h"

struct channel {
  OWN uint8_t *in, *out;
};

OWN_RET struct channel *channel_create(uint32_t size) {
  struct channel *channel = NEW(struct channel);
  if (channel == NULL) return NULL;
  channel->in = heap_new(size, 16, "in");
  channel->out = heap_new(size, 16, "out");
  if (channel->in != NULL && channel->out != NULL) return channel;
  heap_delete(channel->in);
  heap_delete(channel->out);
  heap_delete(channel);
  return NULL;
}
