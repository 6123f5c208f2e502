// SPDX-License-Identifier: Apache-2.0
// Takes the turn to talk to an instance, connects and says hello.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/cellctl/wire.h"

enum { LOOK_MS = 20 };  // between looks whether it is our turn

static void read_holder(int turn, char *text, size_t size) {
  ssize_t count = pread(turn, text, size - 1, 0);
  text[count > 0 ? count : 0] = 0;
  text[strcspn(text, "\n")] = 0;
}

static bool take_turn(struct client *client, const char *folder, const char *doing) {
  char path[4096], holder[160];
  if ((size_t)snprintf(path, sizeof path, "%s/turn", folder) >= sizeof path)
    return client_fail(client, CLIENT_GONE, "%s: the path of its folder is too long", client->name);
  client->turn = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (client->turn < 0)
    return client_fail(client, CLIENT_GONE, "%s has ended: %s: %s", client->name, folder, strerror(errno));
  for (int64_t until = client_now_ms() + client->timeout_ms; flock(client->turn, LOCK_EX | LOCK_NB) != 0;) {
    if (client_stop_wanted) return client_fail(client, CLIENT_INTERRUPTED, "interrupted");
    if (client_now_ms() >= until) {
      read_holder(client->turn, holder, sizeof holder);
      return client_fail(client, CLIENT_HELD, "%s: another client talks to it: %s; wait until that ends, or end it",
                         client->name, *holder != 0 ? holder : "which has not said what it does");
    }
    poll(NULL, 0, LOOK_MS);
  }
  // For whoever comes next; what it says is a courtesy, so a disk that is full does no harm.
  int count = snprintf(holder, sizeof holder, "process %ld, `%.100s`\n", (long)getpid(), doing);
  if (ftruncate(client->turn, 0) != 0 || pwrite(client->turn, holder, (size_t)count, 0) < 0) errno = 0;
  return true;
}

static bool connect_socket(struct client *client, const char *folder) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s/control", folder) >= sizeof address.sun_path)
    return client_fail(client, CLIENT_GONE,
                       "%s: the path of its socket is too long; give a shorter folder in DELIAS_INSTANCES",
                       client->name);
  client->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (client->socket < 0) return client_fail(client, CLIENT_GONE, "no socket: %s", strerror(errno));
  // EAGAIN: as many wait already as may.
  for (int64_t until = client_now_ms() + client->timeout_ms;
       connect(client->socket, (struct sockaddr *)&address, sizeof address) != 0;) {
    if (client_stop_wanted) return client_fail(client, CLIENT_INTERRUPTED, "interrupted");
    if (errno != EAGAIN && errno != EINTR)
      return client_fail(client, CLIENT_GONE, "%s has ended, or is only just starting: %s: %s", client->name,
                         address.sun_path, strerror(errno));
    if (client_now_ms() >= until)
      return client_fail(client, CLIENT_HELD, "%s: other programs hold its socket %s and are no cellctl; end them",
                         client->name, address.sun_path);
    poll(NULL, 0, LOOK_MS);
  }
  return true;
}

// A system that is still booting loses what comes before its driver listens, so hello is said until it is heard.
static bool say_hello(struct client *client) {
  enum { AGAIN_MS = 500 };
  struct control_frame frame;
  for (int64_t now = client_now_ms(), until = now + client->timeout_ms; now < until; now = client_now_ms()) {
    if (!client_send(client, CONTROL_HELLO, NULL, 0)) return false;
    int64_t again = now + AGAIN_MS < until ? now + AGAIN_MS : until;
    enum client_taken taken;
    while ((taken = client_take(client, again, &frame)) == CLIENT_FRAME)
      if (frame.type == CONTROL_WELCOME) return true;
    if (taken == CLIENT_BROKEN) return false;
    if (client_stop_wanted) return client_fail(client, CLIENT_INTERRUPTED, "interrupted");
  }
  return client_fail(client, CLIENT_SILENT,
                     "%s does not answer (%u.%u s). It may stand still under gdb, be without //cells/control in its "
                     "image, or its socket "
                     "may be held by a program that is no cellctl",
                     client->name, client->timeout_ms / 1000, client->timeout_ms % 1000 / 100);
}

bool client_open(struct client *client, const char *folder, const char *doing, uint32_t timeout_ms) {
  memset(client, 0, sizeof *client);
  client->socket = client->turn = -1;
  client->timeout_ms = timeout_ms;
  const char *slash = strrchr(folder, '/');
  snprintf(client->name, sizeof client->name, "%.60s", slash == NULL ? folder : slash + 1);
  return take_turn(client, folder, doing) && connect_socket(client, folder) && say_hello(client);
}

void client_close(struct client *client) {
  if (client->socket >= 0) close(client->socket);
  if (client->turn >= 0) close(client->turn);  // gives the lock back
  client->socket = client->turn = -1;
}

bool client_about(const struct client *client, const char *word, char *text, size_t size) {
  size_t length = strlen(word);
  for (const char *line = client->welcome; *line != 0;) {
    size_t all = strcspn(line, "\n");
    if (all > length && memcmp(line, word, length) == 0 && line[length] == ' ') {
      snprintf(text, size, "%.*s", (int)(all - length - 1), line + length + 1);
      return true;
    }
    line += all + (line[all] == '\n');
  }
  return false;
}
