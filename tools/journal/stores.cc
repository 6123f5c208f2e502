// SPDX-License-Identifier: Apache-2.0
// Finds stores and refuses those that cannot be logged.
#include "tools/journal/stores.h"

#include "tools/journal/kinds.h"
#include "tools/journal/options.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace journal {
namespace {

// The frame dies with the transaction or lies outside of it.
bool IsOwnFrame(const Value *pointer) {
  SmallVector<const Value *, 4> objects;
  getUnderlyingObjects(pointer, objects, nullptr, 0);
  for (const Value *object : objects) {
    if (isa<AllocaInst>(object)) continue;
    auto *argument = dyn_cast<Argument>(object);
    if (argument == nullptr || !argument->hasByValAttr()) return false;
  }
  return !objects.empty();
}

class Collector {
public:
  Collector(Function &function, Statistics &statistics, Places &reported)
      : function_(function),
        layout_(function.getParent()->getDataLayout()),
        statistics_(statistics),
        reported_(reported) {}

  std::vector<Store> Collect() {
    for (Instruction &instruction : instructions(function_))
      Visit(instruction);
    return std::move(stores_);
  }

private:
  void Visit(Instruction &instruction) {
    if (auto *store = dyn_cast<StoreInst>(&instruction))
      Plain(*store, store->getPointerOperand(), store->getValueOperand()->getType(), store->isVolatile());
    else if (auto *change = dyn_cast<AtomicRMWInst>(&instruction))
      Plain(*change, change->getPointerOperand(), change->getType(), change->isVolatile());
    else if (auto *exchange = dyn_cast<AtomicCmpXchgInst>(&instruction))
      Plain(*exchange, exchange->getPointerOperand(), exchange->getNewValOperand()->getType(), exchange->isVolatile());
    else if (auto *call = dyn_cast<CallBase>(&instruction))
      Call(*call);
    else if (instruction.mayWriteToMemory() && !isa<LoadInst, FenceInst, VAArgInst>(instruction))
      Report(instruction, "an instruction that writes memory in an unknown way");
  }

  void Plain(Instruction &at, Value *pointer, Type *type, bool is_volatile) {
    Written(at, pointer, layout_.getTypeStoreSize(type), nullptr, is_volatile);
  }

  void Call(CallBase &call) {
    if (call.isInlineAsm()) return Assembly(call);
    if (IsMemoryFunction(call)) {
      bool is_volatile = isa<MemIntrinsic>(call) && cast<MemIntrinsic>(call).isVolatile();
      Value *length = call.getArgOperand(2);
      auto *constant = dyn_cast<ConstantInt>(length);
      Written(call, call.getArgOperand(0), constant == nullptr ? 0 : constant->getZExtValue(),
              constant == nullptr ? length : nullptr, is_volatile);
    } else if (auto *intrinsic = dyn_cast<IntrinsicInst>(&call)) {
      Intrinsic(*intrinsic);
    }
    // Any other function logs for itself.
  }

  void Intrinsic(IntrinsicInst &call) {
    switch (call.getIntrinsicID()) {
    case Intrinsic::vastart:
    case Intrinsic::vaend:
    case Intrinsic::vacopy:
    case Intrinsic::stacksave:
    case Intrinsic::stackrestore:
    case Intrinsic::prefetch:
    case Intrinsic::trap:
    case Intrinsic::ubsantrap:
    case Intrinsic::debugtrap: return;
    default: break;
    }
    if (call.isAssumeLikeIntrinsic() || !call.mayWriteToMemory() || call.onlyAccessesInaccessibleMemory()) return;
    Report(call, "the intrinsic " + call.getCalledFunction()->getName() + ", which may write memory,");
  }

  void Assembly(CallBase &call) {
    auto *assembly = cast<InlineAsm>(call.getCalledOperand());
    unsigned argument = 0;
    bool clobbers = false;
    for (const InlineAsm::ConstraintInfo &constraint : assembly->ParseConstraints()) {
      if (constraint.Type == InlineAsm::isClobber) clobbers |= constraint.Codes[0] == "{memory}";
      if (constraint.Type == InlineAsm::isOutput && constraint.isIndirect)
        Plain(call, call.getArgOperand(argument), call.getParamElementType(argument), false);
      if (constraint.hasArg()) argument++;
    }
    if (clobbers && !assembly->getAsmString().empty()) Report(call, "inline assembly that clobbers memory");
  }

  void Written(Instruction &at, Value *pointer, uint64_t size, Value *length, bool is_volatile) {
    if (length == nullptr && size == 0) return;
    statistics_.stores++;
    if (pointer->getType()->getPointerAddressSpace() != 0) return Report(at, "a store relative to a segment");
    if (IsOwnFrame(pointer)) {
      statistics_.own++;
      return;
    }
    if (is_volatile) return Report(at, "a volatile store");
    if (SkipsTwoBytes() && length == nullptr && size == 2) return;
    APInt offset(64, 0);
    Value *base = pointer->stripAndAccumulateConstantOffsets(layout_, offset, true);
    stores_.push_back({&at, pointer, length, size, base, offset.getSExtValue()});
  }

  void Report(Instruction &at, const Twine &what) {
    if (IsUnsafe(function_)) return;
    const DebugLoc &place = at.getDebugLoc();
    // Where it was inlined from, and once, however often it was.
    StringRef name = function_.getName();
    if (place) {
      if (!reported_.insert({place->getScope(), place.getLine(), place.getCol()}).second) return;
      name = place->getScope()->getSubprogram()->getName();
    }
    std::string message =
        (name + ": " + what +
         " cannot be logged; make the function RAW or RAW_STATIC, or put CELL_UNSAFE(\"reason\") before it")
            .str();
    function_.getContext().diagnose(DiagnosticInfoUnsupported(function_, message, place));
  }

  Function &function_;
  const DataLayout &layout_;
  Statistics &statistics_;
  Places &reported_;
  std::vector<Store> stores_;
};

}  // namespace

bool IsMemoryFunction(const CallBase &call) {
  if (isa<MemIntrinsic>(call)) return true;
  const Function *called = call.getCalledFunction();
  if (called == nullptr) return false;
  StringRef name = called->getName();
  return name == "memcpy" || name == "memmove" || name == "memset";
}

std::vector<Store> CollectStores(Function &function, Statistics &statistics, Places &reported) {
  return Collector(function, statistics, reported).Collect();
}

}  // namespace journal
