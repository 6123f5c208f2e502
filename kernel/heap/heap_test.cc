// SPDX-License-Identifier: Apache-2.0
// Tests of the heap, over the memory of //kernel/pages' host machine.
#include "kernel/heap/heap.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "kernel/frames/frames.h"
#include "kernel/heap/heap_fixture.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"

namespace {

// With those that the ledger's entries lie in: they are kept for later ones.
uint64_t FreeFrames() {
  struct frames_statistics out;
  struct ledger_statistics ledger;
  frames_statistics(&out);
  ledger_statistics(&ledger);
  return out.free + ledger.frames;
}

struct heap_type Type(const std::string &name) {
  struct heap_type row;
  for (uint32_t i = 0; heap_type(i, &row) == OK; i++) {
    if (name == row.name) return row;
  }
  ADD_FAILURE() << "no type " << name;
  return {};
}

uint64_t LiveBlocks() {
  uint64_t count = 0;
  struct heap_class row;
  for (uint32_t i = 0; heap_class(i, &row) == OK; i++)
    count += row.live;
  return count;
}

class Heap : public HeapTest {};

TEST_F(Heap, GivesZeroedAlignedMemoryOfEverySize) {
  for (size_t size = 1; size <= 20000; size += size < 2200 ? 1 : 777) {
    for (size_t align = 1; align <= 4096; align *= 16) {
      uint8_t *object = Bytes(heap_new(size, align, "sized"));
      ASSERT_NE(object, nullptr) << size;
      ASSERT_EQ(reinterpret_cast<uintptr_t>(object) % std::max<size_t>(align, 16), 0u) << size;
      ASSERT_EQ(std::count(object, object + size, 0), static_cast<ptrdiff_t>(size)) << size;
      ASSERT_EQ(heap_size(object), size);
      memset(object, 0xff, size);
      heap_delete(object);
    }
  }
  EXPECT_TRUE(heap_check());
}

TEST_F(Heap, RefusesSizesAndAlignmentsThatMakeNoSense) {
  EXPECT_EQ(heap_new(0, 8, "x"), nullptr);
  EXPECT_EQ(heap_new(HEAP_LARGEST + 1, 8, "x"), nullptr);
  EXPECT_EQ(heap_new(SIZE_MAX, 8, "x"), nullptr);
  EXPECT_EQ(heap_new(16, 0, "x"), nullptr);
  EXPECT_EQ(heap_new(16, 24, "x"), nullptr);
  EXPECT_EQ(heap_new(16, 8192, "x"), nullptr);
  EXPECT_EQ(Statistics().failed, before_.failed + 6);
  heap_delete(nullptr);
}

TEST_F(Heap, GivesTheLargestObjectThereIs) {
  uint64_t free = FreeFrames();
  uint8_t *object = Bytes(heap_new(HEAP_LARGEST, 4096, "largest"));
  ASSERT_NE(object, nullptr);
  object[HEAP_LARGEST - 1] = 1;
  EXPECT_LE(FreeFrames(), free - 1024);
  heap_delete(object);
  EXPECT_GE(FreeFrames() + 5, free);  // a slab for the record and a frame of types may stay
}

TEST_F(Heap, TakesNoMoreFramesForALargeObjectThanItNeeds) {
  heap_delete(heap_new(5 * 4096, 8, "large"));  // slab and row are there
  uint64_t free = FreeFrames();
  for (size_t frames : {1, 2, 3, 5, 7, 9, 31, 1023}) {
    void *object = heap_new(frames * 4096 - 1, 8, "large");
    ASSERT_NE(object, nullptr);
    EXPECT_EQ(FreeFrames(), free - frames);
    heap_delete(object);
    EXPECT_EQ(FreeFrames(), free);
  }
  EXPECT_TRUE(frames_check());
}

TEST_F(Heap, WastesAtMostAFifthAboveSixtyFourBytes) {
  struct heap_class row, below = {};
  for (uint32_t i = 0; heap_class(i, &row) == OK; i++) {
    EXPECT_EQ(row.size % 16, 0u);
    EXPECT_GT(row.size, below.size);
    if (row.size > 64) EXPECT_LE((row.size - below.size) * 5, row.size) << row.size;
    below = row;
  }
  EXPECT_EQ(below.size, 2048u);
}

TEST_F(Heap, CountsByTypeAndClassExactly) {
  void *a = heap_new(40, 8, "struct counted"), *b = heap_new(41, 8, "struct counted");
  struct heap_type row = Type("struct counted");
  EXPECT_EQ(row.live, 2u);
  EXPECT_EQ(row.live_bytes, 81u);
  EXPECT_EQ(Statistics().live, before_.live + 2);
  EXPECT_EQ(Statistics().live_bytes, before_.live_bytes + 81);
  heap_delete(a);
  row = Type("struct counted");
  EXPECT_EQ(row.live, 1u);
  EXPECT_EQ(row.live_bytes, 41u);
  EXPECT_EQ(row.peak_bytes, 81u);
  EXPECT_EQ(row.made, 2u);
  heap_delete(b);
  heap_delete(heap_new(1, 1, "struct counted"));
  EXPECT_EQ(Type("struct counted").peak_bytes, 81u);
  EXPECT_EQ(Statistics().made, before_.made + 3);
  EXPECT_EQ(Statistics().deleted, before_.deleted + 3);
  struct heap_class class_before, class_now;
  ASSERT_EQ(heap_class(2, &class_before), OK);  // 48 bytes
  a = heap_new(40, 8, "struct counted");
  ASSERT_EQ(heap_class(2, &class_now), OK);
  EXPECT_EQ(class_now.live, class_before.live + 1);
  EXPECT_EQ(class_now.free, class_before.free - 1);
  heap_delete(a);
}

TEST_F(Heap, TellsTypesByTheirNameAndNotByWhereItStands) {
  char one[] = "struct twin", two[] = "struct twin";
  void *a = heap_new(8, 8, one), *b = heap_new(8, 8, two);
  memset(one, 'x', sizeof one - 1);  // the row keeps its own copy
  EXPECT_EQ(Type("struct twin").live, 2u);
  heap_delete(a);
  heap_delete(b);
}

TEST_F(Heap, CountsLongAndMissingNames) {
  std::string name(100, 'n');
  void *a = heap_new(8, 8, name.c_str()), *b = heap_new(8, 8, (name + "x").c_str());
  EXPECT_EQ(Type(name.substr(0, HEAP_TYPE_NAME - 1)).live, 2u);
  uint64_t other = Type("other").live;
  void *c = heap_new(8, 8, nullptr);
  EXPECT_EQ(Type("other").live, other + 1);
  heap_delete(a);
  heap_delete(b);
  heap_delete(c);
}

TEST_F(Heap, FindsAWritePastTheEndOnRelease) {
  uint8_t *object = Bytes(heap_new(100, 8, "struct overrun"));
  object[100] = 0;
  EXPECT_FALSE(heap_check());
  heap_delete(object);
  expected_defects_ = 1;
  EXPECT_NE(LastLine().find("struct overrun"), std::string::npos) << LastLine();
  EXPECT_NE(LastLine().find("past its end"), std::string::npos) << LastLine();
  EXPECT_TRUE(heap_check());
  for (int i = 0; i < 1000; i++) {  // the broken block is not used again
    uint8_t *other = Bytes(heap_new(100, 8, "struct overrun"));
    EXPECT_NE(other, object);
    heap_delete(other);
  }
  heap_delete(object);
  expected_defects_ = 2;
}

TEST_F(Heap, FindsAWritePastTheEndOfALargeObject) {
  uint64_t frames = Statistics().frames;
  uint8_t *object = Bytes(heap_new(5000, 8, "struct large_overrun"));
  object[5000] = 0;
  EXPECT_FALSE(heap_check());
  heap_delete(object);
  expected_defects_ = 1;
  EXPECT_TRUE(heap_check());
  EXPECT_GE(Statistics().frames, frames + 2);  // kept away from others
}

TEST_F(Heap, FindsADoubleRelease) {
  void *object = heap_new(100, 8, "struct twice"), *other = heap_new(100, 8, "struct twice");
  heap_delete(object);
  heap_delete(object);
  expected_defects_ = 1;
  EXPECT_NE(LastLine().find("struct twice"), std::string::npos) << LastLine();
  EXPECT_EQ(heap_size(object), 0u);
  EXPECT_EQ(heap_size(other), 100u);
  heap_delete(other);
  void *large = heap_new(5000, 8, "struct twice");
  heap_delete(large);
  heap_delete(large);
  expected_defects_ = 2;
  EXPECT_TRUE(heap_check());
}

TEST_F(Heap, FindsAForeignOrMisalignedRelease) {
  int local = 0;
  heap_delete(&local);
  heap_delete(reinterpret_cast<void *>(8));
  heap_delete(reinterpret_cast<void *>(UINTPTR_MAX));
  uint8_t *object = Bytes(heap_new(100, 8, "struct inside"));
  heap_delete(object + 16);
  heap_delete(object + 1);
  EXPECT_EQ(heap_size(object + 1), 0u);
  uint8_t *large = Bytes(heap_new(9000, 8, "struct inside"));
  heap_delete(large + 4096);
  expected_defects_ = 6;
  EXPECT_EQ(heap_size(object), 100u);
  EXPECT_EQ(heap_size(large), 9000u);
  heap_delete(object);
  heap_delete(large);
  EXPECT_TRUE(heap_check());
}

TEST_F(Heap, DoesNotTakeACopyOfASlabForASlab) {
  void *object = heap_new(100, 8, "struct copied");
  uint64_t start = reinterpret_cast<uint64_t>(object) & ~UINT64_C(16383), frames = 0;
  ASSERT_EQ(frames_take(2, &frames), OK);
  char *copy = static_cast<char *>(pages_direct(frames));
  memcpy(copy, reinterpret_cast<void *>(start), 16384);
  heap_delete(copy + (reinterpret_cast<uint64_t>(object) - start));
  expected_defects_ = 1;
  EXPECT_NE(LastLine().find("nothing of the heap's"), std::string::npos) << LastLine();
  EXPECT_EQ(frames_give(frames, 2), OK);
  heap_delete(object);
}

// In its first words, where pointers and counts are; behind is zero, as the next object wants it.
TEST_F(Heap, PoisonsWhatIsReleased) {
  for (size_t size : {16, 64, 500, 2000}) {
    uint8_t *object = Bytes(heap_new(size, 8, "struct poisoned"));
    memset(object, 0x55, size);
    heap_delete(object);
    EXPECT_EQ(std::count(object, object + 16, 0xdd), 16);
    EXPECT_EQ(std::count(object + 16, object + size, 0), static_cast<ptrdiff_t>(size - 16));
  }
}

TEST_F(Heap, EntersEachObjectInTheLedgerUntilItIsReleased) {
  uint32_t cell = ledger_cell("//kernel/heap");
  ASSERT_NE(cell, uint32_t{LEDGER_NONE});
  for (size_t size : {1, 100, 2047, 2048, 100000}) {
    struct ledger_statistics before, after;
    ledger_statistics(&before);
    void *object = heap_new(size, 8, "struct owned");
    ASSERT_NE(object, nullptr);
    ledger_statistics(&after);
    EXPECT_EQ(after.entries, before.entries + 1);
    EXPECT_EQ(heap_give(object, cell), OK);
    EXPECT_EQ(heap_give(static_cast<char *>(object) + 1, cell), NOT_FOUND);
    uint32_t cursor = 0;
    struct ledger_info info;
    bool found = false;
    while (!found && ledger_next(&cursor, &info) == OK)
      found = info.object == reinterpret_cast<uint64_t>(object) && info.owner == cell && info.bytes == size;
    EXPECT_TRUE(found) << size;
    heap_delete(object);
    EXPECT_EQ(heap_give(object, cell), NOT_FOUND);
    ledger_statistics(&after);
    EXPECT_EQ(after.entries, before.entries);
  }
  EXPECT_TRUE(ledger_check());
}

TEST_F(Heap, FindsAWriteAfterReleaseBeforeTheBlockIsUsedAgain) {
  uint8_t *object = Bytes(heap_new(1500, 8, "struct late_write"));
  heap_delete(object);
  object[700] = 1;
  EXPECT_FALSE(heap_check());
  uint8_t *other = Bytes(heap_new(1500, 8, "struct late_write"));
  expected_defects_ = 1;
  EXPECT_NE(other, nullptr);
  EXPECT_NE(other, object);
  EXPECT_NE(LastLine().find("struct late_write"), std::string::npos) << LastLine();
  EXPECT_TRUE(heap_check());
  heap_delete(other);
}

TEST_F(Heap, RefusesFromTheAllocationThatATestNames) {
  heap_fail_after(2);
  void *object = heap_new(8, 8, "x");
  EXPECT_NE(object, nullptr);
  EXPECT_EQ(heap_new(8, 8, "x"), nullptr);
  EXPECT_EQ(heap_new(8000, 8, "x"), nullptr);
  heap_fail_after(0);
  heap_delete(object);
}

// Whatever frame is refused, the call fails whole: nothing is lost, and the next call works.
TEST_F(Heap, SurvivesTheLackOfEveryFrame) {
  for (size_t size : {24, 2000, 5000, 100000}) {
    std::vector<void *> objects;
    void *object = nullptr;
    while (size < 2048 && (object = heap_new(size, 8, "filler")) != nullptr) {  // until a slab is full
      objects.push_back(object);
      frames_fail_after(1);
    }
    for (uint64_t nth = 1; nth < 10; nth++) {
      uint64_t free = FreeFrames();
      uint64_t blocks = LiveBlocks();
      struct heap_statistics before = Statistics();
      frames_fail_after(nth);
      object = heap_new(size, 8, ("lack " + std::to_string(size) + std::to_string(nth)).c_str());
      frames_fail_after(0);
      if (object == nullptr) {
        EXPECT_EQ(LiveBlocks(), blocks);
        EXPECT_EQ(Statistics().failed, before.failed + 1);
        EXPECT_EQ(FreeFrames() + Statistics().frames, free + before.frames);
      }
      EXPECT_TRUE(heap_check());
      EXPECT_TRUE(frames_check());
      heap_delete(object);
    }
    for (void *other : objects)
      heap_delete(other);
  }
}

TEST_F(Heap, KeepsNoMoreThanTwoEmptySlabsAClass) {
  std::vector<void *> objects;
  uint64_t free = FreeFrames();
  for (int i = 0; i < 5000; i++)
    objects.push_back(heap_new(200, 8, "many"));
  EXPECT_LT(FreeFrames(), free - 5000 * 200 / 4096);
  for (void *object : objects)
    heap_delete(object);
  EXPECT_GE(FreeFrames() + 9, free);
}

TEST_F(Heap, FailsCleanlyWhenMemoryIsFull) {
  uint64_t free = FreeFrames();
  std::vector<void *> objects;
  for (size_t size : {1 << 20, 10000, 4000, 1000, 10}) {
    while (void *object = heap_new(size, 8, "all"))
      objects.push_back(object);
  }
  struct frames_statistics full;
  frames_statistics(&full);
  EXPECT_LT(full.free, 4u);
  EXPECT_TRUE(heap_check());
  for (void *object : objects)
    heap_delete(object);
  EXPECT_GE(FreeFrames() + 64, free);
  EXPECT_TRUE(frames_check());
}

uint32_t TypeRows() {
  struct heap_type row;
  uint32_t rows = 0;
  while (heap_type(rows, &row) == OK)
    rows++;
  return rows;
}

// In frames of their own are the names of so many types, and what is counted of each.
void FindNoMemory(uint32_t rows_of_a_frame, uint32_t new_rows) {
  std::string late = "struct late" + std::to_string(rows_of_a_frame);
  while (TypeRows() % rows_of_a_frame != 0)
    heap_delete(heap_new(8, 8, ("type" + std::to_string(TypeRows())).c_str()));
  uint32_t rows = TypeRows();
  uint64_t other = Type("other").live;
  frames_fail_after(1);
  void *object = heap_new(8, 8, late.c_str());
  frames_fail_after(0);
  ASSERT_NE(object, nullptr);
  EXPECT_EQ(TypeRows(), rows + new_rows);
  EXPECT_EQ(Type("other").live, other + 1);
  heap_delete(object);
  heap_delete(heap_new(8, 8, late.c_str()));
  EXPECT_EQ(Type(late).made, 1u);
}

// The last three use up rows for good.
TEST_F(Heap, XCountsUnderOtherWhatFindsNoMemoryForARow) {
  FindNoMemory(4096 / 48, 0);
}

TEST_F(Heap, YCountsUnderOtherWhatFindsNoMemoryForItsCounts) {
  FindNoMemory(4096 / 32, 1);
}

TEST_F(Heap, ZCountsTypesWithoutARowUnderOther) {
  std::vector<void *> objects;
  uint64_t other = Type("other").live;
  for (int i = 0; i < 400; i++)
    objects.push_back(heap_new(8, 8, ("crowd" + std::to_string(i)).c_str()));
  EXPECT_EQ(TypeRows(), HEAP_TYPES);
  EXPECT_GE(Type("other").live, other + 400 - HEAP_TYPES);
  EXPECT_EQ(Type("crowd0").live, 1u);
  for (void *object : objects)
    heap_delete(object);
  EXPECT_EQ(Type("other").live, other);
}

class HeapAgainstModel : public Heap, public ::testing::WithParamInterface<uint32_t> {};

// The model: what lives, how large it is, and with which byte it is filled.
TEST_P(HeapAgainstModel, AgreesThroughRandomOperations) {
  struct Object {
    size_t size;
    uint8_t fill;
  };
  std::mt19937 random(GetParam());
  auto below = [&](uint64_t bound) { return random() % bound; };
  std::map<uint8_t *, Object> model;
  uint64_t live_bytes = 0;
  for (int step = 0; step < 4000; step++) {
    if (below(100) < 55 || model.empty()) {
      size_t size = 1 + (below(8) == 0 ? below(60000) : below(4) == 0 ? below(4096) : below(200));
      size_t align = size_t{1} << below(below(4) == 0 ? 13 : 5);
      uint8_t *object = Bytes(heap_new(size, align, below(2) ? "model a" : "model b"));
      if (object == nullptr) continue;  // 64 MiB can be full
      ASSERT_EQ(reinterpret_cast<uintptr_t>(object) % align, 0u);
      ASSERT_EQ(std::count(object, object + size, 0), static_cast<ptrdiff_t>(size));
      auto next = model.lower_bound(object);
      if (next != model.end()) ASSERT_LE(object + size, next->first);
      if (next != model.begin()) ASSERT_LE(std::prev(next)->first + std::prev(next)->second.size, object);
      uint8_t fill = below(256);
      memset(object, fill, size);
      model[object] = {size, fill};
      live_bytes += size;
    } else {
      auto at = std::next(model.begin(), below(model.size()));
      auto [object, known] = *at;
      ASSERT_EQ(heap_size(object), known.size);
      ASSERT_EQ(std::count(object, object + known.size, known.fill), static_cast<ptrdiff_t>(known.size));
      heap_delete(object);
      model.erase(at);
      live_bytes -= known.size;
    }
    ASSERT_EQ(Statistics().live, before_.live + model.size());
    ASSERT_EQ(Statistics().live_bytes, before_.live_bytes + live_bytes);
    if (step % 500 == 0) ASSERT_TRUE(heap_check());
  }
  for (auto [object, known] : model)
    heap_delete(object);
  EXPECT_TRUE(heap_check());
  EXPECT_TRUE(frames_check());
}

INSTANTIATE_TEST_SUITE_P(Seeds, HeapAgainstModel, ::testing::Range(1u, 11u));

}  // namespace
