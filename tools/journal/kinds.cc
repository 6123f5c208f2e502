// SPDX-License-Identifier: Apache-2.0
// Turns the annotations of kernel/base/cell.h into attributes.
#include "tools/journal/kinds.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace journal {
namespace {

constexpr char kKind[] = "journal-kind";
constexpr char kUnsafe[] = "journal-unsafe";

void Mark(Function &function, StringRef annotation) {
  if (annotation.consume_front("cell.kind="))
    function.addFnAttr(kKind, annotation);
  else if (annotation.consume_front("cell.unsafe="))
    function.addFnAttr(kUnsafe, annotation);
}

// Each entry of the table has the function, the text, the file and the line (clang's CodeGenModule::EmitAnnotateAttr). The table is in
// no object, but each entry counts as taking a function's address: so it goes.
void ReadAnnotations(Module &module) {
  GlobalVariable *table = module.getNamedGlobal("llvm.global.annotations");
  if (table == nullptr || !table->hasInitializer()) return;
  for (const Use &entry : cast<ConstantArray>(table->getInitializer())->operands()) {
    auto *parts = cast<ConstantStruct>(entry);
    auto *function = dyn_cast<Function>(parts->getOperand(0)->stripPointerCasts());
    auto *text = cast<GlobalVariable>(parts->getOperand(1)->stripPointerCasts());
    if (function != nullptr) Mark(*function, cast<ConstantDataArray>(text->getInitializer())->getAsCString());
  }
  table->eraseFromParent();
  for (Function &function : module)
    function.removeDeadConstantUsers();
}

// A call of such a function through its own gate has to stay a call.
bool HasGate(const Function &function) {
  StringRef kind = function.getFnAttribute(kKind).getValueAsString();
  return kind == "ATOMIC" || kind == "STEPS";
}

// Code that is logged and code that is not do not mix: each would be taken for the other. RAW functions may be inlined into each
// other.
bool MayMix(const Function &caller, const Function *called) {
  if (called == nullptr) return !IsRaw(caller) && !IsUnsafe(caller);  // whatever it turns out to call
  if (called->isDeclaration() || called->hasFnAttribute(Attribute::AlwaysInline)) return true;
  return IsRaw(caller) == IsRaw(*called) && !IsUnsafe(caller);
}

void KeepApart(Function &function) {
  for (Instruction &instruction : instructions(function)) {
    auto *call = dyn_cast<CallBase>(&instruction);
    if (call != nullptr && !call->isInlineAsm() && !MayMix(function, call->getCalledFunction()))
      call->addFnAttr(Attribute::NoInline);
  }
}

// A RAW function whose address is taken may turn out to be called anywhere.
bool StaysAFunction(const Function &function) {
  return HasGate(function) || IsUnsafe(function) || (IsRaw(function) && function.hasAddressTaken());
}

}  // namespace

bool IsRaw(const Function &function) {
  return function.getFnAttribute(kKind).getValueAsString() == "RAW";
}

bool IsUnsafe(const Function &function) {
  return function.hasFnAttribute(kUnsafe);
}

PreservedAnalyses KindsPass::run(Module &module, ModuleAnalysisManager &) {
  ReadAnnotations(module);
  for (Function &function : module) {
    if (function.isDeclaration()) continue;
    if (StaysAFunction(function) && !function.hasFnAttribute(Attribute::AlwaysInline))
      function.addFnAttr(Attribute::NoInline);
    KeepApart(function);
  }
  return PreservedAnalyses::none();
}

}  // namespace journal
