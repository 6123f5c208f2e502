// SPDX-License-Identifier: Apache-2.0
// undo: reads a journal as docs/journal.md has it; written for the tests alone, apart from the kernel's own.
#pragma once
#include <cstdint>
#include <cstring>
#include <vector>

namespace journal_test {

enum class Form { kWord, kFields, kRange };

struct Piece {
  uint64_t address;
  std::vector<uint8_t> old;
};

struct LoggedRecord {
  Form form;
  std::vector<Piece> pieces;
  uint64_t words;
};

inline Piece PieceOf(uint64_t address, const void *old, size_t size) {
  Piece piece{address, std::vector<uint8_t>(size)};
  std::memcpy(piece.old.data(), old, size);
  return piece;
}

// The record that ends at `end`.
inline LoggedRecord ReadRecord(const uint64_t *end) {
  uint64_t last = end[-1];
  if (last >> 32 != 0) return {Form::kWord, {PieceOf(last, &end[-2], 8)}, 2};
  if ((last >> 30 & 1) != 0) {
    uint64_t length = last & 0x3fffffff, words = (length + 7) / 8;
    return {Form::kRange, {PieceOf(end[-2], end - 2 - words, length)}, words + 2};
  }
  static const unsigned kBits[] = {26, 12, 7, 5};
  unsigned count = (last & 3) + 1, bits = kBits[last & 3];
  last >>= 2;
  LoggedRecord record{Form::kFields, {}, count + 2u};
  for (unsigned i = 0; i < count; i++) {
    unsigned size = 1u << (last & 3);
    uint64_t offset = (last >> 2 & ((1u << bits) - 1)) * size;
    record.pieces.push_back(PieceOf(end[-2] + offset, end - 2 - count + i, size));
    last >>= 2 + bits;
  }
  return record;
}

// The records of [start, cursor), newest first.
inline std::vector<LoggedRecord> ReadJournal(const uint64_t *start, const uint64_t *cursor) {
  std::vector<LoggedRecord> records;
  while (cursor > start) {
    records.push_back(ReadRecord(cursor));
    cursor -= records.back().words;
  }
  return records;
}

inline void Undo(const uint64_t *start, const uint64_t *cursor) {
  for (const LoggedRecord &record : ReadJournal(start, cursor))
    for (const Piece &piece : record.pieces)
      std::memcpy(reinterpret_cast<void *>(piece.address), piece.old.data(), piece.old.size());
}

}  // namespace journal_test
