// SPDX-License-Identifier: Apache-2.0
// Tests of objects that are made inside a transaction: undo of them is tested by //testing/campaign.
#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

extern "C" {
#include "kernel/heap/heap_state.h"
}
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/heap/heap_fixture.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/after_host.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"

namespace {

constexpr uint32_t kMany = LEDGER_RESERVE + 10;

const struct ledger_type filler_type = {"filler", nullptr, nullptr, false, nullptr};

uint64_t Entries() {
  struct ledger_statistics out;
  ledger_statistics(&out);
  return out.entries;
}

// Of how many entries that is the object, and who owns it last.
uint64_t EntriesOf(const void *object, uint32_t *owner = nullptr) {
  struct ledger_info info;
  uint64_t count = 0;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;) {
    if (info.object != reinterpret_cast<uint64_t>(object)) continue;
    count++;
    if (owner != nullptr) *owner = info.owner;
  }
  return count;
}

size_t BlockOf(size_t size) {
  struct heap_class row = {};
  for (uint32_t i = 0; row.size <= size && heap_class(i, &row) == OK; i++) {}
  return row.size;
}

uint8_t *New(size_t size = 64, const char *type = "struct fresh") {
  return Bytes(heap_new(size, 8, type));
}

// Inside a transaction from the start; each test ends with as many live objects and broken promises as it said.
class Fresh : public HeapTest {
protected:
  void SetUp() override {
    ASSERT_NE(pages_direct(0), nullptr);  // there is memory
    heap_delete(New());                   // the type and a slab are there
    HeapTest::SetUp();
    entries_ = Entries();
    nucleus_host_begin();
  }
  void TearDown() override {
    if (nucleus_host_is_inside()) Commit();
    HeapTest::TearDown();
    EXPECT_EQ(Entries(), entries_);
  }
  static void Commit() {
    nucleus_host_commit();
    EXPECT_TRUE(heap_check());
    EXPECT_TRUE(ledger_check());
  }
  static void Delete(const std::vector<uint8_t *> &objects) {
    for (uint8_t *object : objects)
      heap_delete(object);
  }
  // Those that are live: each must have one entry.
  void ExpectEntered(const std::vector<uint8_t *> &objects) const {
    EXPECT_EQ(Entries(), entries_ + objects.size());
    EXPECT_EQ(Statistics().live, before_.live + objects.size());
    for (uint8_t *object : objects)
      EXPECT_EQ(EntriesOf(object), 1u);
  }

  uint64_t entries_ = 0;
};

TEST_F(Fresh, BornAndDeadInOneTransactionIsNeitherEnteredNorCounted) {
  uint8_t *object = New();
  ASSERT_NE(object, nullptr);
  EXPECT_EQ(Entries(), entries_);
  EXPECT_EQ(heap_size(object), 64u);
  EXPECT_TRUE(heap_check());
  memset(object, 0x55, 64);
  heap_delete(object);
  EXPECT_EQ(heap_size(object), 0u);
  EXPECT_EQ(std::count(object, object + 16, 0xdd), 16);  // at once
  EXPECT_EQ(std::count(object + 16, object + 64, 0), 48);
  EXPECT_EQ(New(), object);  // so its block can be used again
  EXPECT_EQ(std::count(object, object + 64, 0), 64);
  heap_delete(object);
  Commit();
  EXPECT_EQ(Statistics().made, before_.made);
}

TEST_F(Fresh, IsEnteredAndCountedWhenItsTransactionEnds) {
  std::vector<uint8_t *> objects = {New(), New(16), New(100), New(28), New(1500)};
  EXPECT_EQ(Entries(), entries_);
  Commit();
  ExpectEntered(objects);
  EXPECT_EQ(Statistics().live_bytes, before_.live_bytes + 64 + 16 + 100 + 28 + 1500);
  Delete(objects);
}

TEST_F(Fresh, WhatWasThereBeforeTheTransactionIsNotUsedAgainInIt) {
  uint8_t *before = New();
  Commit();
  nucleus_host_begin();
  uint8_t *object = New();
  heap_delete(before);
  uint8_t *other = New();
  EXPECT_NE(other, before);
  Commit();
  ExpectEntered({object, other});
  Delete({object, other});
}

TEST_F(Fresh, PlacesOfTheDeadEnterNobody) {
  uint8_t *a = New(), *b = New(), *c = New();
  heap_delete(a);
  heap_delete(b);
  uint8_t *d = New(), *e = New();  // the same blocks, which have two places each now
  EXPECT_EQ(std::min(d, e), std::min(a, b));
  heap_delete(c);
  Commit();
  ExpectEntered({d, e});
  Delete({d, e});
}

TEST_F(Fresh, MoreThanThereArePlacesForAreEnteredAtOnce) {
  std::vector<uint8_t *> objects;
  for (uint32_t i = 0; i < kMany; i++)
    objects.push_back(New());
  EXPECT_EQ(Entries(), entries_ + kMany - LEDGER_RESERVE);
  EXPECT_TRUE(heap_check());
  for (uint32_t i = 0; i < kMany; i += 2)
    heap_delete(objects[i]);
  for (uint32_t i = 0; i < kMany; i += 2)
    objects[i] = New();
  Commit();
  ExpectEntered(objects);
  Delete(objects);
}

TEST_F(Fresh, PlacesAreUsedAgainHoweverManyHaveGone) {
  std::vector<uint8_t *> objects, kept = {New(), New()};
  for (int turn = 0; turn < 10; turn++) {
    for (int i = 0; i < 20; i++)
      objects.push_back(New());
    EXPECT_EQ(Entries(), entries_);
    Delete(objects);  // in the order in which they were made
    objects.clear();
  }
  Commit();
  ExpectEntered(kept);
  Delete(kept);
}

TEST_F(Fresh, ADoubleReleaseIsFound) {
  uint8_t *object = New(), *other = New();
  heap_delete(object);
  heap_delete(object);
  expected_defects_ = 1;
  EXPECT_NE(LastLine().find("released twice"), std::string::npos) << LastLine();
  heap_delete(other);
  heap_delete(other);
  expected_defects_ = 2;
  Commit();
}

TEST_F(Fresh, AForeignOrMisalignedReleaseIsFound) {
  int local = 0;
  uint8_t *object = New();
  heap_delete(nullptr);
  heap_delete(&local);
  heap_delete(reinterpret_cast<void *>(8));
  heap_delete(reinterpret_cast<void *>(UINTPTR_MAX));
  heap_delete(object + 16);
  heap_delete(object + 1);
  heap_delete(reinterpret_cast<void *>(reinterpret_cast<uint64_t>(object) & ~UINT64_C(16383)));
  expected_defects_ = 6;
  EXPECT_EQ(heap_size(object), 64u);
  Commit();
  ExpectEntered({object});
  heap_delete(object);
}

TEST_F(Fresh, AWriteAfterReleaseIsFoundBeforeTheBlockIsUsedAgain) {
  for (size_t at : {0, 8, 16, 40, 64, 72, 79}) {
    uint8_t *object = New();
    heap_delete(object);
    object[at] ^= 1;
    uint8_t *other = New();
    expected_defects_++;
    EXPECT_NE(other, object) << at;
    EXPECT_EQ(Statistics().defects, before_.defects + expected_defects_) << at;
    EXPECT_NE(LastLine().find("struct fresh"), std::string::npos) << LastLine();
    heap_delete(other);
  }
  Commit();
}

TEST_F(Fresh, AWritePastTheEndIsFoundOnRelease) {
  for (size_t size : {1, 7, 15, 16, 28, 63, 64, 100, 200, 256, 700, 1024, 2047}) {
    uint8_t *first = New(size), *object = New(size);  // a type and a size that are known the second time
    heap_delete(first);
    object[size] ^= 1;
    EXPECT_FALSE(heap_check()) << size;
    heap_delete(object);
    expected_defects_++;
    EXPECT_NE(LastLine().find("past its end"), std::string::npos) << LastLine();
    EXPECT_TRUE(heap_check()) << size;
    uint8_t *next = New(size);
    EXPECT_NE(next, object) << size;
    heap_delete(next);
    heap_delete(object);
    expected_defects_++;
  }
  Commit();
}

TEST_F(Fresh, AWriteIntoTheLastByteOfItsBlockIsFoundOnRelease) {
  for (size_t size : {1, 8, 16, 31, 64, 100, 256, 1024}) {
    uint8_t *first = New(size), *object = New(size);
    object[BlockOf(size) - 1] ^= 1;
    Delete({object, first});
    expected_defects_++;
    EXPECT_EQ(Statistics().defects, before_.defects + expected_defects_) << size;
  }
}

TEST_F(Fresh, NoneIsLeftBehindATransaction) {
  uint8_t *object = New();
  Commit();
  uint64_t at = reinterpret_cast<uint64_t>(object);
  struct slab *slab = reinterpret_cast<struct slab *>(at - at % SLAB_BYTES);
  union block *block = &slab->blocks[(at % SLAB_BYTES - slab->first) / slab->size];
  block->is_fresh = 1;
  EXPECT_FALSE(heap_check());
  block->is_fresh = 0;
  EXPECT_TRUE(heap_check());
  heap_delete(object);
}

TEST_F(Fresh, IsFencedToTheEndOfItsBlock) {
  for (size_t size : {1, 7, 9, 15, 16, 23, 28, 31, 64, 65, 200, 256, 320, 1024}) {
    uint8_t *first = New(size), *object = New(size);
    size_t block = BlockOf(size);
    EXPECT_EQ(std::count(object, object + size, 0), static_cast<ptrdiff_t>(size));
    EXPECT_EQ(std::count(object + size, object + block, 0xfd), static_cast<ptrdiff_t>(block - size)) << size;
    Delete({object, first});
  }
}

TEST_F(Fresh, CanBeGivenAway) {
  uint32_t cell = ledger_cell("//kernel/heap"), owner = 0;
  entries_ = Entries();
  uint8_t *object = New(), *kept = New();
  EXPECT_EQ(heap_give(object, UINT32_C(0x7fffffe0)), NOT_FOUND);
  EXPECT_EQ(EntriesOf(object), 0u);
  EXPECT_EQ(heap_give(object, cell), OK);
  EXPECT_EQ(EntriesOf(object, &owner), 1u);
  EXPECT_EQ(owner, cell);
  EXPECT_EQ(heap_give(object, LEDGER_NONE), OK);  // it is as any other now
  Commit();
  ExpectEntered({object, kept});
  Delete({object, kept});
}

TEST_F(Fresh, GivenAwayInGreatNumberTheReserveStaysWhole) {
  uint32_t cell = ledger_cell("//kernel/heap");
  entries_ = Entries();
  std::vector<uint8_t *> objects;
  for (uint32_t i = 0; i < 4 * LEDGER_RESERVE; i++) {
    objects.push_back(New());
    if (i % 2 == 0) EXPECT_EQ(heap_give(objects.back(), cell), OK);
  }
  Commit();
  ExpectEntered(objects);
  Delete(objects);
}

// Fills the ledger until nothing is left but the reserve, and some of that is gone.
std::vector<uint32_t> FillLedger() {
  std::vector<uint32_t> fillers;
  frames_fail_after(1);
  for (uint32_t entry; (entry = ledger_add(LEDGER_NONE, &filler_type, 77)) != LEDGER_NONE;)
    fillers.push_back(entry);
  for (int i = 0; i < 8; i++)
    fillers.push_back(ledger_add_reserved(LEDGER_NONE, &filler_type, 77));
  return fillers;
}

TEST_F(Fresh, WithoutAReserveObjectsAreEnteredAtOnce) {
  Commit();
  std::vector<uint32_t> fillers = FillLedger();
  for (int i = 0; i < 3; i++, fillers.pop_back())
    ledger_remove(fillers.back(), 77);
  nucleus_host_begin();
  uint64_t entries = Entries();
  std::vector<uint8_t *> objects = {New(), New(), New()};
  EXPECT_EQ(Entries(), entries + 3);
  EXPECT_EQ(New(), nullptr);
  heap_delete(objects.back());
  objects.pop_back();
  Commit();
  EXPECT_EQ(Entries(), entries + 2);
  Delete(objects);
  for (uint32_t filler : fillers)
    ledger_remove(filler, 77);
}

TEST_F(Fresh, OfTheReserveAllCanBeEntered) {
  Commit();
  std::vector<uint32_t> fillers = FillLedger();
  for (int i = 0; i < 8; i++, fillers.pop_back())
    ledger_remove(fillers.back(), 77);
  frames_fail_after(0);
  nucleus_host_begin();
  std::vector<uint8_t *> objects = {New()};
  frames_fail_after(1);
  while (objects.size() < LEDGER_RESERVE)
    objects.push_back(New());
  for (uint32_t entry; (entry = ledger_add(LEDGER_NONE, &filler_type, 77)) != LEDGER_NONE;)
    fillers.push_back(entry);
  Commit();
  for (uint8_t *object : objects)
    EXPECT_EQ(EntriesOf(object), 1u);
  Delete(objects);
  for (uint32_t filler : fillers)
    ledger_remove(filler, 77);
}

TEST_F(Fresh, RefusesFromTheAllocationThatATestNames) {
  uint8_t *object = New();
  heap_fail_after(2);
  uint8_t *counted = New();
  EXPECT_NE(counted, nullptr);
  EXPECT_EQ(New(), nullptr);
  heap_fail_after(0);
  uint8_t *last = New();
  Commit();
  ExpectEntered({object, counted, last});
  Delete({object, counted, last});
}

TEST_F(Fresh, RefusesAlsoWhatIsFirstInItsTransaction) {
  heap_fail_after(2);
  uint8_t *object = New();
  EXPECT_EQ(New(), nullptr);
  Commit();
  ExpectEntered({object});
  heap_delete(object);
}

// What is given away takes an entry of the reserve.
TEST_F(Fresh, NothingMoreIsFreshWhenTheReserveCannotBeMadeWhole) {
  uint32_t cell = ledger_cell("//kernel/heap");
  Commit();
  std::vector<uint32_t> fillers;
  frames_fail_after(1);
  for (uint32_t entry; (entry = ledger_add(LEDGER_NONE, &filler_type, 77)) != LEDGER_NONE;)
    fillers.push_back(entry);
  nucleus_host_begin();
  std::vector<uint8_t *> objects = {New(), New()};
  EXPECT_EQ(heap_give(objects[0], cell), OK);
  EXPECT_EQ(New(), nullptr);
  Commit();
  for (uint8_t *object : objects)
    EXPECT_EQ(EntriesOf(object), 1u);
  Delete(objects);
  for (uint32_t filler : fillers)
    ledger_remove(filler, 77);
  entries_ = Entries();
}

TEST_F(Fresh, LeavesNoMoreThanTwoEmptySlabsAClass) {
  uint64_t frames = Statistics().frames;
  std::vector<uint8_t *> objects;
  for (int i = 0; i < 40; i++)
    objects.push_back(New(2000));
  EXPECT_GE(Statistics().frames, frames + 4 * 4);
  Delete(objects);
  Commit();
  EXPECT_LE(Statistics().frames, frames + 2 * 4);
}

TEST_F(Fresh, NothingIsTakenFromASlabThatWasGivenBack) {
  for (int turn = 0; turn < 20; turn++) {
    std::vector<uint8_t *> objects;
    for (int i = 0; i < 8 + turn; i++)
      objects.push_back(New(1700));
    if (turn % 2 == 0) std::reverse(objects.begin(), objects.end());
    Delete(objects);
    Commit();
    uint8_t *object = New(1700);
    EXPECT_EQ(heap_size(object), 1700u);
    heap_delete(object);
    nucleus_host_begin();
    object = New(1700);
    EXPECT_EQ(heap_size(object), 1700u);
    heap_delete(object);
  }
}

TEST_F(Fresh, AFullSlabThatHasRoomAgainIsUsed) {
  std::vector<uint8_t *> objects;
  uint64_t frames = Statistics().frames;
  while (Statistics().frames <= frames + 4)  // a second slab
    objects.push_back(New(1600));
  frames = Statistics().frames;
  heap_delete(objects.front());
  objects.front() = New(1600);
  EXPECT_EQ(Statistics().frames, frames);
  Commit();
  ExpectEntered(objects);
  Delete(objects);
}

TEST_F(Fresh, QueuesNoWorkForEachAllocationThatFails) {
  Commit();
  uint8_t *released = New(64);
  nucleus_host_begin();
  heap_delete(released);
  uint64_t afters = nucleus_host_afters();
  frames_fail_after(1);
  std::vector<uint8_t *> objects;
  while (uint8_t *object = New(1900))  // what the slabs that are there have left
    objects.push_back(object);
  for (uint32_t i = 0; i < 2 * NUCLEUS_AFTERS; i++)
    EXPECT_EQ(New(1900), nullptr);
  EXPECT_LE(nucleus_host_afters(), afters + 1);
  frames_fail_after(0);
  Delete(objects);
  Commit();
}

class FreshAgainstModel : public Fresh, public ::testing::WithParamInterface<uint32_t> {};

// Transactions of random lengths over objects of this and of earlier ones.
TEST_P(FreshAgainstModel, AgreesThroughRandomTransactions) {
  struct Object {
    size_t size;
    uint8_t fill;
  };
  std::mt19937 random(GetParam());
  auto below = [&](uint64_t bound) { return random() % bound; };
  std::map<uint8_t *, Object> model;
  uint64_t live_bytes = 0;
  static const char *const kTypes[] = {"model a", "model b", "model c"};
  for (int transaction = 0; transaction < 60; transaction++) {
    for (uint64_t step = below(200); step > 0; step--) {
      if (below(100) < 52 || model.empty()) {
        size_t size = below(3) == 0 ? 1 + below(3000) : 16 * (1 + below(6));
        uint8_t *object = Bytes(heap_new(size, size_t{1} << below(5), kTypes[below(3)]));
        ASSERT_NE(object, nullptr);
        ASSERT_EQ(std::count(object, object + size, 0), static_cast<ptrdiff_t>(size));
        auto next = model.lower_bound(object);
        if (next != model.end()) ASSERT_LE(object + size, next->first);
        if (next != model.begin()) ASSERT_LE(std::prev(next)->first + std::prev(next)->second.size, object);
        uint8_t fill = below(256);
        memset(object, fill, size);
        model[object] = {size, fill};
        live_bytes += size;
      } else {
        auto [object, known] = *std::next(model.begin(), below(model.size()));
        ASSERT_EQ(heap_size(object), known.size);
        ASSERT_EQ(std::count(object, object + known.size, known.fill), static_cast<ptrdiff_t>(known.size));
        heap_delete(object);
        model.erase(object);
        live_bytes -= known.size;
      }
    }
    Commit();
    ASSERT_EQ(Statistics().live, before_.live + model.size());
    ASSERT_EQ(Statistics().live_bytes, before_.live_bytes + live_bytes);
    ASSERT_EQ(Entries(), entries_ + model.size());
    nucleus_host_begin();
  }
  for (auto [object, known] : model)
    heap_delete(object);
}

INSTANTIATE_TEST_SUITE_P(Seeds, FreshAgainstModel, ::testing::Range(1u, 11u));

}  // namespace
