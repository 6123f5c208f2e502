// SPDX-License-Identifier: Apache-2.0
// client: the host's end of a conversation with one running system (cells/control/protocol.h).
//
// A conversation is short: open, one or a few requests, close. QEMU's socket serves one client at a time, so whoever
// talks holds a lock on the file `turn` in the instance's folder, and the next one waits for it.
//
// Context  one thread. client_stop_wanted may be set by a signal handler.
// Owns     what client_open opened, until client_close.
// State    struct client, the caller's.
// Errors   false: client->failure says which of the ways, client->error is a sentence for people. After CLIENT_REFUSED the
//          conversation can go on, after any other it cannot; client_close is due in either case.
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cells/control/protocol.h"
#ifdef __cplusplus
extern "C" {
#endif

enum client_failure {
  CLIENT_FINE,
  CLIENT_GONE,         // no socket, nobody behind it, or the connection ended half way
  CLIENT_HELD,         // another client talks
  CLIENT_SILENT,       // connected, but no answer
  CLIENT_REFUSED,      // the system says no; `refusal` is its status
  CLIENT_FOREIGN,      // what answers speaks another protocol, or another version of it
  CLIENT_INTERRUPTED,  // client_stop_wanted, outside of a command
};

struct client {
  int socket, turn;  // file descriptors; -1: none
  char name[64];     // of the instance, for messages
  uint32_t timeout_ms;
  uint32_t session;
  uint16_t sequence;  // of the last request
  enum client_failure failure;
  status_t refusal;
  char error[CONTROL_PAYLOAD + 256];
  char welcome[CONTROL_PAYLOAD + 1];
  struct control_decoder decoder;
  size_t in_at, in_count;
  uint8_t in[4096];
};

// Set by a handler of SIGINT: a command that runs is told to stop, as by Ctrl-C; anything else ends. How often: a second
// one no longer waits for the command's end.
extern volatile sig_atomic_t client_stop_wanted;

struct client_result {
  int64_t value;
  uint32_t end;  // enum control_end
};

// folder: of the instance. doing: a few words for whoever has to wait for this one. timeout_ms: how long a peer may be silent.
bool client_open(struct client *client, const char *folder, const char *doing, uint32_t timeout_ms);
void client_close(struct client *client);
// A line of WELCOME: client_about(client, "image", ...); false: it has none that begins so.
bool client_about(const struct client *client, const char *word, char *text, size_t size);

// Runs a line of the shell. `output` is called with each part as it comes.
bool client_run(struct client *client, const char *line, void (*output)(void *context, const void *bytes, size_t count),
                void *context, struct client_result *result);
// Up to `size` bytes of an area of the region (kernel/base/region.h), fewer where its used part ends.
bool client_read(struct client *client, uint32_t area, uint64_t offset, void *bytes, size_t size, size_t *got);
// Sends a cell, which the system then offers to `swap --arrived`.
bool client_store(struct client *client, const void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
