// SPDX-License-Identifier: Apache-2.0
// records: how the old values of a group of stores are laid out in the journal (docs/journal.md).
#pragma once
#include <cstdint>
#include <vector>

namespace llvm {
class Value;
}

namespace journal {

// Bytes that some stores of a group write: those from `offset` to `end`, counted from base.
struct Span {
  llvm::Value *base;
  int64_t offset, end;
};

struct Field {
  int64_t offset;  // from the record's base; 1, 2, 4 or 8 bytes
  unsigned size;
};

struct Record {
  enum Form { kWord, kFields, kRange } form;
  llvm::Value *base;
  int64_t anchor;             // what is added to base to get the address in the record
  std::vector<Field> fields;  // kWord has one; kRange has its bytes as 8-byte fields
  uint64_t descriptor;        // the last word of kFields and kRange

  // In words of the journal.
  uint64_t Words() const {
    return fields.size() + (form == kWord ? 1 : 2);
  }
};

enum {
  kInlineRange = 64,  // longer ranges are left to journal_range
  kGroupWords = 48,   // of the spans of a group; with the words around them less than the guard behind a journal
};

// Records for all bytes of the spans, in the order of their first mention of each base. Spans may overlap and touch.
std::vector<Record> LayOut(const std::vector<Span> &spans);

}  // namespace journal
