// SPDX-License-Identifier: Apache-2.0
// LayOut: whatever a group stores, its records hold those bytes and no others, in the forms that docs/journal.md has.
#include "tools/journal/records.h"

#include <map>
#include <random>

#include "tools/journal/testing/undo.h"
#include "gtest/gtest.h"

namespace journal {
namespace {

using journal_test::Form;
using journal_test::LoggedRecord;

// Bases are told apart by their addresses alone. The bytes of a base lie around its middle.
enum { kBases = 3, kAround = 1 << 16 };
uint8_t memory[kBases][2 * kAround];

llvm::Value *Base(unsigned i) {
  return reinterpret_cast<llvm::Value *>(&memory[i][kAround]);
}

uint8_t *At(const Record &record, int64_t offset) {
  return reinterpret_cast<uint8_t *>(record.base) + record.anchor + offset;
}

// The journal after the records, as the code that Emit() makes would leave it.
std::vector<uint64_t> Written(const std::vector<Record> &records) {
  std::vector<uint64_t> journal;
  for (const Record &record : records) {
    for (const Field &field : record.fields) {
      uint64_t old = 0;
      std::memcpy(&old, At(record, field.offset), field.size);
      journal.push_back(old);
    }
    journal.push_back(reinterpret_cast<uint64_t>(At(record, 0)));
    if (record.form != Record::kWord) journal.push_back(record.descriptor);
  }
  return journal;
}

std::vector<LoggedRecord> Read(const std::vector<uint64_t> &journal) {
  return journal_test::ReadJournal(journal.data(), journal.data() + journal.size());
}

Span At(unsigned base, int64_t offset, int64_t size) {
  return {Base(base), offset, offset + size};
}

TEST(LayOut, HoldsExactlyTheBytesOfTheSpans) {
  std::minstd_rand random(7);
  for (auto &bytes : memory)
    for (uint8_t &byte : bytes)
      byte = static_cast<uint8_t>(random());
  for (int round = 0; round < 20000; round++) {
    std::vector<Span> spans;
    std::map<uint64_t, uint8_t> wanted, logged;
    int64_t reach = round % 3 == 0 ? kAround - 64 : round % 3 == 1 ? 300 : 24;
    for (unsigned count = 1 + random() % 9; count > 0; count--) {
      unsigned base = random() % kBases;
      int64_t offset = static_cast<int64_t>(random() % (2 * reach)) - reach, size = 1 << random() % 4;
      if (random() % 8 == 0) size = 1 + random() % kInlineRange;
      if (random() % 2 == 0) offset &= ~INT64_C(7);
      spans.push_back(At(base, offset, size));
      uint8_t *bytes = &memory[base][kAround + offset];
      for (int64_t i = 0; i < size; i++)
        wanted[reinterpret_cast<uint64_t>(&bytes[i])] = bytes[i];
    }
    std::vector<uint64_t> journal = Written(LayOut(spans));
    for (const LoggedRecord &record : Read(journal))
      for (const journal_test::Piece &piece : record.pieces)
        for (size_t i = 0; i < piece.old.size(); i++)
          EXPECT_TRUE(logged.insert({piece.address + i, piece.old[i]}).second) << "a byte is logged twice";
    ASSERT_EQ(logged, wanted);
    ASSERT_LE(journal.size() * 8, 4096u) << "a group is longer than the guard behind a journal";
  }
}

TEST(LayOut, TakesTheShortestForm) {
  EXPECT_EQ(LayOut({At(0, 0, 8)})[0].form, Record::kWord);
  EXPECT_EQ(LayOut({At(0, 800, 8)})[0].form, Record::kWord);
  EXPECT_EQ(LayOut({At(0, 800, 4)})[0].form, Record::kFields);
  EXPECT_EQ(LayOut({At(0, 0, 40)})[0].form, Record::kRange);
}

TEST(LayOut, JoinsNeighbours) {
  std::vector<Record> records = LayOut({At(0, 4, 4), At(0, 0, 4)});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].form, Record::kWord);
}

TEST(LayOut, PutsFourFieldsOfAnObjectIntoOneRecord) {
  std::vector<Record> records = LayOut({At(0, 0, 8), At(0, 16, 4), At(0, 24, 2), At(0, 31, 1)});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].Words(), 6u);
}

TEST(LayOut, KeepsTheOrderOfFirstMention) {
  std::vector<Record> records = LayOut({At(2, 0, 8), At(0, 0, 8), At(1, 0, 8), At(0, 64, 8)});
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].base, Base(2));
  EXPECT_EQ(records[1].base, Base(0));
  EXPECT_EQ(records[2].base, Base(1));
}

}  // namespace
}  // namespace journal
