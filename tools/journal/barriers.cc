// SPDX-License-Identifier: Apache-2.0
// Tells which instructions are barriers for logs.
#include "tools/journal/barriers.h"

#include "tools/journal/stores.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;

namespace journal {

bool IsBarrier(const Instruction &instruction) {
  if (auto *call = dyn_cast<CallBase>(&instruction)) {
    if (IsMemoryFunction(*call)) return false;
    if (auto *intrinsic = dyn_cast<IntrinsicInst>(call))
      return !intrinsic->isAssumeLikeIntrinsic() && intrinsic->mayHaveSideEffects();
    if (call->isInlineAsm()) return call->mayHaveSideEffects();
    return true;
  }
  return isa<FenceInst>(instruction) || (instruction.isAtomic() && !isa<StoreInst, LoadInst>(instruction)) ||
         (isa<LoadInst>(instruction) && isStrongerThanMonotonic(cast<LoadInst>(instruction).getOrdering())) ||
         (isa<StoreInst>(instruction) && isStrongerThanMonotonic(cast<StoreInst>(instruction).getOrdering()));
}

}  // namespace journal
