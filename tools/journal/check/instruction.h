// SPDX-License-Identifier: Apache-2.0
// instruction: one instruction of a listing, taken apart as far as the check wants to know it.
#pragma once
#include <stdint.h>

enum {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R11 = 11,
  REGISTERS = 16,
  RIP = 16,
  NO_REGISTER = 255,
};

struct operand {
  enum { OPERAND_NONE, OPERAND_REGISTER, OPERAND_IMMEDIATE, OPERAND_MEMORY, OPERAND_OTHER } kind;
  uint8_t reg, width;          // OPERAND_REGISTER: its number and how many bytes of it
  bool high;                   // ah, bh, ch, dh
  uint8_t base, index, scale;  // OPERAND_MEMORY
  bool segment;                // %fs: or %gs:
  bool gs;
  int64_t number;      // an immediate, or the displacement
  const char *symbol;  // what a relocation adds to the displacement
  bool got;            // it is the symbol's slot that is meant, not the symbol
};

// What an instruction does to its last operand, and to memory and registers that it does not name.
enum effect {
  EFFECT_UNKNOWN,
  EFFECT_NONE,   // reads its operands
  EFFECT_WRITE,  // writes the last operand
  EFFECT_MOVE,   // the same, and what it writes is the first operand
  EFFECT_EXTEND_ZERO,
  EFFECT_EXTEND_SIGN,
  EFFECT_ADDRESS,  // lea
  EFFECT_ADD,
  EFFECT_SUB,
  EFFECT_STEP_UP,
  EFFECT_STEP_DOWN,
  EFFECT_NEGATE,
  EFFECT_INVERT,
  EFFECT_LOGIC,  // and, or, xor
  EFFECT_SHIFT,
  EFFECT_MULTIPLY,
  EFFECT_EXCHANGE,
  EFFECT_COMPARE_EXCHANGE,
  EFFECT_SELECT,  // cmov
  EFFECT_PUSH,
  EFFECT_POP,
  EFFECT_LEAVE,
  EFFECT_STRING_STORE,  // stos
  EFFECT_STRING_MOVE,   // movs
  EFFECT_STRING_READ,   // scas, cmps, lods
  EFFECT_CALL,
  EFFECT_JUMP,
  EFFECT_BRANCH,
  EFFECT_END,  // nothing follows
};

struct instruction {
  uint64_t address, end;
  const char *text;  // without its address, for messages
  char name[16];
  bool repeat;
  enum effect effect;
  uint8_t size;       // of the operands, in bytes
  uint8_t from;       // of the source of an extension, in bytes
  uint16_t clobbers;  // registers that change without being named
  uint8_t operand_count;
  struct operand operands[3];
  uint64_t target;  // of a jump
  bool has_target;
  const char *symbol;   // of a jump or call
  const char *mistake;  // why it cannot be followed
};

// Takes apart text, such as "movq\t%rax, 0x8(%rdi)". What it points to stays the caller's.
void instruction_parse(struct instruction *instruction, const char *text);

// Adds a relocation: its type and the symbol with an offset; `at` is its place.
void instruction_relocate(struct instruction *instruction, uint64_t at, const char *type, const char *symbol,
                          int64_t offset);

// "16 bytes at 0x8(%rdi)" and the like are made from this: the last operand as it is written.
const char *instruction_last(const struct instruction *instruction);
