// SPDX-License-Identifier: Apache-2.0
// cpu: what journalled code expects of its CPU, in a Linux process: a block behind %gs and a journal with a guard.
#pragma once
#include <cstdint>
#include <vector>

namespace journal_test {

enum { kJournalSize = 1 << 16 };

struct Cpu {
  alignas(64) uint8_t block[4096];
  uint64_t *journal;  // the first of kJournalSize bytes, an unmapped page behind them

  uint64_t *&Cursor();
  uint64_t &Transaction();
  uint64_t &Strict();
  // An empty journal.
  void Begin() {
    Cursor() = journal;
  }
};

// The one of this process; %gs of the calling thread leads to it.
Cpu &TheCpu();

}  // namespace journal_test
