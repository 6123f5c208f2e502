// SPDX-License-Identifier: Apache-2.0
// vandal FOLDER HARM: a client that behaves badly at an instance's socket, in one of the ways below, and then hangs up.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "cells/control/protocol.h"

namespace {

int peer;

[[noreturn]] void Die(const char *what) {
  perror(what);
  exit(2);
}

void Connect(const char *folder) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "%s/control", folder);
  peer = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connect(peer, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) Die(address.sun_path);
}

void Send(const std::string &bytes) {
  for (size_t at = 0; at < bytes.size();) {
    ssize_t count = send(peer, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
    if (count <= 0) Die("send");
    at += static_cast<size_t>(count);
  }
}

std::string Number(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; i++)
    text += static_cast<char>(value >> 8 * i);
  return text;
}

std::string Frame(uint8_t type, uint32_t session, uint16_t sequence, const std::string &payload) {
  control_frame frame = {};
  frame.version = CONTROL_VERSION;
  frame.type = type;
  frame.sequence = sequence;
  frame.session = session;
  frame.length = static_cast<uint32_t>(payload.size());
  memcpy(frame.payload, payload.data(), payload.size());
  uint8_t encoded[CONTROL_ENCODED];
  size_t count = control_encode(&frame, encoded);
  return std::string(reinterpret_cast<char *>(encoded), count);
}

control_frame Take() {
  static control_decoder decoder;
  control_frame frame;
  uint8_t byte;
  while (recv(peer, &byte, 1, 0) == 1)
    if (control_decode(&decoder, byte, &frame) == OK) return frame;
  Die("the connection ended");
}

uint32_t Hello() {
  Send(std::string(1, '\0') + Frame(CONTROL_HELLO, 0, 0, ""));
  for (;;) {
    control_frame frame = Take();
    if (frame.type == CONTROL_WELCOME) return frame.session;
  }
}

// The answer to that request; how many OUTPUTs came before it.
control_frame Answer(uint16_t sequence, int *outputs) {
  for (;;) {
    control_frame frame = Take();
    if (frame.type == CONTROL_OUTPUT) ++*outputs;
    if (frame.type != CONTROL_OUTPUT && frame.sequence == sequence) return frame;
  }
}

std::string Noise(size_t count, bool zeros) {
  std::string bytes;
  uint32_t state = 12345;
  while (bytes.size() < count) {
    state = state * 1664525 + 1013904223;
    char byte = static_cast<char>(state >> 24);
    if (byte != 0 || zeros) bytes += byte;
  }
  return bytes;
}

int Garbage() {
  Send(Noise(60'000, true));
  return 0;
}

// Longer than any frame, and no end.
int Endless() {
  Send(Noise(3 * CONTROL_ENCODED, false));
  return 0;
}

int HalfAFrame() {
  uint32_t session = Hello();
  std::string frame = Frame(CONTROL_RUN, session, 1, "echo this is never run");
  Send(frame.substr(0, frame.size() / 2));
  return 0;
}

// A cell was announced and begun.
int HalfACell() {
  uint32_t session = Hello();
  int outputs = 0;
  Send(Frame(CONTROL_STORE, session, 1, Number(100'000, 8) + Number(0, 4)));
  Answer(1, &outputs);
  Send(Frame(CONTROL_DATA, session, 2, Number(0, 8) + std::string(1000, 'x')));
  Answer(2, &outputs);
  return 0;
}

// What was said once and carried out is not carried out again.
int Replay() {
  uint32_t session = Hello();
  int outputs = 0;
  std::string run = Frame(CONTROL_RUN, session, 1, "echo once");
  Send(run);
  if (Answer(1, &outputs).type != CONTROL_DONE || outputs == 0) return 1;
  outputs = 0;
  Send(run);
  control_frame again = Answer(1, &outputs);
  printf("a replayed request is answered by type 0x%02x and %d outputs\n", again.type, outputs);
  return again.type == CONTROL_REFUSED && outputs == 0 ? 0 : 1;
}

// The session of a client before is over once the next one has said hello.
int OldSession() {
  uint32_t old = Hello();
  uint32_t session = Hello();
  int outputs = 0;
  if (session == old) return 1;
  Send(Frame(CONTROL_RUN, old, 1, "echo from the past"));
  return Answer(1, &outputs).type == CONTROL_REFUSED && outputs == 0 ? 0 : 1;
}

// Asks a lot and listens to nothing.
int Flood() {
  uint32_t session = Hello();
  for (uint16_t i = 1; i <= 64; i++)
    Send(Frame(CONTROL_READ, session, i, Number(1, 4) + Number(0, 8) + Number(CONTROL_PAYLOAD, 4)));
  return 0;
}

const struct {
  const char *name;
  int (*run)();
} harms[] = {
    {"garbage", Garbage},       {"endless", Endless}, {"half-a-frame", HalfAFrame},
    {"half-a-cell", HalfACell}, {"replay", Replay},   {"old-session", OldSession},
    {"flood", Flood},
};

}  // namespace

int main(int count, char **words) {
  if (count != 3) return 2;
  for (const auto &harm : harms) {
    if (strcmp(harm.name, words[2]) != 0) continue;
    Connect(words[1]);
    int result = harm.run();
    close(peer);
    return result;
  }
  fprintf(stderr, "vandal: no such harm: %s\n", words[2]);
  return 2;
}
