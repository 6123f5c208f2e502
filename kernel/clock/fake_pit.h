// SPDX-License-Identifier: Apache-2.0
// fake_pit: channel 0 of an 8254 behind the ports of //kernel/arch:host, counting by the fake time-stamp counter.
#pragma once
#include "kernel/arch/host.h"

class FakePit {
public:
  static constexpr uint64_t kHertz = 1193182;

  // From now on the time-stamp counter has that frequency, and each access to a port takes access_ns.
  static void install(uint64_t cycles_hertz) {
    pit = FakePit{};
    pit.cycles_hertz = cycles_hertz;
    arch_host()->in = in;
    arch_host()->out = out;
    if (arch_host()->cycles == 0) arch_host()->cycles = 1000;
  }
  static void remove() {
    arch_host()->in = nullptr;
    arch_host()->out = nullptr;
  }

  static inline bool stands_still;     // every latch reads the same
  static inline bool goes_to_and_fro;  // it changes but never gets anywhere
  static inline int64_t cycles_extra;  // that each access takes besides, as on a machine that stood still meanwhile
  static inline uint64_t stall_at = UINT64_MAX;  // the access at which the machine stands still for 150 microseconds
  static inline uint64_t access_ns = 1000;
  static inline uint64_t accesses;

private:
  static uint16_t count() {
    if (stands_still) return 1234;
    if (goes_to_and_fro) return accesses / 3 % 2 == 0 ? 1234 : 1235;
    uint64_t ticks =
        static_cast<uint64_t>(static_cast<unsigned __int128>(arch_host()->cycles) * kHertz / pit.cycles_hertz);
    return static_cast<uint16_t>(pit.start - ticks);
  }
  static void access() {
    if (accesses++ == stall_at) arch_host()->cycles += 150 * pit.cycles_hertz / 1000000;
    arch_host()->cycles += pit.cycles_hertz / 1000 * access_ns / 1000000 + static_cast<uint64_t>(cycles_extra);
  }
  static uint32_t in(uint16_t port, uint32_t) {
    access();
    if (port != 0x40) return UINT32_MAX;
    pit.low_next = !pit.low_next;
    return pit.low_next ? pit.latched & 0xff : pit.latched >> 8;
  }
  static void out(uint16_t port, uint32_t, uint32_t value) {
    access();
    if (port == 0x43 && value == 0) {
      pit.latched = count();
      pit.low_next = false;
    }
  }

  uint64_t cycles_hertz = 0;
  uint16_t latched = 0, start = 0;
  bool low_next = false;
  static FakePit pit;
};
inline FakePit FakePit::pit;
