// SPDX-License-Identifier: Apache-2.0
// ir: what the rules read: a cell as functions of simple instructions in basic blocks, made from clang's tree by front/.
//
// The shape is that of unoptimised LLVM IR, with the types, names, places and annotations of the source: a variable is memory, an
// expression loads from it and stores to it. Every side effect of the source is an instruction, in order; && || ?: and statement expressions are
// branches over hidden variables; loops, switch, goto, computed goto and break are edges. What the front does not understand is OP_UNSEEN, with a report of
// its own, and never nothing.
//
// Everything lives as long as the struct cell; nothing is freed alone.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Where something stands. A macro's text stands where the macro is used; `macro` then names it.
struct place {
  const char *file;  // as clang was given it
  uint32_t line, column;
  const char *macro;  // null: not out of a macro
};

enum kind : uint8_t { KIND_NONE, KIND_READ, KIND_ATOMIC, KIND_STEPS, KIND_RAW };

// Annotations of kernel/base/cell.h, of functions (the first four of what they return), parameters, fields, variables and types.
enum mark : uint32_t {
  MARK_OWNED = 1 << 0,    // a type
  MARK_OWN = 1 << 1,      // a parameter, a field, a variable: ownership goes there
  MARK_OWN_RET = 1 << 2,  // a function; a parameter `T **out`: what is left there on OK is owned
  MARK_VIEW_RET = 1 << 3,
  MARK_RETAINS = 1 << 4,
  MARK_NOESCAPE = 1 << 5,
  MARK_CALLBACK = 1 << 6,  // CELL_CALLBACK
  MARK_STATE = 1 << 7,     // CELL_STATE
  MARK_CPU_STATE = 1 << 8,
  MARK_OPS = 1 << 9,      // CELL_OPS
  MARK_CLOCK = 1 << 10,   // a function: reads a clock or a random source
  MARK_BLOCKS = 1 << 11,  // a function: waits
  MARK_LOCKS = 1 << 12,   // a function: its first parameter is a lock that is held afterwards
  MARK_UNLOCKS = 1 << 13,
  MARK_FOREVER = 1 << 14,    // a function: cannot be undone, so only by AFTER
  MARK_ENDS_TASK = 1 << 15,  // a function: its caller returns at once, and the task ends
};

enum type_kind : uint8_t {
  TYPE_VOID,
  TYPE_BOOL,
  TYPE_INTEGER,
  TYPE_FLOAT,
  TYPE_ENUM,
  TYPE_POINTER,
  TYPE_ARRAY,
  TYPE_FUNCTION,
  TYPE_STRUCT,
  TYPE_UNION,
  TYPE_OTHER,  // vectors, complex numbers, what the front does not know
};

struct field {
  const char *name;  // "": an anonymous struct or union
  const struct type *type;
  const struct type *in;
  uint64_t offset_bits, width_bits;  // width 0: no bit-field
  uint32_t index, marks;
  struct place place;
  enum kind kind;  // a pointer to functions: AS(KIND); KIND_NONE: not said
};

// One object for each canonical type with its qualifiers, so types are equal when their addresses are.
struct type {
  enum type_kind kind;
  bool is_const, is_volatile, is_atomic, is_signed, is_variadic;
  bool is_complete;  // a struct's members, an array's count are known
  uint32_t marks;
  const char *name;          // as clang writes it
  const char *tag;           // of a struct, union or enum; "": none
  const struct type *plain;  // the same without qualifiers
  uint64_t size, align;      // bytes; 0: incomplete
  const struct type *to;     // pointer: pointee; array: element; function: result
  uint64_t count;            // array: elements
  struct field *fields;      // struct, union
  const struct type **parameters;
  uint32_t field_count, parameter_count;
  struct place place;  // of the definition, or else the declaration
};

enum storage : uint8_t {
  STORAGE_LOCAL,
  STORAGE_PARAMETER,
  STORAGE_HIDDEN,
  STORAGE_STATIC_LOCAL,
  STORAGE_STATIC,
  STORAGE_GLOBAL
};

struct variable {
  const char *name;  // "": hidden
  const struct type *type;
  enum storage storage;
  bool is_defined, is_thread;
  uint32_t marks, index;      // of a parameter: its number; of others: within the function or cell
  const char *section;        // null: none given
  const char *unsafe;         // the reason of CELL_UNSAFE; null: none
  const struct function *in;  // static local: where
  struct function *value;  // of a static object: a function without parameters that stores its initializer; null: none
  struct place place;
  struct place
      header;  // of the first declaration of a global one in a public header of the cell, or else in another header; file null: none
  enum kind kind;  // of a parameter that points to functions: AS(KIND)
};

// A value: the number of the instruction that makes it, from 1; 0: none.
// It is made once on each way to where it is used, which may be another block: `a + (b && c)`.
typedef uint32_t value_t;

enum op : uint8_t {
  OP_CONST,   // number (type: integer, pointer for null)
  OP_FLOAT,   // a floating constant, whatever it is
  OP_STRING,  // address of a literal: text, number bytes of it (zeros too). type: to its first element, or to the array where it does not decay
              // of a label: "&&name", number 0
  OP_FUNCTION,  // address of `function`
  OP_ADDRESS,   // address of `variable`
  OP_FIELD,     // address of `field` in the object at a
  OP_ELEMENT,   // a + b elements: subscripts and pointer arithmetic; `is_negative`: a - b. type: pointer to the element
  OP_LOAD,      // what lies at a; struct types too
  OP_STORE,     // b to a; struct types too: a copy
  OP_ZERO,      // the object of type `of` at a is zero (an initializer that does not name all)
  OP_UNARY,     // arithmetic on a: - ~ !
  OP_BINARY,    // a and b; comparisons, pointer differences too
  OP_CAST,      // a as `type`; is_implicit
  OP_CALL,      // `function`, or the pointer a; arguments
  OP_BEGIN,     // the life of `variable` begins: undefined content. Parameters have none
  OP_END,       // its life ends. That of a compound literal in one arm of ?: may end on a way on which it did not begin
  OP_ASM,  // text; arguments: the first `number` are addresses of what is written, the others values, or addresses of operands in memory;
           // is_atomic: it names "memory"
  OP_ANY,  // a value that the rules need not know (a number of va_arg, a builtin without effects); arguments
  OP_UNSEEN,  // the front did not understand; text says what
};

enum arithmetic : uint8_t {
  ARITHMETIC_NONE,
  ARITHMETIC_NEGATE,
  ARITHMETIC_NOT,
  ARITHMETIC_COMPLEMENT,
  ARITHMETIC_ADD,
  ARITHMETIC_SUBTRACT,
  ARITHMETIC_MULTIPLY,
  ARITHMETIC_DIVIDE,
  ARITHMETIC_REMAINDER,
  ARITHMETIC_AND,
  ARITHMETIC_OR,
  ARITHMETIC_XOR,
  ARITHMETIC_LEFT,
  ARITHMETIC_RIGHT,
  ARITHMETIC_EQUAL,
  ARITHMETIC_UNEQUAL,
  ARITHMETIC_LESS,
  ARITHMETIC_LESS_EQUAL,
  ARITHMETIC_GREATER,
  ARITHMETIC_GREATER_EQUAL,
};

struct instruction {
  enum op op;
  enum arithmetic arithmetic;
  bool is_implicit, is_negative, is_volatile, is_atomic;
  const struct type *type;  // of the result; void: none
  value_t a, b;
  int64_t number;
  union {
    const char *text;
    struct function *function;  // OP_CALL: null: through the pointer a
    struct variable *variable;
    const struct field *field;
    const struct type *of;
  };
  value_t *arguments;
  uint32_t argument_count;
  struct place place;
};

enum end : uint8_t { END_JUMP, END_BRANCH, END_SWITCH, END_GOTO, END_RETURN, END_NEVER };

struct edge {
  uint32_t block;
  bool is_default;
  int64_t low, high;  // END_SWITCH: of the case
};

struct block {
  value_t first, last;  // instructions [first, last)
  enum end end;         // how it ends
  value_t
      value;  // END_BRANCH: edges[0] when not 0, edges[1] when 0; END_SWITCH, END_GOTO (0: asm goto); END_RETURN: 0: none
  struct edge *edges;
  uint32_t edge_count;
  struct place place;  // of its end
};

struct function {
  const char *name;
  const struct type *type;
  enum kind kind;
  bool is_static, is_inline, is_noreturn, is_defined,
      is_exported;  // exported: a kind in a header, or CELL_CALLBACK or the like
  bool is_own;      // defined or declared by this cell's own files
  uint32_t marks;
  const char *unsafe;   // the reason of CELL_UNSAFE; null: none
  const char *section;  // null: none given
  struct variable **parameters;
  uint32_t parameter_count;
  struct place place;        // of the definition, or else of the first declaration
  struct place header;       // of the first declaration in a header; file null: none
  bool is_public;            // that header is one of the cell's public ones
  struct instruction *code;  // [0] is unused
  struct block *blocks;      // [0] is the entry, to which nothing leads; what cannot be reached is left out
  uint32_t code_count, block_count;
  struct variable **variables;  // locals, hidden ones, parameters first
  uint32_t variable_count;
};

struct source {
  const char *path;
  bool is_header, is_public;
  uint32_t lines;
};

struct cell {
  const char *label;
  struct source *sources;  // the cell's own files
  struct function *
      *functions;  // of the whole cell, each once: a function of two sources is one, by name, unless static
  struct variable **variables;  // static and global
  const struct type **types;    // structs, unions and enums
  uint32_t source_count, function_count, variable_count, type_count;
  uint64_t lines;  // parsed in own files
};

// The instruction that makes a value; null for 0.
static inline const struct instruction *ir_at(const struct function *function, value_t value) {
  return value != 0 ? &function->code[value] : NULL;
}
