// SPDX-License-Identifier: Apache-2.0
// groups: stores of one block whose logs are written together, in front of the first of them.
#pragma once
#include <vector>

#include "tools/journal/stores.h"
#include "llvm/Analysis/AliasAnalysis.h"

namespace journal {

struct Group {
  llvm::Instruction *at;  // the first of the stores
  std::vector<Store> stores;
};

// Moves the computing of addresses up where a store joins a group. A store whose bytes journal_range logs is a group of its own.
std::vector<Group> MakeGroups(const std::vector<Store> &stores, llvm::AAResults &aliases);

// Its length is not known, or too long to be copied by instructions of its own.
bool NeedsRange(const Store &store);

}  // namespace journal
