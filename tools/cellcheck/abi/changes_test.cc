// SPDX-License-Identifier: Apache-2.0
// The table of what changes a function's hash and what does not: a header before and after one change, and the functions whose hashes are to change.
#include "tools/cellcheck/abi/abi_runner.h"

namespace {

struct Change {
  const char *what, *before, *after;
  const char *changed;                                // names, a blank between; "": none
  const char *dep_before = "", *dep_after = nullptr;  // what dep.h says; null: as before
  bool is_same_cell = false;                          // dep.h is a public header of the same cell
};

// Beside these stands `READ int other(void);` in each header, which never changes but where it is named.
const Change kChanges[] = {
    // What does not count.
    {"a comment", "READ int f(int a);", "// more\nREAD int f(int a /* of it */);", ""},
    {"white space", "READ int f(int a);", "READ\n  int f (\n int a\n);", ""},
    {"the name of a parameter", "READ int f(int a);", "READ int f(int b);", ""},
    {"a parameter loses its name", "READ int f(int a);", "READ int f(int);", ""},
    {"the order of declarations", "struct s { int a; }; struct t { int b; }; READ int f(struct s *s, struct t *t);",
     "struct t { int b; }; struct s { int a; }; READ int f(struct s *s, struct t *t);", ""},
    {"the order of functions", "READ int f(int a); READ int g(int a);", "READ int g(int a); READ int f(int a);", ""},
    {"a function more", "READ int f(int a);", "READ int f(int a); READ int g(int a);", ""},
    {"another function changes", "READ int f(int a); READ int g(int a);", "READ int f(int a); READ int g(long a);",
     "g"},
    {"a type more that nobody uses", "READ int f(int a);", "struct s { int a; }; READ int f(int a);", ""},
    {"a typedef's name", "typedef int number; READ int f(number a);", "typedef int count; READ int f(count a);", ""},
    {"a typedef is written out", "typedef struct s *pointer; struct s { int a; }; READ int f(pointer a);",
     "struct s { int a; }; READ int f(struct s *a);", ""},
    {"a typedef of the same width and sign", "READ int f(unsigned long a);", "READ int f(size_t a);", ""},
    {"another word for the same type", "READ int f(unsigned a);", "READ int f(uint32_t a);", ""},
    {"const of a parameter itself", "READ int f(int a, char *b);", "READ int f(const int a, char *const b);", ""},
    {"an array as a parameter is a pointer", "READ int f(int a[]);", "READ int f(int *a);", ""},
    {"a function as a parameter is a pointer", "READ int f(int each(int));", "READ int f(int (*each)(int));", ""},
    {"a static assertion", "READ int f(int a);", "static_assert(sizeof(int) == 4); READ int f(int a);", ""},
    {"a macro with parameters", "READ int f(int a);", "#define F(x) f(x)\nREAD int f(int a);", ""},
    {"a macro that is no value", "READ int f(int a);", "#define EACH for (int i = 0; i < 4; i++)\nREAD int f(int a);",
     ""},
    {"a macro that is taken back", "READ int f(int a);", "#define MOST 4\n#undef MOST\nREAD int f(int a);", ""},
    {"a macro that is written otherwise", "#define MOST 16\nREAD int f(int a);",
     "#define MOST (1 << 4)\nREAD int f(int a);", ""},
    {"an enumerator that is written otherwise", "enum { MOST = 16 }; READ int f(int a);",
     "enum { MOST = 1 << 4 }; READ int f(int a);", ""},
    {"an array's count that is written otherwise", "struct s { int a[4]; }; READ int f(struct s *s);",
     "struct s { int a[2 + 2]; }; READ int f(struct s *s);", ""},
    {"a struct is declared twice", "struct s { int a; }; READ int f(struct s *s);",
     "struct s; struct s { int a; }; READ int f(struct s *s);", ""},
    {"an attribute that concerns the compiler alone", "READ int f(int a);", "READ __attribute__((cold)) int f(int a);",
     ""},
    {"an attribute that warns", "READ int f(int a);", "READ [[nodiscard]] int f(int a);", ""},
    {"the reason of an excuse", "READ int f(int a);", "CELL_UNSAFE(\"it is so\") READ int f(int a);", ""},
    {"what is included, of no use", "READ int f(int a);", "#include \"dep.h\"\nREAD int f(int a);", "",
     "struct dep { int a; };"},
    {"a constant of another cell's header", "#include \"dep.h\"\nREAD int f(int a);",
     "#include \"dep.h\"\nREAD int f(int a);", "", "#define DEP 1\nREAD int dep(void);",
     "#define DEP 2\nREAD int dep(void);"},

    {"_Static_assert, and what it says", "_Static_assert(sizeof(int) == 4); READ int f(int a);",
     "_Static_assert(sizeof(int) >= 4, \"wide enough\"); READ int f(int a);", ""},
    {"int and int32_t", "READ int f(int a);", "READ int32_t f(int32_t a);", ""},
    {"the body of an inline function", "static inline int half(int a) { return a / 2; }\nREAD int f(int a);",
     "static inline int half(int a) { return a >> 1; }\nREAD int f(int a);", ""},
    {"an attribute that warns of use", "READ int f(int a);", "READ [[deprecated(\"use other\")]] int f(int a);", ""},
    {"how its text is held against its arguments", "READ int f(const char *format, ...);",
     "READ int f(const char *format, ...) __attribute__((format(printf, 1, 2)));", ""},
    {"a guard in place of a pragma", "READ int f(int a);", "#ifndef OWN_H\n#define OWN_H\n#endif\nREAD int f(int a);",
     ""},
    {"an inclusion more, of what was included already", "READ int f(int a);",
     "#include <stdint.h>\n#include \"kernel/base/cell.h\"\nREAD int f(int a);", ""},
    {"the order of inclusions",
     "#include \"dep.h\"\n#include \"kernel/base/status.h\"\nREAD status_t f(struct dep *dep);",
     "#include \"kernel/base/status.h\"\n#include \"dep.h\"\nREAD status_t f(struct dep *dep);", "",
     "struct dep { int a; };"},
    {"a type moves into a header of its own", "struct s { int a; }; READ int f(struct s *s);",
     "#include \"dep.h\"\nREAD int f(struct s *s);", "", "", "struct s { int a; };"},
    {"a constant moves into a header of the same cell that has functions", "enum { MOST = 4 }; READ int f(int a);",
     "#include \"dep.h\"\nREAD int f(int a);", "g", "READ int g(int a);", "enum { MOST = 4 }; READ int g(int a);",
     true},
    {"a function moves into a header of the same cell", "READ int f(int a); READ int g(int a);",
     "#include \"dep.h\"\nREAD int f(int a);", "", "", "READ int g(int a);", true},
    {"the order of named constants", "enum { A = 1, B = 2 }; READ int f(int a);",
     "enum { B = 2, A = 1 }; READ int f(int a);", ""},
    {"the order of macros", "#define A 1\n#define B 2\nREAD int f(int a);",
     "#define B 2\n#define A 1\nREAD int f(int a);", ""},
    {"the order of an enum's values", "enum e { A = 1, B = 2 }; READ int f(enum e e);",
     "enum e { B = 2, A = 1 }; READ int f(enum e e);", ""},

    // What is not seen (docs/abi.md has the rest).
    {"restrict inside of brackets", "READ int f(char a[4]);", "READ int f(char a[restrict 4]);", ""},
    {"a macro with parameters that has a value", "#define PLUS(a) ((a) + 1)\nREAD int f(int a);",
     "#define PLUS(a) ((a) + 2)\nREAD int f(int a);", ""},

    // Kinds, attributes, ownership.
    {"the kind", "READ int f(int a);", "ATOMIC int f(int a);", "f"},
    {"the kind, to one that blocks", "ATOMIC int f(int a);", "STEPS int f(int a);", "f"},
    {"the kind, to none of these", "READ int f(int a);", "RAW int f(int a);", "f"},
    {"that it reads a clock", "READ uint64_t f(int a);", "READ CLOCK uint64_t f(int a);", "f"},
    {"that it waits", "RAW int f(int a);", "RAW BLOCKS int f(int a);", "f"},
    {"what kind a callback runs as", "STEPS int f(int (*each)(int));", "STEPS int f(AS(READ) int (*each)(int));", "f"},
    {"as which kind it runs", "STEPS int f(AS(READ) int (*each)(int));", "STEPS int f(AS(ATOMIC) int (*each)(int));",
     "f"},
    {"noreturn", "RAW void f(int a);", "RAW NORETURN void f(int a);", "f"},
    {"OWN_RET", "struct s; ATOMIC struct s *f(int a);", "struct s; ATOMIC OWN_RET struct s *f(int a);", "f"},
    {"VIEW_RET", "struct s; ATOMIC OWN_RET struct s *f(int a);", "struct s; ATOMIC VIEW_RET struct s *f(int a);", "f"},
    {"OWN", "struct s; ATOMIC void f(struct s *s);", "struct s; ATOMIC void f(OWN struct s *s);", "f"},
    {"RETAINS", "struct s; ATOMIC void f(struct s *s);", "struct s; ATOMIC void f(RETAINS struct s *s);", "f"},
    {"NOESCAPE", "READ void f(int (*each)(int));", "READ void f(NOESCAPE int (*each)(int));", "f"},
    {"a mark moves to another parameter", "struct s; ATOMIC void f(OWN struct s *a, struct s *b);",
     "struct s; ATOMIC void f(struct s *a, OWN struct s *b);", "f"},
    {"OWN of a member", "struct t; struct s { struct t *t; }; READ int f(struct s *s);",
     "struct t; struct s { OWN struct t *t; }; READ int f(struct s *s);", "f"},
    {"OWN of a parameter of a callback", "struct t; READ int f(void (*end)(struct t *t));",
     "struct t; READ int f(void (*end)(OWN struct t *t));", "f"},
    {"OWN of a parameter of a callback in a struct",
     "struct t; struct s { void (*end)(struct t *t); }; READ int f(struct s *s);",
     "struct t; struct s { void (*end)(OWN struct t *t); }; READ int f(struct s *s);", "f"},
    {"OWN of a parameter of a callback's typedef", "struct t; typedef void end_t(struct t *t); READ int f(end_t *end);",
     "struct t; typedef void end_t(OWN struct t *t); READ int f(end_t *end);", "f"},
    {"OWNED", "struct s; READ int f(struct s *s);", "struct OWNED s; READ int f(struct s *s);", "f"},
    {"OWNED of what is complete", "struct s { int a; }; READ int f(struct s *s);",
     "struct OWNED s { int a; }; READ int f(struct s *s);", "f"},
    {"OWN goes", "struct s; ATOMIC void f(OWN struct s *s);", "struct s; ATOMIC void f(struct s *s);", "f"},
    {"RETAINS becomes OWN", "struct s; ATOMIC void f(RETAINS struct s *s);",
     "struct s; ATOMIC void f(OWN struct s *s);", "f"},
    {"OWN of an out-parameter", "struct s; ATOMIC status_t f(struct s **s);",
     "struct s; ATOMIC status_t f(OWN struct s **s);", "f"},
    {"a mark of ours with another word", "READ int f(int a __attribute__((annotate(\"one\"))));",
     "READ int f(int a __attribute__((annotate(\"two\"))));", "f"},
    {"const of the whole function", "READ int f(int a);", "READ __attribute__((const)) int f(int a);", "f"},
    {"that its result is never null", "READ char *f(int a);", "READ __attribute__((returns_nonnull)) char *f(int a);",
     "f"},
    {"pure", "READ int f(int a);", "READ __attribute__((pure)) int f(int a);", "f"},
    {"nonnull", "READ int f(int *a);", "READ __attribute__((nonnull)) int f(int *a);", "f"},
    {"nonnull of a parameter", "READ int f(int *a);", "READ int f(int *a __attribute__((nonnull)));", "f"},
    {"what holds during the call",
     "struct __attribute__((capability(\"lock\"))) l { int a; }; READ int f(struct l *a, struct l *b);",
     "struct __attribute__((capability(\"lock\"))) l { int a; };\nREAD int f(struct l *a, struct l *b) "
     "__attribute__((requires_capability(a)));",
     "f"},
    {"which lock holds during the call",
     "#include \"kernel/base/lock_word.h\"\nREAD int f(struct lock *a, struct lock *b) HOLDS(a);",
     "#include \"kernel/base/lock_word.h\"\nREAD int f(struct lock *a, struct lock *b) HOLDS(b);", "f"},
    {"the name of the lock that holds", "#include \"kernel/base/lock_word.h\"\nREAD int f(struct lock *a) HOLDS(a);",
     "#include \"kernel/base/lock_word.h\"\nREAD int f(struct lock *b) HOLDS(b);", ""},
    {"how it is called", "READ int f(int a);", "READ __attribute__((preserve_most)) int f(int a);", "f"},

    // Types of results and parameters.
    {"the width of a parameter", "READ int f(int a);", "READ int f(long a);", "f"},
    {"the sign of a parameter", "READ int f(int a);", "READ int f(unsigned a);", "f"},
    {"the type of the result", "READ int f(int a);", "READ long f(int a);", "f"},
    {"a parameter more", "READ int f(int a);", "READ int f(int a, int b);", "f"},
    {"the order of parameters", "READ int f(int a, long b);", "READ int f(long b, int a);", "f"},
    {"a variable number of parameters", "READ int f(int a);", "READ int f(int a, ...);", "f"},
    {"bool and a byte", "READ int f(bool a);", "READ int f(uint8_t a);", "f"},
    {"bool and int", "READ bool f(int a);", "READ int f(int a);", "f"},
    {"char and signed char", "READ int f(char a);", "READ int f(signed char a);", "f"},
    {"long and long long", "READ int f(long a);", "READ int f(long long a);", "f"},
    {"an untyped pointer", "READ int f(char *a);", "READ int f(void *a);", "f"},
    {"a pointer and its struct", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { int a; }; READ int f(struct s s);", "f"},
    {"a number and a pointer", "READ int f(uint64_t a);", "READ int f(void *a);", "f"},
    {"a parameter less", "READ int f(int a, int b);", "READ int f(int a);", "f"},
    {"a result at all", "READ int f(int a);", "READ void f(int a);", "f"},
    {"const of the result's pointee", "READ char *f(int a);", "READ const char *f(int a);", "f"},
    {"a function goes", "READ int f(int a); READ int g(int a);", "READ int f(int a);", ""},
    {"an integer and a float of its width", "RAW int f(int32_t a);", "RAW int f(float a);", "f"},
    {"const of a pointee", "READ int f(char *a);", "READ int f(const char *a);", "f"},
    {"volatile of a pointee", "READ int f(int *a);", "READ int f(volatile int *a);", "f"},
    {"_Atomic", "READ int f(int *a);", "READ int f(_Atomic(int) *a);", "f"},
    {"restrict", "READ int f(char *a, char *b);", "READ int f(char *restrict a, char *restrict b);", "f"},
    {"const in the second pointer", "READ int f(char **a);", "READ int f(char *const *a);", "f"},
    {"a pointer more", "READ int f(char *a);", "READ int f(char **a);", "f"},
    {"how many an array as a parameter has", "READ int f(int a[4]);", "READ int f(int a[8]);", "f"},
    {"that it has at least so many", "READ int f(int a[4]);", "READ int f(int a[static 4]);", "f"},
    {"the parameter of a callback", "READ int f(void (*each)(int));", "READ int f(void (*each)(long));", "f"},
    {"the result of a callback", "READ int f(int (*each)(int));", "READ int f(void (*each)(int));", "f"},
    {"a parameter more of a callback", "READ int f(int (*each)(int));", "READ int f(int (*each)(int, int));", "f"},
    {"const of what a callback gets", "READ int f(int (*each)(char *));", "READ int f(int (*each)(const char *));",
     "f"},
    {"that a callback does not return", "READ int f(void (*end)(int));",
     "READ int f(void (*end)(int) __attribute__((noreturn)));", "f"},
    {"the alignment of a typedef", "typedef int number; READ int f(number *a);",
     "typedef int number __attribute__((aligned(16))); READ int f(number *a);", "f"},
    {"the tag of what is opaque", "struct s; READ int f(struct s *s);", "struct t; READ int f(struct t *s);", "f"},

    // Structs and unions.
    {"a member more", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { int a, b; }; READ int f(struct s *s);", "f"},
    {"the name of a member", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { int b; }; READ int f(struct s *s);", "f"},
    {"the type of a member", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { unsigned a; }; READ int f(struct s *s);", "f"},
    {"the order of members", "struct s { int a, b; }; READ int f(struct s *s);",
     "struct s { int b, a; }; READ int f(struct s *s);", "f"},
    {"padding is a member", "struct s { char a; long b; }; READ int f(struct s *s);",
     "struct s { char a, c; long b; }; READ int f(struct s *s);", "f"},
    {"packed", "struct s { char a; long b; }; READ int f(struct s *s);",
     "struct __attribute__((packed)) s { char a; long b; }; READ int f(struct s *s);", "f"},
    {"aligned", "struct s { int a; }; READ int f(struct s *s);",
     "struct __attribute__((aligned(64))) s { int a; }; READ int f(struct s *s);", "f"},
    {"a member's alignment", "struct s { int a; int b; }; READ int f(struct s *s);",
     "struct s { int a; alignas(16) int b; }; READ int f(struct s *s);", "f"},
    {"a packed member", "struct s { char a; long b; }; READ int f(struct s *s);",
     "struct s { char a; long b __attribute__((packed)); }; READ int f(struct s *s);", "f"},
    {"an alignment that changes no place", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { alignas(8) int a; }; READ int f(struct s *s);", "f"},
    {"a pragma that packs", "struct s { char a; long b; }; READ int f(struct s *s);",
     "#pragma pack(push, 1)\nstruct s { char a; long b; };\n#pragma pack(pop)\nREAD int f(struct s *s);", "f"},
    {"const of a member", "struct s { char *a; }; READ int f(struct s *s);",
     "struct s { const char *a; }; READ int f(struct s *s);", "f"},
    {"volatile of a member", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { volatile int a; }; READ int f(struct s *s);", "f"},
    {"the count of an array", "struct s { int a[4]; long b; }; READ int f(struct s *s);",
     "struct s { int a[3]; long b; }; READ int f(struct s *s);", "f"},
    {"how an array is divided", "struct s { int a[4][2]; }; READ int f(struct s *s);",
     "struct s { int a[2][4]; }; READ int f(struct s *s);", "f"},
    {"a flexible array at the end", "struct s { int a; }; READ int f(struct s *s);",
     "struct s { int a; int b[]; }; READ int f(struct s *s);", "f"},
    {"the type in a flexible array", "struct s { int a; char b[]; }; READ int f(struct s *s);",
     "struct s { int a; unsigned char b[]; }; READ int f(struct s *s);", "f"},
    {"the width of a bit-field", "struct s { int a : 3, b : 4; }; READ int f(struct s *s);",
     "struct s { int a : 4, b : 4; }; READ int f(struct s *s);", "f"},
    {"the width of the last bit-field", "struct s { int a : 3; }; READ int f(struct s *s);",
     "struct s { int a : 4; }; READ int f(struct s *s);", "f"},
    {"the sign of a bit-field", "struct s { int a : 3; }; READ int f(struct s *s);",
     "struct s { unsigned a : 3; }; READ int f(struct s *s);", "f"},
    {"a member becomes a bit-field", "struct s { unsigned a; }; READ int f(struct s *s);",
     "struct s { unsigned a : 32; }; READ int f(struct s *s);", "f"},
    {"bits that have no name", "struct s { int a : 3; int b : 4; }; READ int f(struct s *s);",
     "struct s { int a : 3; int : 2; int b : 4; }; READ int f(struct s *s);", "f"},
    {"a struct becomes a union", "struct s { int a; }; READ int f(struct s *s);",
     "union s { int a; }; READ int f(union s *s);", "f"},
    {"a union's member", "union u { int a; long b; }; READ int f(union u *u);",
     "union u { int a; double b; }; READ int f(union u *u);", "f"},
    {"a member of an anonymous union", "struct s { union { int a; float b; }; }; READ int f(struct s *s);",
     "struct s { union { int a; unsigned b; }; }; READ int f(struct s *s);", "f"},
    {"a member more of an anonymous union", "struct s { union { int a; float b; }; }; READ int f(struct s *s);",
     "struct s { union { int a; float b; unsigned c; }; }; READ int f(struct s *s);", "f"},
    {"an anonymous union gets a name", "struct s { union { int a; float b; }; }; READ int f(struct s *s);",
     "struct s { union { int a; float b; } in; }; READ int f(struct s *s);", "f"},
    {"the order of a union's members", "union u { int a; float b; }; READ int f(union u *u);",
     "union u { float b; int a; }; READ int f(union u *u);", "f"},
    {"the tag of a struct", "struct s { int a; }; READ int f(struct s *s);",
     "struct t { int a; }; READ int f(struct t *s);", "f"},
    {"the second of two anonymous structs",
     "struct s { struct { int a; }; struct { int b; }; }; READ int f(struct s *s);",
     "struct s { struct { int a; }; struct { long b; }; }; READ int f(struct s *s);", "f"},
    {"a struct without a tag", "struct s { struct { int a; } in; }; READ int f(struct s *s);",
     "struct s { struct { long a; } in; }; READ int f(struct s *s);", "f"},
    {"a typedef of a struct without a tag", "typedef struct { int a; } s; READ int f(s *s);",
     "typedef struct { long a; } s; READ int f(s *s);", "f"},
    {"such a typedef's name", "typedef struct { int a; } s; READ int f(s *s);",
     "typedef struct { int a; } t; READ int f(t *s);", ""},
    {"a type three levels down",
     "struct c { int a; }; struct b { struct c *c; }; struct a { struct b b[2]; }; READ int f(struct a *a); READ int "
     "g(int);",
     "struct c { long a; }; struct b { struct c *c; }; struct a { struct b b[2]; }; READ int f(struct a *a); READ int "
     "g(int);",
     "f"},
    {"a type that leads back to itself", "struct s { struct s *next; int a; }; READ int f(struct s *s);",
     "struct s { struct s *next; long a; }; READ int f(struct s *s);", "f"},
    {"two types that lead to each other",
     "struct t; struct s { struct t *t; }; struct t { struct s *s; int a; }; READ int f(struct s *s);",
     "struct t; struct s { struct t *t; }; struct t { struct s *s; long a; }; READ int f(struct s *s);", "f"},
    {"what is opaque is told", "struct s; READ int f(struct s *s);", "struct s { int a; }; READ int f(struct s *s);",
     "f"},
    {"what is told becomes opaque, of two functions of which one has it",
     "struct s { int a; }; READ int f(struct s *s); READ int g(void *s);",
     "struct s; READ int f(struct s *s); READ int g(void *s);", "f"},
    {"a type of another header", "#include \"dep.h\"\nREAD int f(struct dep *dep);",
     "#include \"dep.h\"\nREAD int f(struct dep *dep);", "f", "struct dep { int a; };", "struct dep { long a; };"},
    {"a member of a struct by value", "struct s { int a; }; READ struct s f(int a);",
     "struct s { int a, b; }; READ struct s f(int a);", "f"},
    {"a function's result that is a function", "READ int (*f(int a))(int);", "READ int (*f(int a))(long);", "f"},

    // Enums and constants. Those of a header count for all of its functions.
    {"an enumerator's value", "enum e { A, B }; READ int f(enum e e);", "enum e { A, B = 4 }; READ int f(enum e e);",
     "f other"},
    {"an enumerator's name", "enum e { A, B }; READ int f(enum e e);", "enum e { A, C }; READ int f(enum e e);",
     "f other"},
    {"an enumerator more", "enum e { A }; READ int f(enum e e);", "enum e { A, B }; READ int f(enum e e);", "f other"},
    {"an enumerator less", "enum e { A, B }; READ int f(enum e e);", "enum e { A }; READ int f(enum e e);", "f other"},
    {"an enumerator between", "enum e { A, C }; READ int f(enum e e);", "enum e { A, B, C }; READ int f(enum e e);",
     "f other"},
    {"what an enum is made of", "enum e : uint8_t { A }; READ int f(enum e e);",
     "enum e : uint16_t { A }; READ int f(enum e e);", "f"},
    {"the tag of an enum", "enum e { A }; READ int f(enum e e);", "enum k { A }; READ int f(enum k e);", "f"},
    {"an enum and its integer", "enum e : int { A }; READ int f(enum e e);", "enum e : int { A }; READ int f(int e);",
     "f"},
    {"a constant without a tag", "enum { MOST = 4 }; READ int f(int a);", "enum { MOST = 5 }; READ int f(int a);",
     "f other"},
    {"a named enum that no type has", "enum e { A = 1 }; READ int f(int a);", "enum e { A = 2 }; READ int f(int a);",
     "f other"},
    {"an enum inside a struct", "struct s { enum { A = 1 } a; }; READ int f(struct s *s);",
     "struct s { enum { A = 2 } a; }; READ int f(struct s *s);", "f other"},
    {"a macro's value", "#define MOST 4\nREAD int f(int a);", "#define MOST 5\nREAD int f(int a);", "f other"},
    {"a macro more", "READ int f(int a);", "#define MOST 5\nREAD int f(int a);", "f other"},
    {"a macro less", "#define MOST 5\nREAD int f(int a);", "READ int f(int a);", "f other"},
    {"a macro's name", "#define MOST 5\nREAD int f(int a);", "#define LIMIT 5\nREAD int f(int a);", "f other"},
    {"a macro becomes an enumerator", "#define MOST 4\nREAD int f(int a);", "enum { MOST = 4 }; READ int f(int a);",
     "f other"},
    {"the type of a macro's value", "#define MOST 4\nREAD int f(int a);", "#define MOST 4u\nREAD int f(int a);",
     "f other"},
    {"what a macro is made of", "#define HALF 4\n#define MOST (2 * HALF)\nREAD int f(int a);",
     "#define HALF 5\n#define MOST (2 * HALF)\nREAD int f(int a);", "f other"},
    {"a macro that is a text", "#define NAME \"one\"\nREAD int f(int a);", "#define NAME \"two\"\nREAD int f(int a);",
     "f other"},
    {"a macro that is a fraction", "#define PART 0.5\nREAD int f(int a);", "#define PART 0.25\nREAD int f(int a);",
     "f other"},
    {"a macro that is a size", "struct s { int a; };\n#define BYTES sizeof(struct s)\nREAD int f(int a);",
     "struct s { int a, b; };\n#define BYTES sizeof(struct s)\nREAD int f(int a);", "f other"},
    {"a constant object", "static const int most = 4; READ int f(int a);",
     "static const int most = 5; READ int f(int a);", "f other"},
    {"a constexpr object", "constexpr int most = 4; READ int f(int a);", "constexpr int most = 5; READ int f(int a);",
     "f other"},
    {"a table", "static const int table[] = {1, 2}; READ int f(int a);",
     "static const int table[] = {1, 3}; READ int f(int a);", "f other"},
    {"a constant of a header that exports nothing", "#include \"dep.h\"\nREAD int f(int a);",
     "#include \"dep.h\"\nREAD int f(int a);", "f other", "#define DEP 1", "#define DEP 2"},
    {"the count of an array that is a constant",
     "enum { MOST = 4 }; struct s { int a[MOST]; }; READ int f(struct s *s);",
     "enum { MOST = 5 }; struct s { int a[MOST]; }; READ int f(struct s *s);", "f other"},
};

class Changes : public Headers {
protected:
  std::map<std::string, Function> Of(const std::string &text, const std::string &dep, bool is_same_cell = false) {
    WriteText("dep.h", "#pragma once\n#include \"kernel/base/cell.h\"\n" + dep + "\n");
    return Read(text + "\nREAD int other(void);", is_same_cell ? "dep.h" : "");
  }
};

}  // namespace

TEST_F(Changes, ChangeTheHashesThatTheyAreToChangeAndNoOther) {
  static_assert(std::size(kChanges) >= 60);
  for (const Change &change : kChanges) {
    SCOPED_TRACE(change.what);
    auto before = Of(change.before, change.dep_before, change.is_same_cell);
    EXPECT_EQ(said_, "");
    auto after =
        Of(change.after, change.dep_after == nullptr ? change.dep_before : change.dep_after, change.is_same_cell);
    EXPECT_EQ(said_, "");
    ASSERT_EQ(before.count("other") + before.count("f") + after.count("f"), 3u);
    std::string changed, texts;
    for (const auto &[name, function] : before) {
      if (after.count(name) == 0 || after[name].hash == function.hash) continue;
      changed += (changed.empty() ? "" : " ") + name;
    }
    EXPECT_EQ(changed, change.changed) << before["f"].text << "\n" << after["f"].text;
  }
}

// The same header, read again and from elsewhere, has the same hashes; so the build can take them from a cache.
TEST_F(Changes, ComeFromNothingButTheHeader) {
  const std::string text =
      "#define MOST 4\nenum e { A }; struct s { enum e e; int a[MOST]; }; READ int f(struct s *s);";
  auto first = Of(text, ""), again = Of(text, "");
  EXPECT_EQ(first["f"].hash, again["f"].hash);
  ASSERT_EQ(std::system("mkdir -p elsewhere/deeper && cp own.h elsewhere/deeper/moved.h"), 0);
  EXPECT_EQ(ReadFile("elsewhere/deeper/moved.h")["f"].hash, first["f"].hash);
  EXPECT_EQ(ReadFile("own.h", "", "-DCELL_LABEL_OF_NOBODY=1 -Wall")["f"].hash, first["f"].hash);
  EXPECT_NE(ReadFile("own.h", "", "-fshort-enums")["f"].hash, first["f"].hash);
}

TEST_F(Changes, AHeaderThatLacksAnIncludeIsNamed) {
  WriteText("own.h", "#pragma once\nREAD int f(int a);\n");
  ReadFile("own.h");
  EXPECT_EQ(status_, 1);
  EXPECT_EQ(said_, "error: //own: own.h does not compile alone: own.h:2:1: error: unknown type name 'READ'; include in "
                   "it what it needs\n");
  ReadFile("no-such-file.h");
  EXPECT_EQ(status_, 1);
}
