// SPDX-License-Identifier: Apache-2.0
// The plugin that clang loads (docs/journal.md): what it does at the start and at the end of the optimizer's work.
#include "tools/journal/cover.h"
#include "tools/journal/emit.h"
#include "tools/journal/kinds.h"
#include "tools/journal/listing.h"
#include "tools/journal/options.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/PassPlugin.h"

using namespace llvm;

namespace journal {
namespace {

// Last, so that what the optimizer leaves out or keeps in registers is never logged.
class JournalPass : public PassInfoMixin<JournalPass> {
public:
  PreservedAnalyses run(Module &module, ModuleAnalysisManager &analyses) {
    auto &of_functions = analyses.getResult<FunctionAnalysisManagerModuleProxy>(module).getManager();
    Statistics statistics{};
    Places reported;
    for (Function &function : module) {
      if (function.isDeclaration() || IsRaw(function) || LogsNothing()) continue;
      std::vector<Store> stores = WithoutCovered(function, CollectStores(function, statistics, reported), statistics);
      for (const Group &group : MakeGroups(stores, of_functions.getResult<AAManager>(function)))
        Emit(group, statistics);
      // It reads what it only wrote before.
      if (!stores.empty()) function.setMemoryEffects(MemoryEffects::unknown());
    }
    AddListing(module, statistics);
    return PreservedAnalyses::none();
  }

  static bool isRequired() {
    return true;
  }
};

void Register(PassBuilder &builder) {
  builder.registerPipelineStartEPCallback(
      [](ModulePassManager &passes, OptimizationLevel) { passes.addPass(KindsPass()); });
  builder.registerOptimizerLastEPCallback(
      [](ModulePassManager &passes, OptimizationLevel) { passes.addPass(JournalPass()); });
}

}  // namespace
}  // namespace journal

extern "C" PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "journal", "1", journal::Register};
}
