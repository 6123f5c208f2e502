// SPDX-License-Identifier: Apache-2.0
// Serves one client at a time, as QEMU does.
#include "tools/cellctl/fake_system.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

std::string Number(uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; i++)
    text += static_cast<char>(value >> 8 * i);
  return text;
}

FakeSystem::FakeSystem(const std::string &folder, Answer answer) : answer_(std::move(answer)) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  snprintf(address.sun_path, sizeof address.sun_path, "%s/control", folder.c_str());
  listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(listener_, 4) != 0 ||
      pipe(wake_) != 0) {
    perror(address.sun_path);
    abort();
  }
  thread_ = std::thread([this] { Serve(); });
}

FakeSystem::~FakeSystem() {
  close(wake_[1]);
  thread_.join();
  close(wake_[0]);
  close(listener_);
  HangUp();
}

void FakeSystem::Send(uint8_t type, uint32_t session, uint16_t sequence, const std::string &payload, uint8_t version) {
  control_frame frame = {};
  frame.version = version;
  frame.type = type;
  frame.sequence = sequence;
  frame.session = session;
  frame.length = static_cast<uint32_t>(payload.size());
  memcpy(frame.payload, payload.data(), payload.size());
  uint8_t encoded[CONTROL_ENCODED];
  size_t count = control_encode(&frame, encoded);
  SendBytes(std::string(reinterpret_cast<char *>(encoded), count));
}

void FakeSystem::SendBytes(const std::string &bytes) {
  if (peer_ >= 0 && send(peer_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) HangUp();
}

void FakeSystem::HangUp() {
  if (peer_ >= 0) close(peer_);
  peer_ = -1;
}

std::vector<FakeSystem::Heard> FakeSystem::heard() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return heard_;
}

void FakeSystem::Serve() {
  control_decoder decoder = {};
  for (;;) {
    pollfd wait[2] = {{wake_[0], POLLIN, 0}, {peer_ >= 0 ? peer_ : listener_, POLLIN, 0}};
    poll(wait, 2, -1);
    if (wait[0].revents != 0) return;
    if (peer_ < 0) {
      peer_ = accept(listener_, nullptr, nullptr);
      continue;
    }
    uint8_t bytes[4096];
    ssize_t count = recv(peer_, bytes, sizeof bytes, 0);
    if (count <= 0) HangUp();
    for (ssize_t i = 0; i < count && peer_ >= 0; i++) {
      control_frame frame;
      if (control_decode(&decoder, bytes[i], &frame) != OK) continue;
      Heard heard = {frame.type, frame.sequence, frame.session,
                     std::string(reinterpret_cast<char *>(frame.payload), frame.length)};
      {
        std::lock_guard<std::mutex> lock(mutex_);
        heard_.push_back(heard);
      }
      answer_(*this, heard);
    }
  }
}
