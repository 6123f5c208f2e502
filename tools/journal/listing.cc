// SPDX-License-Identifier: Apache-2.0
// Writes the listing into the module.
#include "tools/journal/listing.h"

#include "tools/journal/kinds.h"
#include "tools/journal/options.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

namespace journal {
namespace {

std::string Line(const Statistics &statistics) {
  std::string line;
  raw_string_ostream(line) << "stores " << statistics.stores << " own " << statistics.own << " covered "
                           << statistics.covered << " groups " << statistics.groups << " fields " << statistics.fields
                           << " ranges " << statistics.ranges << "\n";
  return line;
}

}  // namespace

void AddListing(Module &module, const Statistics &statistics) {
  std::string text = std::string("journal 1 ") + ModeName() + "\n";
  for (const Function &function : module) {
    if (function.doesNotReturn() && !function.isIntrinsic()) text += ("noreturn " + function.getName() + "\n").str();
    if (function.isDeclaration()) continue;
    if (IsRaw(function)) text += ("raw " + function.getName() + "\n").str();
    if (IsUnsafe(function)) text += ("unsafe " + function.getName() + "\n").str();
  }
  embedBufferInModule(module, MemoryBufferRef(text, "journal"), ".delias.journal");
  embedBufferInModule(module, MemoryBufferRef(Line(statistics), "statistics"), ".delias.journal.statistics");
}

}  // namespace journal
