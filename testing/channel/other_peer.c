// SPDX-License-Identifier: Apache-2.0
// Of the same name and size as in letter.h, and nevertheless something else.
#include "testing/channel/other_peer.h"

struct channel_letter {
  uint64_t number, from;
};
CHANNEL_TYPE(channel_letter, CHANNEL_GIVES_NOTHING);

const struct channel_type *channel_other_peer_type(void) {
  return CHANNEL_OF(channel_letter);
}
