// SPDX-License-Identifier: Apache-2.0
// clang: clang's tree, read node by node.
//
// libclang's C interface tells neither what an implicit conversion does, nor which clauses a `for` has, nor what an atomic builtin is, nor how an
// initializer falls to the members. The objects behind its cursors do, and clang's own headers, of the very package that the library is
// from, have inline functions that read them. clang_*.cc are the only files that use those; they change nothing.
//
// A QualType, a Decl* and a Stmt* of clang are plain pointers here. They live as long as their translation unit.
#pragma once
#include <clang-c/Index.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct node;         // a statement or an expression: clang::Stmt
struct declaration;  // clang::Decl

enum node_kind : uint8_t {
  NODE_UNSEEN,  // text: clang's name of it

  // Statements: parts
  NODE_NULL,
  NODE_COMPOUND,    // list
  NODE_LABEL,       // 0: what is labelled; declaration
  NODE_CASE,        // 0: low, 1: high or null, 2: statement
  NODE_DEFAULT,     // 2: statement
  NODE_IF,          // 0: condition, 1: then, 2: else
  NODE_SWITCH,      // 0: value, 1: body
  NODE_WHILE,       // 0: condition, 1: body
  NODE_DO,          // 0: condition, 1: body
  NODE_FOR,         // 0: condition, 1: body, 2: first, 3: step
  NODE_GOTO,        // declaration
  NODE_GOTO_VALUE,  // 0: address
  NODE_CONTINUE,
  NODE_BREAK,
  NODE_RETURN,        // 0: value
  NODE_DECLARATIONS,  // declarations
  NODE_ASM,           // node_asm

  // Expressions: type
  NODE_INTEGER,  // number; null pointers and truth values too
  NODE_FLOATING,
  NODE_STRING,       // text, count
  NODE_NAME,         // declaration
  NODE_MEMBER,       // 0: object, or pointer (flag); declaration: the field
  NODE_SUBSCRIPT,    // 0: pointer or vector, 1: index
  NODE_UNARY,        // operation, 0
  NODE_BINARY,       // operation, 0, 1
  NODE_ASSIGN,       // operation: that of a compound assignment, done in other_type, or OPERATION_NONE
  NODE_CONDITIONAL,  // 0: condition, 1: then, 2: else
  NODE_OR_ELSE,      // a ?: b. 0: value, 1: what is tested, 2: then, 3: else; 1 and 2 contain the opaque value
  NODE_OPAQUE,       // a value made elsewhere
  NODE_CALL,         // 0: callee, list
  NODE_CAST,         // detail: enum conversion; flag: written; 0
  NODE_STATEMENTS,   // ({ }): 0
  NODE_LITERAL,      // (T){...}: 0; flag: outside of functions
  NODE_LIST,         // {...}: list; declaration: the member of a union; 0: what fills the rest of an array
  NODE_UPDATE,       // 0: initializer, 1: a list that replaces parts of it
  NODE_HOLE,         // in such a list: not replaced
  NODE_ZERO,
  NODE_CONSTANT,  // sizeof and the like: to be evaluated; 0: operand, or null; other_type: its type
  NODE_ARGUMENT,  // va_arg; 0
  NODE_LABEL_ADDRESS,
  NODE_ATOMIC,    // text: the name of the builtin; 0: object, 1 and 2: values
  NODE_VALUES,    // vectors made of others, and the like: list; nothing but its operands is used
  NODE_WHERE,     // __builtin_FILE() and the like: the address of a literal
  NODE_ELEMENTS,  // v.xy: 0: vector; flag: v is a pointer
};

enum operation : uint8_t {
  OPERATION_NONE,
  OPERATION_ADDRESS,
  OPERATION_INDIRECT,
  OPERATION_PLUS,
  OPERATION_MINUS,
  OPERATION_NOT,
  OPERATION_COMPLEMENT,
  OPERATION_INCREMENT,
  OPERATION_DECREMENT,
  OPERATION_POST_INCREMENT,
  OPERATION_POST_DECREMENT,
  OPERATION_REAL,
  OPERATION_IMAGINARY,
  OPERATION_ADD,
  OPERATION_SUBTRACT,
  OPERATION_MULTIPLY,
  OPERATION_DIVIDE,
  OPERATION_REMAINDER,
  OPERATION_AND,
  OPERATION_OR,
  OPERATION_XOR,
  OPERATION_LEFT,
  OPERATION_RIGHT,
  OPERATION_EQUAL,
  OPERATION_UNEQUAL,
  OPERATION_LESS,
  OPERATION_LESS_EQUAL,
  OPERATION_GREATER,
  OPERATION_GREATER_EQUAL,
  OPERATION_BOTH,
  OPERATION_EITHER,
  OPERATION_COMMA,
  OPERATION_OTHER,
};

enum conversion : uint8_t {
  CONVERSION_LOAD,      // an object's value
  CONVERSION_NONE,      // qualifiers
  CONVERSION_ARRAY,     // an array's first element
  CONVERSION_FUNCTION,  // a function's address
  CONVERSION_NULL,
  CONVERSION_VOID,
  CONVERSION_UNION,
  CONVERSION_VALUE,  // all others
  CONVERSION_OTHER,
};

struct view {
  enum node_kind kind;
  uint8_t detail;
  enum operation operation;
  bool flag, is_place;  // is_place: an lvalue
  uint32_t at;          // where, as clang counts it
  const void *type, *other_type;
  const struct node *node;  // itself, without parentheses and the like around it
  const struct node *parts[4];
  const struct node *const *list;
  const struct declaration *const *declarations;
  const struct declaration *declaration;
  uint64_t count;
  int64_t number;
  const char *text;
};
void node_read(const struct node *node, struct view *view);
uint32_t node_begin(const struct node *node);  // where its text begins

struct asm_view {
  const char *text;
  size_t length;
  uint32_t output_count, input_count, label_count;
  bool is_volatile, touches_memory;
};
void node_asm(const struct node *node, struct asm_view *view);
const struct node *node_asm_output(const struct node *node, uint32_t i);
const struct node *node_asm_input(const struct node *node, uint32_t i);
const struct declaration *node_asm_label(const struct node *node, uint32_t i);

enum declaration_kind : uint8_t {
  DECLARATION_OTHER,
  DECLARATION_FUNCTION,
  DECLARATION_VARIABLE,
  DECLARATION_PARAMETER,
  DECLARATION_FIELD,
  DECLARATION_INDIRECT,  // a member of an anonymous one
  DECLARATION_RECORD,
  DECLARATION_ENUM,
  DECLARATION_ENUMERATOR,
  DECLARATION_TYPE,  // typedef
};

struct declaration_view {
  enum declaration_kind kind;
  bool has_attributes, is_static, is_extern, is_inline, has_body, is_union, is_complete, is_bit_field, is_local,
      is_static_local, is_thread,
      is_implicit;  // nobody wrote it: a builtin
  uint32_t at, end;
  const char *name;  // "": none
  const void *type;  // of a function, variable, field
  const struct declaration *canonical;
  int64_t number;  // of an enumerator
};
void declaration_read(const struct declaration *declaration, struct declaration_view *view);
const struct node *declaration_body(const struct declaration *declaration);
const struct declaration *
declaration_first(const struct declaration *declaration);  // what stands in a unit or a record
const struct declaration *declaration_next(const struct declaration *declaration);

enum type_class : uint8_t {
  CLASS_OTHER,
  CLASS_VOID,
  CLASS_BOOL,
  CLASS_INTEGER,
  CLASS_FLOAT,
  CLASS_NULL,
  CLASS_VA_LIST,
  CLASS_ENUM,
  CLASS_RECORD,
  CLASS_POINTER,
  CLASS_ARRAY,
  CLASS_OPEN_ARRAY,
  CLASS_VARIABLE_ARRAY,
  CLASS_FUNCTION,
  CLASS_VECTOR,
  CLASS_COMPLEX,
  CLASS_ATOMIC,
};

struct type_view {
  enum type_class kind;
  bool is_const, is_volatile, is_signed, is_variadic, is_noreturn, has_prototype;
  uint32_t other_qualifiers;  // address space, restrict
  const void *plain;          // without qualifiers
  const void *to;             // pointee, element (with the array's qualifiers), result
  uint64_t count;             // of the array; of parameters
  const struct node *length;  // of a variable array
};
void type_read(const void *type, struct type_view *view);  // of the canonical type
const void *type_canonical(const void *type);
const void *type_parameter(const void *type, uint32_t i);

// HIDDEN_USE: it is called, or has another name, without a word of it in the source: constructor, alias.
enum attribute_kind : uint8_t {
  ATTRIBUTE_OTHER,
  ATTRIBUTE_ANNOTATE,
  ATTRIBUTE_SECTION,
  ATTRIBUTE_CLEANUP,
  ATTRIBUTE_NORETURN,
  ATTRIBUTE_VISIBLE,
  ATTRIBUTE_HIDDEN_USE
};
struct attribute {
  enum attribute_kind kind;
  bool is_inherited;
  uint32_t at;
  const char *text;
  size_t length;
  const struct declaration *function;
};
void attribute_read(CXCursor cursor, struct attribute *attribute);

// Cursors and types as libclang's functions take them.
CXCursor cursor_of_node(CXTranslationUnit unit, const struct node *node);
CXCursor cursor_of_declaration(CXTranslationUnit unit, const struct declaration *declaration);
CXType type_of(CXTranslationUnit unit, const void *type);

// A place out of macros: where the text of it, or the macro that it is the text of (`*is_macro`), stands in a file.
// `any`: a location of the same unit.
CXSourceLocation location_of(CXSourceLocation any, uint32_t at);
uint32_t location_in_file(CXSourceLocation any, uint32_t at, bool *is_macro);

// The version of clang whose headers this was compiled with. Another library must not be read.
const char *clang_headers_version(void);

#ifdef __cplusplus
}
#endif
