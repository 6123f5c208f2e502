// SPDX-License-Identifier: Apache-2.0
// peer: what another cell takes `struct channel_letter` for.
#pragma once
#include "kernel/channel/channel.h"

READ VIEW_RET const struct channel_type *channel_peer_type(void);
