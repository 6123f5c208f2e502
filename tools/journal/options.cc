// SPDX-License-Identifier: Apache-2.0
// Registers the plugin's options with LLVM.
#include "tools/journal/options.h"

#include "llvm/Support/CommandLine.h"

namespace journal {
namespace {

enum class Outside { kAllow, kTrap };
enum class Defect { kNone, kSkipTwoBytes, kAll };

llvm::cl::opt<Outside> outside("journal-outside", llvm::cl::desc("Logged stores outside a transaction"),
                               llvm::cl::init(Outside::kAllow),
                               llvm::cl::values(clEnumValN(Outside::kAllow, "allow", "are like all others"),
                                                clEnumValN(Outside::kTrap, "trap", "are a fault")));

llvm::cl::opt<Defect>
    defect("journal-defect", llvm::cl::desc("A defect for tests that have to notice it"), llvm::cl::init(Defect::kNone),
           llvm::cl::values(clEnumValN(Defect::kNone, "none", "none"),
                            clEnumValN(Defect::kSkipTwoBytes, "skip2", "stores of two bytes are not logged"),
                            clEnumValN(Defect::kAll, "all", "nothing is logged")));

}  // namespace

bool TrapsOutside() {
  return outside == Outside::kTrap;
}

bool LogsNothing() {
  return defect == Defect::kAll;
}

bool SkipsTwoBytes() {
  return defect == Defect::kSkipTwoBytes;
}

const char *ModeName() {
  if (LogsNothing()) return "defect=all";
  if (SkipsTwoBytes()) return "defect=skip2";
  return TrapsOutside() ? "trap" : "log";
}

}  // namespace journal
