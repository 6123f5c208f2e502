// SPDX-License-Identifier: Apache-2.0
// The requests: run, read, store.
#include <inttypes.h>
#include <string.h>

#include "tools/cellctl/wire.h"

static void put(uint8_t *to, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++)
    to[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get(const uint8_t *from, uint32_t bytes) {
  uint64_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value |= (uint64_t)from[i] << 8 * i;
  return value;
}

static bool silent(struct client *client) {
  return client_fail(client, CLIENT_SILENT,
                     "%s answers no longer; it may stand still under gdb, hang or be starting anew", client->name);
}

static bool unexpected(struct client *client, const struct control_frame *frame) {
  return client_fail(client, CLIENT_FOREIGN,
                     "%s answers with a frame of type 0x%02x of %u bytes, which makes no sense here; build "
                     "image and cellctl from the same sources",
                     client->name, frame->type, frame->length);
}

// The system's own sentence, as it stands.
static bool refused(struct client *client, const struct control_frame *frame) {
  if (frame->length < 4) return unexpected(client, frame);
  client->refusal = (status_t)get(frame->payload, 4);
  const char *text = (const char *)frame->payload + 4;
  int length = (int)frame->length - 4;
  while (length > 0 && text[length - 1] == '\n')
    length--;
  if (length == 0) {
    text = status_name(client->refusal);
    length = (int)strlen(text);
  }
  return client_fail(client, CLIENT_REFUSED, "%.*s", length, text);
}

// Sends, and waits for the answer of that type. A WELCOME in between answers a hello that was said twice: its session is
// the one that counts, so the request is sent again.
static bool ask(struct client *client, uint8_t type, const void *payload, size_t length, uint8_t wanted,
                struct control_frame *frame) {
  if (!client_send(client, type, payload, length)) return false;
  for (int64_t until = client_now_ms() + client->timeout_ms;;) {
    enum client_taken taken = client_take(client, until, frame);
    if (client_stop_wanted) return client_fail(client, CLIENT_INTERRUPTED, "interrupted");
    if (taken == CLIENT_BROKEN) return false;
    if (taken == CLIENT_LATE) {
      if (client_now_ms() >= until) return silent(client);
      continue;
    }
    if (frame->type == CONTROL_WELCOME) {
      client->sequence = 0;
      if (!client_send(client, type, payload, length)) return false;
    } else if (frame->sequence == client->sequence) {
      if (frame->type == CONTROL_REFUSED) return refused(client, frame);
      return frame->type == wanted || unexpected(client, frame);
    }
  }
}

bool client_read(struct client *client, uint32_t area, uint64_t offset, void *bytes, size_t size, size_t *got) {
  struct control_frame frame;
  for (*got = 0; *got < size;) {
    size_t part = size - *got < CONTROL_PAYLOAD ? size - *got : CONTROL_PAYLOAD;
    uint8_t payload[16];
    put(payload, area, 4);
    put(payload + 4, offset + *got, 8);
    put(payload + 12, part, 4);
    if (!ask(client, CONTROL_READ, payload, sizeof payload, CONTROL_BYTES, &frame)) return false;
    if (frame.length > part) return unexpected(client, &frame);
    memcpy((uint8_t *)bytes + *got, frame.payload, frame.length);
    *got += frame.length;
    if (frame.length < part) break;
  }
  return true;
}

bool client_store(struct client *client, const void *bytes, size_t size) {
  enum { PART = CONTROL_PAYLOAD - 8 };
  struct control_frame frame;
  uint8_t payload[CONTROL_PAYLOAD];
  put(payload, size, 8);
  put(payload + 8, control_crc(0, bytes, size), 4);
  if (!ask(client, CONTROL_STORE, payload, 12, CONTROL_ACCEPTED, &frame)) return false;
  for (size_t at = 0; at < size;) {
    size_t part = size - at < PART ? size - at : PART;
    put(payload, at, 8);
    memcpy(payload + 8, (const uint8_t *)bytes + at, part);
    if (!ask(client, CONTROL_DATA, payload, 8 + part, CONTROL_ACCEPTED, &frame)) return false;
    at += part;
  }
  return true;
}

// A command may be silent for as long as it likes; a system may not. So whoever waits for a command asks now and then for
// a word of the graph, and any answer to that is a sign of life.
struct run {
  const char *line;
  uint16_t sequence;   // of the RUN
  uint16_t sign;       // of the last request for a sign of life; 0: none
  int64_t heard_ms;    // when the system last said something
  int64_t asked_ms;    // when it was last asked for a sign; 0: not since it was heard
  int64_t again_ms;    // when a RUN that was BUSY is sent again; 0: it runs
  int64_t until_ms;    // how long it may stay BUSY
  sig_atomic_t stops;  // told so far
};

enum { QUIET_MS = 2000, AGAIN_MS = 20 };

// How long to wait for a word before a sign of life is asked for; less for whoever is in a hurry.
static int64_t quiet_ms(const struct client *client) {
  return client->timeout_ms < QUIET_MS ? client->timeout_ms : QUIET_MS;
}

static bool start(struct client *client, struct run *run) {
  bool sent = client_send(client, CONTROL_RUN, run->line, strlen(run->line));
  run->sequence = client->sequence;
  run->again_ms = 0;
  return sent;
}

// What is due by the clock or by Ctrl-C.
static bool attend(struct client *client, struct run *run) {
  int64_t now = client_now_ms();
  if (client_stop_wanted > run->stops) {
    run->stops = client_stop_wanted;
    if (run->stops > 1 || run->again_ms != 0)
      return client_fail(client, CLIENT_INTERRUPTED, "interrupted; the command may still run");
    return client_send(client, CONTROL_STOP, NULL, 0);
  }
  if (run->again_ms != 0 && now >= run->again_ms) return start(client, run);
  if (run->asked_ms != 0 && now - run->asked_ms >= client->timeout_ms) return silent(client);
  if (run->asked_ms == 0 && now - run->heard_ms >= quiet_ms(client)) {
    uint8_t payload[16] = {0};
    payload[12] = 8;
    run->asked_ms = now;
    if (!client_send(client, CONTROL_READ, payload, sizeof payload)) return false;
    run->sign = client->sequence;
  }
  return true;
}

static int64_t next_ms(const struct client *client, const struct run *run) {
  if (run->again_ms != 0) return run->again_ms;
  return run->asked_ms != 0 ? run->asked_ms + client->timeout_ms : run->heard_ms + quiet_ms(client);
}

// BUSY: the command of a client before us is still being ended.
static bool again_later(struct client *client, struct run *run, const struct control_frame *frame) {
  (void)refused(client, frame);
  if (client->failure != CLIENT_REFUSED || client->refusal != BUSY || client_now_ms() >= run->until_ms) return false;
  run->again_ms = client_now_ms() + AGAIN_MS;
  client->failure = CLIENT_FINE;
  return true;
}

bool client_run(struct client *client, const char *line, void (*output)(void *context, const void *bytes, size_t count),
                void *context, struct client_result *result) {
  struct control_frame frame;
  int64_t now = client_now_ms();
  struct run run = {.line = line, .heard_ms = now, .until_ms = now + client->timeout_ms};
  if (strlen(line) > CONTROL_PAYLOAD)
    return client_fail(client, CLIENT_REFUSED, "a line of %zu characters is too long; %u may be sent", strlen(line),
                       (unsigned)CONTROL_PAYLOAD);
  if (!start(client, &run)) return false;
  for (;;) {
    if (!attend(client, &run)) return false;
    enum client_taken taken = client_take(client, next_ms(client, &run), &frame);
    if (taken == CLIENT_BROKEN) return false;
    if (taken == CLIENT_LATE) continue;
    run.heard_ms = client_now_ms();
    run.asked_ms = 0;
    if (frame.type == CONTROL_WELCOME) {
      client->sequence = 0;
      if (!start(client, &run)) return false;
    } else if (frame.type == CONTROL_REFUSED && frame.sequence == run.sign && run.sign != 0) {
      // The session is another one's by now, or the system was started anew.
      if ((status_t)get(frame.payload, 4) != BUSY) return refused(client, &frame);
    } else if (frame.sequence == run.sequence && run.again_ms == 0) {
      if (frame.type == CONTROL_REFUSED && !again_later(client, &run, &frame)) return false;
      if (frame.type == CONTROL_OUTPUT) output(context, frame.payload, frame.length);
      if (frame.type != CONTROL_DONE) continue;
      if (frame.length < 12) return unexpected(client, &frame);
      *result = (struct client_result){(int64_t)get(frame.payload, 8), (uint32_t)get(frame.payload + 8, 4)};
      return true;
    }
  }
}
