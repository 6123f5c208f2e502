// SPDX-License-Identifier: Apache-2.0
// Which logs are at hand at each place: a forward analysis over the blocks, where paths meet only what all of them have.
//
// A log is gone behind a barrier, and where its base gets a new value (the next turn of a loop).
#include "tools/journal/cover.h"

#include "tools/journal/barriers.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"

using namespace llvm;

namespace journal {
namespace {

class Cover {
public:
  Cover(Function &function, const std::vector<Store> &stores) : function_(function), stores_(stores) {
    for (unsigned i = 0; i < stores.size(); i++) {
      by_instruction_[stores[i].at].push_back(i);
      if (stores[i].length == nullptr) by_base_[stores[i].base].push_back(i);
    }
  }

  BitVector Covered() {
    Solve();
    BitVector covered(stores_.size());
    for (const BasicBlock &block : function_)
      Walk(block, AtStart(block), &covered);
    return covered;
  }

private:
  void Solve() {
    ReversePostOrderTraversal<Function *> order(&function_);
    for (bool changed = true; changed;) {
      changed = false;
      for (const BasicBlock *block : order) {
        BitVector now = Walk(*block, AtStart(*block), nullptr);
        auto [place, is_new] = at_end_.try_emplace(block, now);
        if (is_new || place->second != now) changed = true;
        place->second = std::move(now);
      }
    }
  }

  // Blocks that no walk has come to yet say nothing against a log.
  BitVector AtStart(const BasicBlock &block) const {
    BitVector logs(stores_.size(), !block.isEntryBlock());
    bool any = false;
    for (const BasicBlock *before : predecessors(&block)) {
      auto end = at_end_.find(before);
      if (end == at_end_.end()) continue;
      logs &= end->second;
      any = true;
    }
    if (!any) logs.reset();
    return logs;
  }

  BitVector Walk(const BasicBlock &block, BitVector logs, BitVector *covered) const {
    for (const Instruction &instruction : block) {
      if (auto base = by_base_.find(&instruction); base != by_base_.end())
        for (unsigned i : base->second)
          logs.reset(i);
      if (auto here = by_instruction_.find(&instruction); here != by_instruction_.end())
        for (unsigned i : here->second) {
          if (covered != nullptr && IsCovered(stores_[i], logs)) covered->set(i);
          if (stores_[i].length == nullptr) logs.set(i);
        }
      if (IsBarrier(instruction)) logs.reset();
    }
    return logs;
  }

  bool IsCovered(const Store &store, const BitVector &logs) const {
    if (store.length != nullptr) return false;
    int64_t missing = store.offset, end = store.offset + (int64_t)store.size;
    for (bool found = true; found && missing < end;) {
      found = false;
      for (unsigned i : by_base_.find(store.base)->second) {
        const Store &log = stores_[i];
        if (!logs.test(i) || log.offset > missing || log.offset + (int64_t)log.size <= missing) continue;
        missing = log.offset + (int64_t)log.size;
        found = true;
      }
    }
    return missing >= end;
  }

  Function &function_;
  const std::vector<Store> &stores_;
  DenseMap<const Value *, SmallVector<unsigned, 2>> by_instruction_, by_base_;
  DenseMap<const BasicBlock *, BitVector> at_end_;
};

}  // namespace

std::vector<Store> WithoutCovered(Function &function, const std::vector<Store> &stores, Statistics &statistics) {
  BitVector covered = Cover(function, stores).Covered();
  std::vector<Store> needed;
  for (unsigned i = 0; i < stores.size(); i++)
    if (!covered.test(i)) needed.push_back(stores[i]);
  statistics.covered += covered.count();
  return needed;
}

}  // namespace journal
