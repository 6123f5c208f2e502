// SPDX-License-Identifier: Apache-2.0
// barriers: what no log may be moved across or hold beyond.
#pragma once
#include "llvm/IR/Instruction.h"

namespace journal {

// A call may begin or end a transaction, and behind an acquiring access, a lock's, memory may hold what others stored meanwhile.
bool IsBarrier(const llvm::Instruction &instruction);

}  // namespace journal
