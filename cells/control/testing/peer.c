// SPDX-License-Identifier: Apache-2.0
// peer QEMU IMAGE LOG QEMU-OPTION...: boots the image with a second serial line whose other end is this program, talks
// to it, with good requests and bad, and ends it by its own `poweroff`. Prints each step; exit status 0 only if all of
// them held and the system ended as it was told to. It waits for frames, never for time.
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cells/control/protocol.h"
#include "kernel/base/region.h"
#include "kernel/graph/graph.h"

enum { WORDS = 64, OUTPUT = 1 << 16, ENDED_WELL = 2 * (16 + 0) + 1 };  // what the exit device makes of status 0

struct peer {
  int line;
  uint32_t session;
  uint16_t sequence;
  struct control_decoder decoder;
  struct control_frame frame;  // the last that came
  size_t output_length;
  char output[OUTPUT];  // of the last command
};

static const char *step = "start";
static pid_t emulator;

// A failed step leaves no emulator behind.
static void end_emulator(void) {
  if (emulator > 0) kill(emulator, SIGKILL);
}

[[noreturn, gnu::format(printf, 1, 2)]] static void fail(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("FAILED: %s: ", step);
  vprintf(format, arguments);
  printf("\n");
  va_end(arguments);
  exit(1);
}

static void send_bytes(struct peer *peer, const void *bytes, size_t count) {
  for (const char *at = bytes; count > 0;) {
    ssize_t sent = write(peer->line, at, count);
    if (sent <= 0) fail("the line is gone (%s)", strerror(errno));
    at += sent;
    count -= (size_t)sent;
  }
}

static void send_frame(struct peer *peer, enum control_type type, uint32_t session, uint16_t sequence,
                       const void *payload, size_t length) {
  struct control_frame frame = {CONTROL_VERSION, (uint8_t)type, sequence, session, (uint32_t)length, {0}};
  uint8_t encoded[CONTROL_ENCODED];
  if (length > 0) memcpy(frame.payload, payload, length);
  send_bytes(peer, encoded, control_encode(&frame, encoded));
}

static void ask(struct peer *peer, enum control_type type, const void *payload, size_t length) {
  send_frame(peer, type, peer->session, ++peer->sequence, payload, length);
}

static bool next_byte(struct peer *peer, uint8_t *byte) {
  return read(peer->line, byte, 1) == 1;
}

// The next frame, whatever it is.
static void take(struct peer *peer) {
  for (uint8_t byte; next_byte(peer, &byte);) {
    status_t status = control_decode(&peer->decoder, byte, &peer->frame);
    if (status == OK) return;
    if (status != EMPTY) fail("the system sent what is no frame (%s)", status_name(status));
  }
  fail("the line ended");
}

static status_t refusal(const struct peer *peer) {
  int32_t status = 0;
  if (peer->frame.type != CONTROL_REFUSED) fail("frame 0x%02x came, and no refusal", peer->frame.type);
  memcpy(&status, peer->frame.payload, sizeof status);
  return (status_t)status;
}

static void expect(struct peer *peer, enum control_type type) {
  take(peer);
  if (peer->frame.type == CONTROL_REFUSED && type != CONTROL_REFUSED)
    fail("refused with %s: %.*s", status_name(refusal(peer)), (int)peer->frame.length - 4, peer->frame.payload + 4);
  if (peer->frame.type != type) fail("frame 0x%02x came instead of 0x%02x", peer->frame.type, type);
  if (peer->frame.session != peer->session || peer->frame.sequence != peer->sequence)
    fail("the answer is for %08x/%u", peer->frame.session, peer->frame.sequence);
}

static void expect_refusal(struct peer *peer, status_t wanted) {
  take(peer);
  if (refusal(peer) != wanted) fail("refused with %s and not with %s", status_name(refusal(peer)), status_name(wanted));
}

static void hello(struct peer *peer) {
  send_bytes(peer, "", 1);
  send_frame(peer, CONTROL_HELLO, 0, 0, NULL, 0);
  do
    take(peer);
  while (peer->frame.type != CONTROL_WELCOME);
  peer->session = peer->frame.session;
  peer->sequence = 0;
}

static void read_area(struct peer *peer, enum region_area area, uint64_t offset, uint32_t length) {
  uint8_t payload[16];
  uint32_t number = area;
  memcpy(payload, &number, 4);
  memcpy(payload + 4, &offset, 8);
  memcpy(payload + 12, &length, 4);
  ask(peer, CONTROL_READ, payload, sizeof payload);
}

// Collects output until DONE, which must be for request `sequence`.
static int64_t done(struct peer *peer, uint16_t sequence, enum control_end wanted) {
  peer->output_length = 0;
  for (;;) {
    take(peer);
    if (peer->frame.sequence != sequence) fail("an answer to %u came, not to %u", peer->frame.sequence, sequence);
    if (peer->frame.type != CONTROL_OUTPUT) break;
    if (peer->output_length + peer->frame.length >= OUTPUT) fail("the command writes without end");
    memcpy(peer->output + peer->output_length, peer->frame.payload, peer->frame.length);
    peer->output_length += peer->frame.length;
    peer->output[peer->output_length] = '\0';
  }
  if (peer->frame.type != CONTROL_DONE || peer->frame.length != 12) fail("no DONE, but 0x%02x", peer->frame.type);
  int64_t result;
  uint32_t end;
  memcpy(&result, peer->frame.payload, 8);
  memcpy(&end, peer->frame.payload + 8, 4);
  if (end != wanted) fail("the command ended in way %u and not %u", end, (unsigned)wanted);
  return result;
}

static int64_t run(struct peer *peer, const char *line) {
  ask(peer, CONTROL_RUN, line, strlen(line));
  return done(peer, peer->sequence, CONTROL_RETURNED);
}

// ---- The conversation ----

static void garbage_first(struct peer *peer) {
  for (int i = 0; i < 200; i++)
    send_bytes(peer, "\x11 what a terminal may send\n\0and more\xff", 36);
  hello(peer);
}

static void the_graph(struct peer *peer) {
  read_area(peer, REGION_HEADER, 0, sizeof(struct graph_header));
  expect(peer, CONTROL_BYTES);
  struct graph_header header;
  if (peer->frame.length != sizeof header) fail("%u bytes of the header", peer->frame.length);
  memcpy(&header, peer->frame.payload, sizeof header);
  if (header.magic != GRAPH_MAGIC) fail("the header's magic is %llx", (unsigned long long)header.magic);
  read_area(peer, REGION_STRINGS, header.image, 20);
  expect(peer, CONTROL_BYTES);
  if (memcmp(peer->frame.payload, "//images:qemu_x86_64", 20) != 0) fail("another image: %.20s", peer->frame.payload);
  uint64_t used = header.used[REGION_CELL];
  for (uint64_t at = 0; at < used; at += peer->frame.length) {  // every page that is in use is mapped
    read_area(peer, REGION_CELL, at, CONTROL_PAYLOAD);
    expect(peer, CONTROL_BYTES);
    if (peer->frame.length == 0) fail("nothing at 0x%llx of 0x%llx", (unsigned long long)at, (unsigned long long)used);
  }
  read_area(peer, REGION_STATE, 0, 8);
  expect_refusal(peer, INVALID);
}

static void commands(struct peer *peer) {
  if (run(peer, "echo 'a  line'") != 0 || strcmp(peer->output, "a  line\n") != 0) fail("echo wrote: %s", peer->output);
  if (run(peer, "cells") != 0 || strstr(peer->output, "//cells/control") == NULL) fail("cells wrote: %s", peer->output);
  if (run(peer, "kill") == 0 || strstr(peer->output, "usage: kill") == NULL) fail("kill wrote: %s", peer->output);
  ask(peer, CONTROL_RUN, "ehco", 4);
  expect_refusal(peer, NOT_FOUND);
}

// The report belongs to whoever sits at the console; peer_test.sh looks for it there.
static void fault(struct peer *peer) {
  if (run(peer, "spawn fault") != 0 || strstr(peer->output, "is 'fault'") == NULL)
    fail("spawn wrote: %s", peer->output);
  do  // until it is over
    if (run(peer, "log") != 0) fail("the log is not shown");
  while (strstr(peer->output, "page fault") == NULL);
}

static void order(struct peer *peer) {
  send_frame(peer, CONTROL_RUN, peer->session, peer->sequence, "echo again", 10);
  expect_refusal(peer, EXISTS);
  send_frame(peer, CONTROL_RUN, peer->session, (uint16_t)(peer->sequence + 2), "echo early", 10);
  expect_refusal(peer, OUT_OF_RANGE);
  uint32_t old = peer->session;
  hello(peer);
  if (peer->session == old) fail("the session has the number of the one before");
  send_frame(peer, CONTROL_RUN, old, 1, "echo old", 8);
  expect_refusal(peer, NOT_FOUND);
}

static void stop(struct peer *peer) {
  ask(peer, CONTROL_RUN, "log -f", 6);
  uint16_t command = peer->sequence;
  take(peer);
  if (peer->frame.type != CONTROL_OUTPUT || peer->frame.sequence != command) fail("the log shows nothing");
  ask(peer, CONTROL_RUN, "echo x", 6);
  do
    take(peer);
  while (peer->frame.sequence == command);
  if (refusal(peer) != BUSY) fail("a second command is refused with %s", status_name(refusal(peer)));
  ask(peer, CONTROL_STOP, NULL, 0);
  do
    take(peer);
  while (peer->frame.sequence == command);
  if (peer->frame.type != CONTROL_ACCEPTED) fail("STOP is answered by 0x%02x", peer->frame.type);
  (void)done(peer, command, CONTROL_STOPPED);
}

static void store(struct peer *peer, uint32_t crc_error) {
  enum { SIZE = 20'000, PIECE = 1000 };
  uint8_t cell[SIZE], payload[8 + PIECE];
  for (size_t i = 0; i < SIZE; i++)
    cell[i] = (uint8_t)(i * i >> 5);
  uint64_t size = SIZE;
  uint32_t crc = control_crc(0, cell, SIZE) ^ crc_error;
  memcpy(payload, &size, 8);
  memcpy(payload + 8, &crc, 4);
  ask(peer, CONTROL_STORE, payload, 12);
  expect(peer, CONTROL_ACCEPTED);
  for (uint64_t at = 0; at < SIZE; at += PIECE) {
    memcpy(payload, &at, 8);
    memcpy(payload + 8, cell + at, PIECE);
    ask(peer, CONTROL_DATA, payload, sizeof payload);
    if (at + PIECE < SIZE || crc_error == 0)
      expect(peer, CONTROL_ACCEPTED);
    else
      expect_refusal(peer, CORRUPT);
  }
}

static void store_well(struct peer *peer) {
  store(peer, 0);
}

static void store_damaged(struct peer *peer) {
  store(peer, 1);
}

// As much as a cell may have: the memory for it is taken in one transaction.
static void store_most(struct peer *peer) {
  uint64_t size = CONTROL_STORE_MOST;
  uint8_t announcement[12] = {};
  memcpy(announcement, &size, 8);
  ask(peer, CONTROL_STORE, announcement, sizeof announcement);
  expect(peer, CONTROL_ACCEPTED);
}

// A client that goes away in the middle of everything, and the next one.
static void go_away(struct peer *peer) {
  ask(peer, CONTROL_RUN, "log -f", 6);
  uint8_t announcement[12] = {0, 0x10};
  ask(peer, CONTROL_STORE, announcement, sizeof announcement);
  send_bytes(peer, "\x05half", 5);
  hello(peer);
  ask(peer, CONTROL_DATA, "\0\0\0\0\0\0\0\0x", 9);
  expect_refusal(peer, NOT_FOUND);
  do {  // the command of the client before may still be ending
    ask(peer, CONTROL_RUN, "echo next", 9);
    take(peer);
  } while (peer->frame.type == CONTROL_REFUSED && refusal(peer) == BUSY);
  if (peer->frame.type != CONTROL_OUTPUT || memcmp(peer->frame.payload, "next\n", 5) != 0) fail("echo wrote otherwise");
  (void)done(peer, peer->sequence, CONTROL_RETURNED);
}

static void play(struct peer *peer) {
  static const struct {
    const char *name;
    void (*play)(struct peer *peer);
  } steps[] = {
      {"garbage before the first HELLO does no harm", garbage_first},
      {"the graph is shown, state is not", the_graph},
      {"commands run, with their output and result", commands},
      {"a task faults, and the log tells it", fault},
      {"what came already, too early or of another session is refused", order},
      {"a command that goes on is stopped", stop},
      {"a cell arrives whole", store_well},
      {"a cell that arrives damaged is refused", store_damaged},
      {"memory for the greatest cell is taken", store_most},
      {"a client goes away in the middle, and the next one is served", go_away},
  };
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    step = steps[i].name;
    steps[i].play(peer);
    printf("ok: %s\n", step);
  }
}

// ---- The emulator ----

static int listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) fail("the path of a socket must be short: %s", path);
  strcpy(address.sun_path, path);
  int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0)
    fail("no socket %s (%s)", path, strerror(errno));
  return listener;
}

// So the emulator connects to us, and nobody has to wait for its socket.
static pid_t start(char *qemu, char *image, char *log, const char *path, char **options) {
  char chardev[200], serial[1100];
  snprintf(chardev, sizeof chardev, "socket,id=control,path=%s", path);
  snprintf(serial, sizeof serial, "file:%s", log);
  char *words[WORDS] = {qemu,
                        "-machine",
                        "q35",
                        "-accel",
                        "tcg",
                        "-cpu",
                        "max",
                        "-m",
                        "128",
                        "-nodefaults",
                        "-display",
                        "none",
                        "-monitor",
                        "none",
                        "-no-reboot",
                        "-device",
                        "isa-debug-exit,iobase=0xf4,iosize=4",
                        "-kernel",
                        image,
                        "-chardev",
                        chardev,
                        "-serial",
                        serial,
                        "-serial",
                        "chardev:control"};
  size_t count = 0;
  while (words[count] != NULL)
    count++;
  while (*options != NULL && count + 1 < WORDS)
    words[count++] = *options++;
  pid_t child = fork();
  if (child == 0) {
    execv(qemu, words);
    _exit(127);
  }
  return child;
}

int main(int count, char **words) {
  if (count < 4) {
    fprintf(stderr, "usage: peer QEMU IMAGE LOG QEMU-OPTION...\n");
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  char folder[] = "/tmp/delias.XXXXXX", path[40];  // not in $TMPDIR: the path of a socket must be short
  if (mkdtemp(folder) == NULL) fail("no folder in /tmp (%s)", strerror(errno));
  snprintf(path, sizeof path, "%s/line", folder);
  int listener = listen_at(path);
  static struct peer peer;
  atexit(end_emulator);
  emulator = start(words[1], words[2], words[3], path, words + 4);
  peer.line = accept(listener, NULL, NULL);
  unlink(path);
  rmdir(folder);
  if (peer.line < 0) fail("nobody connects (%s)", strerror(errno));
  play(&peer);

  step = "the system ends as it is told to";
  ask(&peer, CONTROL_RUN, "poweroff", 8);
  int status = 0;
  if (waitpid(emulator, &status, 0) != emulator) fail("the emulator is gone (%s)", strerror(errno));
  emulator = 0;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != ENDED_WELL)
    fail("the emulator ended with status 0x%x", (unsigned)status);
  printf("ok: %s\n", step);
  return 0;
}
