// SPDX-License-Identifier: Apache-2.0
// kinds: keeps what annotations say about functions in a form that the optimizer leaves alone.
//
// kernel/base/cell.h marks functions with annotations, and the inliner forgets them. So at the start of the pipeline they become
// attributes, and what must stay a function of its own becomes noinline.
#pragma once
#include "llvm/IR/PassManager.h"

namespace journal {

class KindsPass : public llvm::PassInfoMixin<KindsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Module &module, llvm::ModuleAnalysisManager &);
  static bool isRequired() {
    return true;
  }
};

bool IsRaw(const llvm::Function &function);     // RAW or RAW_STATIC: left as it is
bool IsUnsafe(const llvm::Function &function);  // CELL_UNSAFE: what cannot be logged is not

}  // namespace journal
