// SPDX-License-Identifier: Apache-2.0
// fake_system: stands for QEMU's socket and the system behind it; a test says what it answers, frame by frame.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "cells/control/protocol.h"

class FakeSystem {
public:
  struct Heard {
    uint8_t type;
    uint16_t sequence;
    uint32_t session;
    std::string payload;
  };
  // Called in the fake's thread for each frame that comes.
  using Answer = std::function<void(FakeSystem &system, const Heard &heard)>;

  // Listens on FOLDER/control.
  FakeSystem(const std::string &folder, Answer answer);
  ~FakeSystem();

  // For an Answer: frames, and bytes that are none.
  void Send(uint8_t type, uint32_t session, uint16_t sequence, const std::string &payload,
            uint8_t version = CONTROL_VERSION);
  void SendBytes(const std::string &bytes);
  void HangUp();

  std::vector<Heard> heard() const;

private:
  void Serve();

  int listener_, peer_ = -1, wake_[2];
  Answer answer_;
  mutable std::mutex mutex_;
  std::vector<Heard> heard_;
  std::thread thread_;
};

std::string Number(uint64_t value, int bytes);  // little-endian
