// SPDX-License-Identifier: Apache-2.0
// Frames out and in over the socket, with a bound on how long a peer may be silent.
#include "tools/cellctl/wire.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

volatile sig_atomic_t client_stop_wanted;

int64_t client_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1'000'000;
}

bool client_fail(struct client *client, enum client_failure failure, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(client->error, sizeof client->error, format, arguments);
  va_end(arguments);
  client->failure = failure;
  return false;
}

static bool lost(struct client *client) {
  return client_fail(client, CLIENT_GONE,
                     "%s: the connection ended half way; the system was powered off, or its emulator ended",
                     client->name);
}

static bool send_all(struct client *client, const uint8_t *bytes, size_t count) {
  int64_t until = client_now_ms() + client->timeout_ms;
  while (count > 0) {
    ssize_t sent = send(client->socket, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes += sent;
      count -= (size_t)sent;
      continue;
    }
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return lost(client);
    int64_t left = until - client_now_ms();
    if (left <= 0)
      return client_fail(client, CLIENT_SILENT, "%s takes no more bytes; it may stand still under gdb", client->name);
    struct pollfd wait = {.fd = client->socket, .events = POLLOUT};
    poll(&wait, 1, (int)left);
  }
  return true;
}

bool client_send(struct client *client, uint8_t type, const void *payload, size_t length) {
  uint8_t encoded[1 + CONTROL_ENCODED] = {0};  // begins with a zero: ends whatever a client before us left half said
  bool hello = type == CONTROL_HELLO;
  client->sequence = hello ? 0 : (uint16_t)(client->sequence + 1);
  struct control_frame frame = {
      .version = CONTROL_VERSION,
      .type = type,
      .sequence = client->sequence,
      .session = hello ? 0 : client->session,
      .length = (uint32_t)length,
  };
  if (length > 0) memcpy(frame.payload, payload, length);
  size_t count = control_encode(&frame, encoded + 1);
  return hello ? send_all(client, encoded, 1 + count) : send_all(client, encoded + 1, count);
}

// More bytes into client->in, which is empty.
static enum client_taken fill(struct client *client, int64_t until_ms) {
  for (;;) {
    ssize_t count = recv(client->socket, client->in, sizeof client->in, MSG_DONTWAIT);
    if (count > 0) {
      client->in_at = 0;
      client->in_count = (size_t)count;
      return CLIENT_FRAME;
    }
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
      lost(client);
      return CLIENT_BROKEN;
    }
    int64_t left = until_ms - client_now_ms();
    if (left <= 0) return CLIENT_LATE;
    struct pollfd wait = {.fd = client->socket, .events = POLLIN};
    // Back after a second at most, and at once after a signal, so that whoever waits sees that a stop is wanted.
    if (poll(&wait, 1, left > 1000 ? 1000 : (int)left) <= 0) return CLIENT_LATE;
  }
}

static bool is_ours(struct client *client, const struct control_frame *frame) {
  if (frame->type != CONTROL_WELCOME) return frame->session == client->session && client->session != 0;
  client->session = frame->session;
  memcpy(client->welcome, frame->payload, frame->length);
  client->welcome[frame->length] = 0;
  return true;
}

enum client_taken client_take(struct client *client, int64_t until_ms, struct control_frame *frame) {
  for (;;) {
    if (client->in_at == client->in_count) {
      enum client_taken filled = fill(client, until_ms);
      if (filled != CLIENT_FRAME) return filled;
    }
    status_t status = control_decode(&client->decoder, client->in[client->in_at++], frame);
    // What is damaged is half a frame that was meant for a client before us; what is missed is noticed by its silence.
    if (status == OK && is_ours(client, frame)) return CLIENT_FRAME;
    if (status == UNSUPPORTED) {
      client_fail(
          client, CLIENT_FOREIGN,
          "%s speaks another version of the control line's protocol than this cellctl (%u); build both from the "
          "same sources",
          client->name, (unsigned)CONTROL_VERSION);
      return CLIENT_BROKEN;
    }
  }
}
