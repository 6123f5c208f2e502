// SPDX-License-Identifier: Apache-2.0
// stores: what a function writes outside its own frame.
#pragma once
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

namespace journal {

struct Store {
  llvm::Instruction *at;  // writes; the log goes in front of it
  llvm::Value *pointer;   // the first byte written
  llvm::Value *length;    // of a length known at run time only; otherwise null
  uint64_t size;          // in bytes, if length is null
  llvm::Value *base;      // pointer without constant offsets
  int64_t offset;         // of pointer from base
};

// Of a module: stores found, those to their own frame, those covered by an earlier log; groups written, fields in them; calls of
// journal_range.
struct Statistics {
  unsigned stores, own, covered, groups, fields, ranges;
};

// Places in sources that have been reported: scope, line and column.
using Places = std::set<std::tuple<const llvm::MDNode *, unsigned, unsigned>>;

// The stores of function, in the order of its blocks, without those to its own frame. What cannot be logged is reported as an error
// at its place in the source, or, in a CELL_UNSAFE function, left alone.
std::vector<Store> CollectStores(llvm::Function &function, Statistics &statistics, Places &reported);

// memcpy, memmove or memset, called by name or as an intrinsic: begins and ends no transaction.
bool IsMemoryFunction(const llvm::CallBase &call);

}  // namespace journal
