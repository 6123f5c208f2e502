// SPDX-License-Identifier: Apache-2.0
// Puts in front of a group's first store: the cursor's load, the records, the cursor's move (docs/journal.md).
#include "tools/journal/emit.h"

#include "kernel/nucleus/layout.h"
#include "tools/journal/options.h"
#include "tools/journal/records.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace journal {
namespace {

constexpr unsigned kGsSpace = 256;  // what LLVM calls the address space behind %gs

class Emitter {
public:
  Emitter(const Group &group, Statistics &statistics)
      : group_(group), statistics_(statistics), module_(*group.at->getModule()), builder_(group.at) {}

  void Emit() {
    if (NeedsRange(group_.stores[0])) return EmitRange(group_.stores[0]);
    std::vector<Span> spans;
    for (const Store &store : group_.stores)
      spans.push_back({store.base, store.offset, store.offset + (int64_t)store.size});
    std::vector<Record> records = LayOut(spans);
    if (TrapsOutside()) {
      std::vector<Value *> addresses;
      for (const Record &record : records)
        addresses.push_back(Address(record));
      CheckInside(addresses);
    }
    EmitRecords(records);
  }

private:
  Value *OnCpu(unsigned offset) {
    return ConstantExpr::getIntToPtr(builder_.getInt64(offset), PointerType::get(module_.getContext(), kGsSpace));
  }

  Value *At(Value *base, int64_t offset) {
    return offset == 0 ? base : builder_.CreateConstGEP1_64(builder_.getInt8Ty(), base, offset);
  }

  Value *Address(const Record &record) {
    return At(record.base, record.anchor);
  }

  // Nothing may be moved across, and it is no instruction: an abort stands between two instructions, not between processors.
  void Fence() {
    builder_.CreateFence(AtomicOrdering::SequentiallyConsistent, SyncScope::SingleThread);
  }

  void EmitRecords(const std::vector<Record> &records) {
    // Loaded again for the move, so that the move is one instruction and needs no register.
    LoadInst *cursor = builder_.CreateLoad(builder_.getInt64Ty(), OnCpu(CPU_JOURNAL), "journal");
    next_ = builder_.CreateIntToPtr(cursor, builder_.getPtrTy());
    uint64_t words = 0;
    for (const Record &record : records) {
      EmitRecord(record);
      words += record.Words();
      statistics_.fields += record.fields.size();
    }
    Fence();
    Value *before = builder_.CreateLoad(builder_.getInt64Ty(), OnCpu(CPU_JOURNAL));
    builder_.CreateStore(builder_.CreateAdd(before, builder_.getInt64(words * 8)), OnCpu(CPU_JOURNAL));
    Fence();
    statistics_.groups++;
  }

  void EmitRecord(const Record &record) {
    for (const Field &field : record.fields) {
      Value *address = At(record.base, record.anchor + field.offset);
      Value *old = builder_.CreateAlignedLoad(builder_.getIntNTy(field.size * 8), address, Align(1), "old");
      Put(builder_.CreateZExt(old, builder_.getInt64Ty()));
    }
    Put(builder_.CreatePtrToInt(Address(record), builder_.getInt64Ty()));
    if (record.form != Record::kWord) Put(builder_.getInt64(record.descriptor));
  }

  void Put(Value *word) {
    builder_.CreateAlignedStore(word, At(next_, put_), Align(8));
    put_ += 8;
  }

  // Private to each cell, like memcpy.
  Function *Helper(const char *name, ArrayRef<Type *> parameters) {
    FunctionType *type = FunctionType::get(builder_.getVoidTy(), parameters, false);
    auto *function = cast<Function>(module_.getOrInsertFunction(name, type).getCallee());
    function->setVisibility(GlobalValue::HiddenVisibility);
    function->setDSOLocal(true);
    function->addFnAttr(Attribute::NoUnwind);
    return function;
  }

  void EmitRange(const Store &store) {
    if (TrapsOutside()) CheckInside({store.pointer});
    Function *range = Helper("journal_range", {builder_.getPtrTy(), builder_.getInt64Ty()});
    Value *length = store.length == nullptr ? builder_.getInt64(store.size)
                                            : builder_.CreateZExtOrTrunc(store.length, builder_.getInt64Ty());
    builder_.CreateCall(range, {store.pointer, length});
    Fence();
    statistics_.ranges++;
  }

  void CheckInside(const std::vector<Value *> &addresses) {
    Value *transaction = builder_.CreateLoad(builder_.getInt64Ty(), OnCpu(CPU_TRANSACTION));
    MDNode *unlikely = MDBuilder(module_.getContext()).createBranchWeights(1, 1 << 20);
    Instruction *end = SplitBlockAndInsertIfThen(builder_.CreateIsNull(transaction), group_.at, false, unlikely);
    builder_.SetInsertPoint(end);
    Function *outside = Helper("journal_outside", {builder_.getPtrTy()});
    outside->setCallingConv(CallingConv::PreserveMost);
    for (Value *address : addresses)
      builder_.CreateCall(outside, {address})->setCallingConv(CallingConv::PreserveMost);
    builder_.SetInsertPoint(group_.at);
  }

  const Group &group_;
  Statistics &statistics_;
  Module &module_;
  IRBuilder<> builder_;
  Value *next_ = nullptr;  // where the group's records go
  uint64_t put_ = 0;       // bytes of them
};

bool WritesBetween(const Instruction *from, const Instruction *to) {
  for (; from != to; from = from->getNextNode())
    if (from->mayWriteToMemory()) return true;
  return false;
}

// The load of x->count++, if it and the store would become one instruction; otherwise null.
LoadInst *LoadOfChange(const Store &store) {
  auto *plain = dyn_cast<StoreInst>(store.at);
  auto *change = plain == nullptr ? nullptr : dyn_cast<BinaryOperator>(plain->getValueOperand());
  if (change == nullptr || !change->hasOneUse() || change->getParent() != plain->getParent()) return nullptr;
  for (Value *operand : change->operands()) {
    auto *load = dyn_cast<LoadInst>(operand);
    if (load != nullptr && load->isSimple() && load->hasOneUse() && load->getParent() == plain->getParent() &&
        load->getPointerOperand() == plain->getPointerOperand() && !WritesBetween(load, plain))
      return load;
  }
  return nullptr;
}

}  // namespace

void Emit(const Group &group, Statistics &statistics) {
  std::vector<std::pair<LoadInst *, Instruction *>> changes;
  for (const Store &store : group.stores)
    if (LoadInst *load = LoadOfChange(store)) changes.push_back({load, store.at});
  Emitter(group, statistics).Emit();
  // The log came between them.
  for (auto [load, store] : changes) {
    auto *change = cast<Instruction>(load->user_back());
    load->moveBefore(store);
    change->moveBefore(store);
  }
}

}  // namespace journal
