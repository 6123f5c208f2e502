// SPDX-License-Identifier: Apache-2.0
#include "testing/channel/peer.h"

#include "testing/channel/letter.h"

CHANNEL_TYPE(channel_letter, CHANNEL_GIVES_NOTHING);

const struct channel_type *channel_peer_type(void) {
  return CHANNEL_OF(channel_letter);
}
