// SPDX-License-Identifier: Apache-2.0
// small_shapes: a flow over a small function, and the shapes of functions that several tests of flow have.
#pragma once
#include <algorithm>
#include <vector>

#include "tools/cellcheck/flow/small_function.h"

extern "C" {
#include "tools/cellcheck/flow/flow.h"
}

struct Shape {
  explicit Shape(SmallFunction &function) : flow(flow_new(function.Build())) {}
  ~Shape() {
    flow_delete(flow);
  }
  std::vector<uint32_t> Before(uint32_t block) const {
    std::vector<uint32_t> from(flow->from + flow->first_from[block], flow->from + flow->first_from[block + 1]);
    std::sort(from.begin(), from.end());
    return from;
  }
  flow *flow;
};

// 0: if (status) 1 else 2; both to 3, which returns. 4 is not reached.
inline SmallFunction Diamond() {
  SmallFunction function;
  const variable *status = function.Local("status", function.Status());
  value_t loaded = function.Load(function.Address(status));
  value_t ok = function.Compare(loaded, ARITHMETIC_EQUAL, function.Number(0));
  function.Branch(ok, 1, 2);
  function.Jump(3);
  function.Jump(3);
  function.Return();
  function.Jump(3);
  return function;
}

// 0 -> 1 <-> 2, 1 -> 3.
inline SmallFunction Loop() {
  SmallFunction function;
  const variable *count = function.Local("count", function.Int());
  function.Store(function.Address(count), function.Number(0));
  function.Jump(1);
  function.Branch(function.Load(function.Address(count)), 2, 3);
  function.Jump(1);
  function.Return();
  return function;
}
