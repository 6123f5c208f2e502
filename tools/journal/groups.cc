// SPDX-License-Identifier: Apache-2.0
// Batches the logs of a block: the cursor is moved once for each group.
#include "tools/journal/groups.h"

#include "tools/journal/barriers.h"
#include "tools/journal/records.h"
#include "llvm/Analysis/ValueTracking.h"

using namespace llvm;

namespace journal {
namespace {

// Whether what load reads is the same at `at`, earlier in its block.
bool IsSameAt(const LoadInst *load, const Instruction *at, AAResults &aliases) {
  MemoryLocation location = MemoryLocation::get(load);
  for (; at != load; at = at->getNextNode())
    if (at->mayWriteToMemory() && isModSet(aliases.getModRefInfo(at, location))) return false;
  return true;
}

// Whether value is known in front of `at`, or can be by moving what computes it, in the same block, up. All of a block is executed
// if any is, so that a load may be moved too.
bool CanStandBefore(const Value *value, const Instruction *at, AAResults &aliases) {
  auto *instruction = dyn_cast<Instruction>(value);
  if (instruction == nullptr || instruction->getParent() != at->getParent() || instruction->comesBefore(at))
    return true;
  auto *load = dyn_cast<LoadInst>(instruction);
  if (load != nullptr) {
    if (!load->isSimple() || !IsSameAt(load, at, aliases)) return false;
  } else if (!isa<GetElementPtrInst, CastInst, BinaryOperator>(instruction) ||
             !isSafeToSpeculativelyExecute(instruction)) {
    return false;
  }
  for (const Value *operand : instruction->operands())
    if (!CanStandBefore(operand, at, aliases)) return false;
  return true;
}

void MoveBefore(Value *value, Instruction *at) {
  auto *instruction = dyn_cast<Instruction>(value);
  if (instruction == nullptr || instruction->getParent() != at->getParent() || instruction->comesBefore(at)) return;
  for (Value *operand : instruction->operands())
    MoveBefore(operand, at);
  instruction->moveBefore(at);
}

bool BarrierBetween(const Instruction *from, const Instruction *to) {
  for (; from != to; from = from->getNextNode())
    if (IsBarrier(*from)) return true;
  return false;
}

uint64_t Words(const Store &store) {
  return (store.size + 7) / 8 + 2;
}

bool Joins(const Group &group, const Store &store, AAResults &aliases) {
  if (NeedsRange(store) || NeedsRange(group.stores[0]) || group.at->getParent() != store.at->getParent()) return false;
  uint64_t words = Words(store);
  for (const Store &other : group.stores)
    words += Words(other);
  return words <= kGroupWords && !BarrierBetween(group.at, store.at) && CanStandBefore(store.base, group.at, aliases);
}

}  // namespace

bool NeedsRange(const Store &store) {
  return store.length != nullptr || store.size > kInlineRange;
}

std::vector<Group> MakeGroups(const std::vector<Store> &stores, AAResults &aliases) {
  std::vector<Group> groups;
  size_t open = 0;  // the group that the next store may join; groups of journal_range do not end it
  for (const Store &store : stores) {
    if (open < groups.size() && Joins(groups[open], store, aliases)) {
      MoveBefore(store.base, groups[open].at);
      groups[open].stores.push_back(store);
      continue;
    }
    if (!NeedsRange(store)) open = groups.size();
    groups.push_back({store.at, {store}});
  }
  return groups;
}

}  // namespace journal
