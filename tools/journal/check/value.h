// SPDX-License-Identifier: Apache-2.0
// value: what a register holds, as an expression over values that are not known. Two equal expressions are the same
// value.
//
// A value is a node plus a constant, modulo 2^64; node 0 is 0. Nodes are kept once each, so equality is that of
// numbers. Whatever the check cannot express is a node of its own, named after the instruction or the joint of paths
// that makes it.
#pragma once
#include <stdint.h>

struct value {
  uint32_t node;
  uint64_t add;
};

// A sum has at most so many terms; an expression with more leaves than the second is better given a name; none has
// more than the third.
enum { VALUE_TERMS = 4, VALUE_LEAVES_NAMED = 6, VALUE_LEAVES = 12 };

struct node {
  enum node_kind : uint8_t {
    NODE_ZERO,
    NODE_ENTRY,   // what a register held when the function began
    NODE_MADE,    // made by instruction `where`
    NODE_JOINED,  // in place `which` where paths join, at block `where`
    NODE_SYMBOL,
    NODE_SLOT,       // the address that a symbol's slot holds
    NODE_OPERATION,  // `which` of x and y
    NODE_SUM,
  } kind;
  uint8_t bits;    // it is below 2^bits
  uint8_t leaves;  // how large the expression is
  uint32_t where, which;
  struct value x, y;
  struct term {
    uint32_t node;
    uint64_t factor;
  } terms[VALUE_TERMS];  // by node; factor 0: none
};

enum node_flags : uint8_t {
  NODE_SEEN = 1,
  NODE_STACK = 2,  // points into the function's frame, or is its end
};

struct values {
  struct node *nodes;
  uint8_t *flags;
  uint32_t count, room, *table, table_size;
  bool full;  // no memory
};

void values_start(struct values *values);
void values_free(struct values *values);

struct value value_number(uint64_t number);
struct value value_entry(struct values *values, uint32_t reg);
struct value value_made(struct values *values, uint32_t instruction, uint32_t which, uint8_t bits);
struct value value_joined(struct values *values, uint32_t block, uint32_t which);
struct value value_symbol(struct values *values, uint32_t symbol, bool slot);

bool value_same(struct value a, struct value b);
bool value_is_number(struct value value);

// False: what results cannot be expressed.
bool value_sum(struct values *values, struct value a, struct value b, struct value *sum);
bool value_product(struct values *values, struct value value, uint64_t factor, struct value *product);

// What an operation, named by a number, makes of x and y; below 2^bits.
bool value_operation(struct values *values, uint32_t which, struct value x, struct value y, uint8_t bits,
                     struct value *result);

// The lowest `bytes` bytes of value.
bool value_low(struct values *values, struct value value, uint8_t bytes, struct value *low);

// Whether value has in it what instruction, or a joint at block, makes.
bool value_depends(const struct values *values, struct value value, enum node_kind kind, uint32_t where);

// Whether value is an address in the frame: one part of it is, and once.
bool value_in_frame(const struct values *values, struct value value);
