// SPDX-License-Identifier: Apache-2.0
// pages_fixture: the host machine for tests of the page tables, prebuilt tables as the image has them and RAM in a file, and a
// walk of those tables that shares no code with the cell.
#pragma once
#include <cstdint>
#include <string>

#include "kernel/arch/host.h"
#include "kernel/frames/frames.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/machine_host.h"
#include "kernel/pages/pages.h"
#include "gtest/gtest.h"

inline constexpr uint64_t kMiB = 1 << 20;
inline constexpr uint64_t kPage = 4096;
inline constexpr uint64_t kPresent = 1, kWrite = 2, kUser = 4, kUncached = 0x18, kLarge = 0x80,
                          kNoExecute = UINT64_C(1) << 63;
inline constexpr uint64_t kFrame = 0x000ffffffffff000;

inline uint64_t *Ram(uint64_t physical) {
  return reinterpret_cast<uint64_t *>(MACHINE_DIRECT + physical);
}

// The test's own walk: the last entry on the way to an address, and its level. It shares no code with the cell.
struct Entry {
  uint64_t *at;
  int level;
  bool is_mapped() const {
    return (*at & kPresent) != 0;
  }
  uint64_t frame() const {
    return *at & kFrame;
  }
};
inline Entry Walk(uint64_t address) {
  uint64_t table = arch_host()->page_root;
  for (int shift = 39, level = 3;; shift -= 9, level--) {
    uint64_t *entry = &Ram(table)[address >> shift & 511];
    if ((*entry & kPresent) == 0 || level == 0 || (*entry & kLarge) != 0) return {entry, level};
    table = *entry & kFrame;
  }
}
inline Entry Walk(const volatile void *address) {
  return Walk(reinterpret_cast<uint64_t>(address));
}

inline struct frames_statistics Frames() {
  struct frames_statistics out;
  frames_statistics(&out);
  return out;
}
inline struct pages_statistics Statistics() {
  struct pages_statistics out;
  pages_statistics(&out);
  return out;
}
// Frames that are somewhere: this sum never changes, whatever happens.
inline uint64_t Accounted() {
  struct pages_statistics now = Statistics();
  struct ledger_statistics ledger;
  ledger_statistics(&ledger);
  return Frames().free + ledger.frames + now.table_frames + now.record_frames + now.region_frames + now.reserved_pages;
}
inline std::string Check() {
  char why[100] = "";
  return pages_check(why, sizeof why) == OK ? "" : why;
}

class Pages : public ::testing::Test {
protected:
  void SetUp() override {
    arch_host_reset();
    machine_host_start(MACHINE_RAM);
    accounted_ = Accounted();
  }
  void TearDown() override {
    frames_fail_after(0);
    EXPECT_EQ(Accounted(), accounted_);
    EXPECT_TRUE(frames_check());
    EXPECT_EQ(arch_host()->windows, 0u);
    EXPECT_EQ(arch_host()->interrupts_on, 1u);
  }
  static char *reserve(uint32_t pages, const char *what = "test") {
    void *address = nullptr;
    EXPECT_EQ(pages_reserve(pages, what, &address), OK);
    return static_cast<char *>(address);
  }
  uint64_t accounted_ = 0;
};
