// SPDX-License-Identifier: Apache-2.0
// The control line is a UNIX socket with one client at a time. Without one, what is sent is lost, as on a line where nobody listens.
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "platforms/host/loader/host.h"

static int listener = -1, client = -1;

void socket_start(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) host_fail("the path of the control line's socket is too long: %s", path);
  strcpy(address.sun_path, path);
  unlink(path);
  listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (listener < 0 || bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 ||
      listen(listener, 4) != 0)
    host_fail("cannot listen on %s: %s", path, strerror(errno));
}

int socket_to_wait_for(void) {
  return client >= 0 ? client : listener;
}

void socket_poll(void) {
  struct host_input *input = &host_devices()->second;
  if (listener < 0) return;
  if (client < 0) client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (client >= 0 && input_room(input) != 0) {
    uint8_t bytes[MACHINE_INPUT];
    ssize_t got = recv(client, bytes, input_room(input), 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
      close(client);
      client = -1;
    }
    for (ssize_t i = 0; i < got; i++)
      input_put(input, bytes[i]);
  }
  if (input_waits(input)) host_raise(MACHINE_SECOND_LINE);
}

uint64_t socket_put(uint64_t address, uint64_t count) {
  uint8_t bytes[MACHINE_INPUT];
  if (client < 0) return count;
  if (count > sizeof bytes) count = sizeof bytes;
  if (!host_read(address, bytes, count)) host_fail("the control line sends what is shown nowhere");
  ssize_t sent = send(client, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return (uint64_t)sent;
  return errno == EAGAIN || errno == EINTR ? 0 : count;
}
