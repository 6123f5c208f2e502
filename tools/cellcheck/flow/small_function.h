// SPDX-License-Identifier: Apache-2.0
// SmallFunction: builds a function of the IR for tests, block after block: instructions, then how the block ends.
#pragma once
#include <deque>
#include <initializer_list>
#include <string>
#include <vector>

extern "C" {
#include "tools/cellcheck/ir.h"
}

class SmallFunction {
public:
  SmallFunction() {
    code_.emplace_back();
  }

  const type *Int() {
    return Kind(TYPE_INTEGER);
  }
  const type *Pointer() {
    return Kind(TYPE_POINTER);
  }
  const type *Bool() {
    return Kind(TYPE_BOOL);
  }
  const type *Enum(const char *tag) {
    type *made = Kind(TYPE_ENUM);
    made->tag = tag;
    return made;
  }
  const type *Status() {
    return Enum("status");
  }
  const variable *Local(const char *name, const type *of, storage where = STORAGE_LOCAL) {
    variable &made = variables_.emplace_back();
    made.name = name;
    made.type = of;
    made.storage = where;
    made.index = static_cast<uint32_t>(variables_.size() - 1);
    return &made;
  }
  const variable *Variable(uint32_t index) {
    return &variables_[index];
  }
  const field *Member(const char *name) {
    field &made = fields_.emplace_back();
    made.name = name;
    made.type = Pointer();
    return &made;
  }

  value_t Number(int64_t number) {
    instruction &made = Make(OP_CONST, Int());
    made.number = number;
    return Last();
  }
  value_t Address(const variable *of) {
    instruction &made = Make(OP_ADDRESS, Pointer());
    made.variable = const_cast<variable *>(of);
    types_of_[Last()] = of->type;
    return Last();
  }
  value_t Field(value_t object, const field *member) {
    instruction &made = Make(OP_FIELD, Pointer());
    made.a = object;
    made.field = member;
    types_of_[Last()] = member->type;
    return Last();
  }
  value_t Load(value_t address) {
    const type *of = types_of_.size() > address && types_of_[address] != nullptr ? types_of_[address] : Int();
    instruction &made = Make(OP_LOAD, of);
    made.a = address;
    return Last();
  }
  void Store(value_t address, value_t value) {
    instruction &made = Make(OP_STORE, Kind(TYPE_VOID));
    made.a = address;
    made.b = value;
  }
  void Zero(value_t address) {
    Make(OP_ZERO, Kind(TYPE_VOID)).a = address;
  }
  void Begin(const variable *of) {
    Make(OP_BEGIN, Kind(TYPE_VOID)).variable = const_cast<variable *>(of);
  }
  void End(const variable *of) {
    Make(OP_END, Kind(TYPE_VOID)).variable = const_cast<variable *>(of);
  }
  value_t Element(value_t array, value_t index) {
    instruction &made = Make(OP_ELEMENT, Pointer());
    made.a = array;
    made.b = index;
    return Last();
  }
  value_t Cast(value_t a, const type *to, bool is_implicit) {
    instruction &made = Make(OP_CAST, to);
    made.a = a;
    made.is_implicit = is_implicit;
    return Last();
  }
  value_t Not(value_t a) {
    instruction &made = Make(OP_UNARY, Int());
    made.arithmetic = ARITHMETIC_NOT;
    made.a = a;
    return Last();
  }
  value_t Compare(value_t a, arithmetic how, value_t b) {
    instruction &made = Make(OP_BINARY, Int());
    made.arithmetic = how;
    made.a = a;
    made.b = b;
    return Last();
  }
  value_t Call(function *called, std::initializer_list<value_t> arguments) {
    instruction &made = Make(OP_CALL, Int());
    made.function = called;
    std::vector<value_t> &list = arguments_.emplace_back(arguments);
    made.arguments = list.data();
    made.argument_count = static_cast<uint32_t>(list.size());
    return Last();
  }

  void Jump(uint32_t to) {
    End(END_JUMP, 0, {to});
  }
  void Branch(value_t value, uint32_t then, uint32_t otherwise) {
    End(END_BRANCH, value, {then, otherwise});
  }
  void Switch(value_t value, std::initializer_list<edge> to, end how = END_SWITCH) {
    Jump(0);
    blocks_.back().end = how;
    blocks_.back().value = value;
    edges_.back() = to;
  }
  void Return(value_t value = 0) {
    End(END_RETURN, value, {});
  }

  // Valid until something is added.
  const function *Build() {
    for (size_t i = 0; i < blocks_.size(); i++) {
      blocks_[i].edges = edges_[i].data();
      blocks_[i].edge_count = static_cast<uint32_t>(edges_[i].size());
    }
    pointers_.clear();
    for (variable &each : variables_)
      pointers_.push_back(&each);
    made_.name = "small";
    made_.is_defined = true;
    made_.code = code_.data();
    made_.code_count = static_cast<uint32_t>(code_.size());
    made_.blocks = blocks_.data();
    made_.block_count = static_cast<uint32_t>(blocks_.size());
    made_.variables = pointers_.data();
    made_.variable_count = static_cast<uint32_t>(pointers_.size());
    return &made_;
  }

private:
  type *Kind(type_kind kind) {
    type &made = types_.emplace_back();
    made.kind = kind;
    made.name = made.tag = "";
    made.plain = &made;
    made.size = 8;
    return &made;
  }
  value_t Last() const {
    return static_cast<value_t>(code_.size() - 1);
  }
  instruction &Make(op of, const type *type) {
    instruction &made = code_.emplace_back();
    made.op = of;
    made.type = type;
    types_of_.resize(code_.size());
    return made;
  }
  void End(end how, value_t value, std::initializer_list<uint32_t> to) {
    block &made = blocks_.emplace_back();
    made.first = first_;
    made.last = first_ = static_cast<value_t>(code_.size());
    made.end = how;
    made.value = value;
    std::vector<edge> &edges = edges_.emplace_back();
    for (uint32_t each : to)
      edges.push_back({each, false, 0, 0});
  }

  value_t first_ = 1;
  std::vector<instruction> code_;
  std::vector<const type *> types_of_;
  std::vector<block> blocks_;
  std::vector<std::vector<edge>> edges_;
  std::deque<variable> variables_;
  std::deque<type> types_;
  std::deque<field> fields_;
  std::deque<std::vector<value_t>> arguments_;
  std::vector<variable *> pointers_;
  function made_ = {};
};
