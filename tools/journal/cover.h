// SPDX-License-Identifier: Apache-2.0
// cover: leaves out the logs of what an earlier log of the same function has on every path.
#pragma once
#include <vector>

#include "tools/journal/stores.h"

namespace journal {

// Of stores, in the order of the blocks, those that need a log.
std::vector<Store> WithoutCovered(llvm::Function &function, const std::vector<Store> &stores, Statistics &statistics);

}  // namespace journal
