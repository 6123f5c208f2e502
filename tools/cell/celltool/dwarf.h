// SPDX-License-Identifier: Apache-2.0
// dwarf: the debugging entries of a linked file, as far as they speak of types, variables and functions (DWARF 5,
// 32-bit, as clang writes it). A file that is written otherwise ends the program with a sentence.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DWARF_NONE = UINT32_MAX };

enum dwarf_tag {
  DWARF_ARRAY = 0x01,
  DWARF_ENUMERATION = 0x04,
  DWARF_PARAMETER = 0x05,
  DWARF_MEMBER = 0x0d,
  DWARF_POINTER = 0x0f,
  DWARF_UNIT = 0x11,
  DWARF_STRUCTURE = 0x13,
  DWARF_FUNCTION_TYPE = 0x15,
  DWARF_TYPEDEF = 0x16,
  DWARF_UNION = 0x17,
  DWARF_VARIADIC = 0x18,
  DWARF_SUBRANGE = 0x21,
  DWARF_BASE_TYPE = 0x24,
  DWARF_CONST = 0x26,
  DWARF_ENUMERATOR = 0x28,
  DWARF_FUNCTION = 0x2e,
  DWARF_VARIABLE = 0x34,
  DWARF_VOLATILE = 0x35,
  DWARF_RESTRICT = 0x37,
  DWARF_UNSPECIFIED_TYPE = 0x3b,
  DWARF_ATOMIC = 0x47,
};

// Numbers of an entry that may be there or not.
enum dwarf_number {
  DWARF_SIZE,
  DWARF_ENCODING,
  DWARF_COUNT,   // of elements
  DWARF_OFFSET,  // of a member, in bytes
  DWARF_BITS,
  DWARF_BIT_OFFSET,
  DWARF_VALUE,
  DWARF_ALIGNMENT,
  DWARF_NUMBERS,
};

struct dwarf_entry {
  uint64_t at;  // offset in .debug_info
  uint16_t tag;
  bool declaration, external, located;  // located: there is code or storage
  uint32_t end;                         // index behind the last entry below this one
  uint32_t type;                        // index; DWARF_NONE: void
  const char *name;                     // null: none
  const char *file;                     // path of the source that declares it; null: not said
  uint32_t has;                         // a bit for each number
  uint64_t numbers[DWARF_NUMBERS];
};

// All entries, each in front of those below it: the first one below i is i + 1, the next one beside j is
// entries[j].end.
struct dwarf {
  struct dwarf_entry *entries;
  uint32_t count;
};

// label: for sentences
struct dwarf dwarf_read(const char *label, const uint8_t *bytes, size_t size);
