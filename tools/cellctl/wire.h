// SPDX-License-Identifier: Apache-2.0
// wire: frames of a conversation, out and in; private to the client.
//
// Context  one thread.
// Owns     nothing.
// State    struct client.
// Errors   as in client.h.
#pragma once
#include "tools/cellctl/client.h"

enum client_taken {
  CLIENT_FRAME,   // of our session, or a WELCOME
  CLIENT_LATE,    // nothing until then
  CLIENT_BROKEN,  // client->failure
};

int64_t client_now_ms(void);  // of a clock that only goes forward

// Notes failure and sentence; false.
[[gnu::format(printf, 3, 4)]] bool client_fail(struct client *client, enum client_failure failure, const char *format,
                                               ...);
// HELLO begins anew; all others get the next sequence number.
bool client_send(struct client *client, uint8_t type, const void *payload, size_t length);
// The next frame. A WELCOME makes its session ours. until_ms: on client_now_ms.
enum client_taken client_take(struct client *client, int64_t until_ms, struct control_frame *frame);
