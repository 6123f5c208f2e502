// SPDX-License-Identifier: Apache-2.0
// engine_fixture: an engine made by hand, with roots of each kind, for tests of its parts. Nothing is read and nothing run.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <deque>
#include <vector>

extern "C" {
#include "tools/cellcheck/rules/own/engine.h"
}

class EngineTest : public testing::Test {
protected:
  EngineTest() {
    number_.kind = TYPE_INTEGER;
    number_.size = 8;
    pointer_.kind = TYPE_POINTER;
    pointer_.size = 8;
    for (struct type *type : {&number_, &pointer_})
      type->plain = type;
    pointer_.to = &number_;
    code_.resize(32);
    for (struct instruction &each : code_)
      each.type = &number_;
    function_.name = maker_.name = "make";
    function_.code = code_.data();
    function_.code_count = static_cast<uint32_t>(code_.size());
    function_.blocks = &block_;
    function_.block_count = 1;
    block_.first = 1;
    block_.last = static_cast<value_t>(code_.size());
    values_.resize(code_.size());
    frame_.function = &function_;
    frame_.values = values_.data();
    engine_.top = engine_.current = &function_;
    engine_.is_marked = true;
  }

  ~EngineTest() override {
    for (struct state *state : states_)
      state_delete(state);
    free(engine_.roots);
    free(engine_.root_table);
    free(engine_.root_marks);
    free(engine_.events);
    free(engine_.contexts);
    engine_end(&engine_);
  }

  struct state *State() {
    return states_.emplace_back(state_copy(nullptr));
  }
  struct state *Copy(const struct state *from) {
    return states_.emplace_back(state_copy(from));
  }

  uint32_t Variable(enum storage storage, bool is_const = false) {
    struct type &type = types_.emplace_back(number_);
    type.is_const = is_const;
    struct variable &variable = variables_.emplace_back();
    variable.name = "it";
    variable.type = &type;
    variable.storage = storage;
    variable.is_defined = true;
    return root_of_variable(&engine_, &variable);
  }
  uint32_t Local() {
    return Variable(STORAGE_LOCAL);
  }
  uint32_t Constant() {
    return Variable(STORAGE_STATIC, true);
  }

  // What an instruction made: a pointer, if nothing else is said.
  uint32_t Made(const struct type *type = nullptr) {
    return MadeAt(next_++, type != nullptr ? type : &pointer_);
  }
  uint32_t MadeAt(value_t at, const struct type *type) {
    return root_made(&engine_, &frame_, at, 0, 0, type);
  }
  // The same, made by an OWN_RET function, owned, and held by a new local.
  uint32_t Owned(struct state *state, uint32_t *holder = nullptr) {
    uint32_t root = Made(), local = Local();
    root_at(&engine_, root)->maker = &maker_;
    state_fact(&engine_, state, root)->holding = HOLDING_MUST;
    state_bind(state, local, 0, value_of_root(root), nullptr);
    if (holder != nullptr) *holder = local;
    return root;
  }
  // What was borrowed through a parameter.
  uint32_t Borrowed() {
    uint32_t root = Made();
    root_at(&engine_, root)->borrowed = &variables_.emplace_back();
    return root;
  }
  struct value At(const struct state *state, uint32_t root, int64_t offset = 0) {
    const struct binding *binding = state_find(state, root, offset);
    return binding != nullptr ? binding->value : value{};
  }
  enum holding Holding(const struct state *state, uint32_t root) {
    return state_holding(&engine_, state, root);
  }

  // What instruction `how` makes of two values.
  struct value Binary(struct state *state, struct value a, enum arithmetic how, struct value b) {
    value_t at = next_++, left = next_++, right = next_++;
    code_[at].op = OP_BINARY;
    code_[at].arithmetic = how;
    code_[at].a = left;
    code_[at].b = right;
    values_[left] = a;
    values_[right] = b;
    return value_binary(&engine_, &frame_, state, at);
  }

  struct engine engine_ = {};
  struct frame frame_ = {};
  struct function function_ = {}, maker_ = {};
  struct block block_ = {};
  struct type number_ = {}, pointer_ = {};

private:
  std::vector<struct instruction> code_;
  std::vector<struct value> values_;
  std::deque<struct variable> variables_;
  std::deque<struct type> types_;
  std::vector<struct state *> states_;
  value_t next_ = 1;
};
