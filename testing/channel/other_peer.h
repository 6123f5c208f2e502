// SPDX-License-Identifier: Apache-2.0
// other_peer: what a cell takes `struct channel_letter` for that was built from another header.
#pragma once
#include "kernel/channel/channel.h"

READ VIEW_RET const struct channel_type *channel_other_peer_type(void);
