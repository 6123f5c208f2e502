// SPDX-License-Identifier: Apache-2.0
// Tests of what several processors make and release: the test says on which one it runs.
#include <random>
#include <string>
#include <vector>

extern "C" {
#include "kernel/heap/heap_state.h"
#include "kernel/heap/inside.h"
}
#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/heap/heap_fixture.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/after_host.h"
#include "kernel/pages/pages.h"

namespace {

class Arena : public HeapTest {
protected:
  void SetUp() override {
    ASSERT_NE(pages_direct(0), nullptr);  // there is memory
    HeapTest::SetUp();
  }
  void TearDown() override {
    On(0);
    EXPECT_TRUE(heap_check());
    EXPECT_TRUE(ledger_check());
    HeapTest::TearDown();
  }
  static void On(uint64_t processor) {
    heap_host.number = processor;
  }
  static uint8_t *New(size_t size = 64) {
    return Bytes(heap_new(size, 8, "struct arena"));
  }
  static uint64_t SlabOf(const void *object) {
    return reinterpret_cast<uint64_t>(object) / SLAB_BYTES;
  }
  static uint64_t FreeFrames() {
    struct frames_statistics out;
    frames_statistics(&out);
    return out.free;
  }
  // Until there is none left, of slabs either.
  static std::vector<uint8_t *> Exhaust(size_t size) {
    std::vector<uint8_t *> objects;
    frames_fail_after(1);
    while (uint8_t *object = New(size))
      objects.push_back(object);
    return objects;
  }
  static void Delete(const std::vector<uint8_t *> &objects) {
    for (uint8_t *object : objects)
      heap_delete(object);
  }
};

TEST_F(Arena, EachProcessorMakesFromSlabsOfItsOwn) {
  uint8_t *first = New();
  On(1);
  uint8_t *second = New(), *third = New();
  EXPECT_NE(SlabOf(first), SlabOf(second));
  EXPECT_EQ(SlabOf(second), SlabOf(third));
  EXPECT_EQ(Statistics().live, before_.live + 3);
  Delete({first, second, third});
}

TEST_F(Arena, WhatAnotherProcessorReleasesGoesBackToWhereItWasMade) {
  On(1);
  uint8_t *object = New(), *other = New();
  On(2);
  EXPECT_EQ(heap_size(object), 64u);
  heap_delete(object);
  EXPECT_EQ(heap_size(object), 0u);
  EXPECT_NE(SlabOf(New()), SlabOf(object));
  heap_delete(object);  // the second time
  expected_defects_ = 1;
  EXPECT_EQ(LastLine().find("struct arena at"), 0u);
  On(1);
  EXPECT_EQ(New(), object);
  On(3);
  object[64] = 1;  // past its end
  heap_delete(object);
  expected_defects_++;
  heap_delete(other);
  On(2);
  uint8_t *mine = New();
  uint64_t base = reinterpret_cast<uint64_t>(mine) & ~uint64_t{SLAB_BYTES - 1};
  const struct slab *slab = reinterpret_cast<struct slab *>(base);
  for (uint32_t i = 0; i < slab->count; i++)
    if (slab->blocks[i].state == BLOCK_LIVE)
      heap_delete(reinterpret_cast<uint8_t *>(base) + slab->first + i * slab->size);
}

TEST_F(Arena, CountsOfOneTypeAreThoseOfAllProcessors) {
  std::vector<uint8_t *> objects;
  for (uint64_t processor = 0; processor < 4; processor++) {
    On(processor);
    for (int i = 0; i < 10; i++)
      objects.push_back(Bytes(heap_new(40, 8, "struct counted")));
  }
  struct heap_type row = {};
  for (uint32_t i = 0; std::string(row.name) != "struct counted" && heap_type(i, &row) == OK; i++) {}
  EXPECT_EQ(row.live, 40u);
  EXPECT_EQ(row.live_bytes, 1600u);
  EXPECT_GE(row.peak_bytes, 1600u);
  On(2);
  Delete(objects);
  for (uint32_t i = 0; heap_type(i, &row) == OK && std::string(row.name) != "struct counted"; i++) {}
  EXPECT_EQ(row.live, 0u);
  EXPECT_EQ(row.made, 40u);
}

TEST_F(Arena, LargeObjectsAreEverybodys) {
  On(3);
  uint8_t *object = New(20000);
  On(1);
  EXPECT_EQ(heap_size(object), 20000u);
  EXPECT_EQ(heap_give(object, ledger_cell("//test")), OK);
  heap_delete(object);
  heap_delete(object);
  expected_defects_ = 1;
}

TEST_F(Arena, WithoutMemoryABlockOfAnotherProcessorsSlabIsTaken) {
  On(1);
  std::vector<uint8_t *> objects = Exhaust(1500);
  frames_fail_after(0);
  objects.push_back(New(1500));  // begins a slab
  std::vector<uint8_t *> mine = Exhaust(1500);
  Delete(mine);
  On(2);
  heap_delete(New(64));
  std::vector<uint8_t *> theirs = Exhaust(1500);
  EXPECT_GE(theirs.size(), mine.size());
  EXPECT_EQ(SlabOf(theirs.back()), SlabOf(objects.back()));
  On(1);
  EXPECT_EQ(New(1500), nullptr);
  frames_fail_after(0);
  Delete(theirs);
  Delete(objects);
}

TEST_F(Arena, WithoutMemoryWhatProcessorsKeepEmptyGoesBack) {
  for (uint64_t processor = 1; processor < 4; processor++) {
    On(processor);
    Delete({New(700), New(900), New(1100)});
  }
  On(0);
  uint64_t free = FreeFrames();
  std::vector<uint8_t *> objects = Exhaust(1300);
  EXPECT_GE(FreeFrames(), free + 9 * 4);
  frames_fail_after(0);
  Delete(objects);
}

TEST_F(Arena, WithoutMemoryForItsOwnAProcessorUsesTheFirst) {
  uint8_t *there = New();
  On(9);
  frames_fail_after(1);
  uint8_t *object = New();
  frames_fail_after(0);
  ASSERT_NE(object, nullptr);
  EXPECT_EQ(SlabOf(object), SlabOf(there));
  uint8_t *own = New();
  EXPECT_NE(SlabOf(own), SlabOf(there));
  Delete({object, own, there});
}

TEST_F(Arena, FreshObjectsAreThoseOfTheProcessorThatMakesThem) {
  On(1);
  heap_delete(New());
  On(2);
  uint8_t *foreign = New();
  On(1);
  nucleus_host_begin();
  uint8_t *first = New(), *fresh = New();
  heap_delete(foreign);
  EXPECT_NE(New(), foreign);
  heap_delete(fresh);
  EXPECT_EQ(New(), fresh);
  heap_delete(first);
  nucleus_host_commit();
  EXPECT_EQ(Statistics().live, before_.live + 2);
  On(2);
  heap_delete(fresh);
  On(1);
  uint64_t base = reinterpret_cast<uint64_t>(fresh) & ~uint64_t{SLAB_BYTES - 1};
  const struct slab *slab = reinterpret_cast<struct slab *>(base);
  for (uint32_t i = 0; i < slab->count; i++)
    if (slab->blocks[i].state == BLOCK_LIVE)
      heap_delete(reinterpret_cast<uint8_t *>(base) + slab->first + i * slab->size);
}

class ArenaAgainstModel : public Arena, public ::testing::WithParamInterface<uint32_t> {};

// The model: what lives, and with which byte it is filled.
TEST_P(ArenaAgainstModel, AgreesThroughRandomOperationsOnRandomProcessors) {
  std::mt19937 random(GetParam());
  std::vector<std::pair<uint8_t *, size_t>> model;
  for (int step = 0; step < 20000; step++) {
    On(random() % 5);
    if (model.size() < 400 && random() % 2) {
      size_t size = random() % 20 ? 1 + random() % 600 : 3000 + random() % 9000;
      uint8_t *object = New(size);
      ASSERT_NE(object, nullptr);
      for (size_t i = 0; i < size; i++)
        ASSERT_EQ(object[i], 0);
      memset(object, static_cast<int>(size % 251 + 1), size);
      model.emplace_back(object, size);
    } else if (!model.empty()) {
      size_t index = random() % model.size();
      auto [object, size] = model[index];
      for (size_t i = 0; i < size; i++)
        ASSERT_EQ(object[i], size % 251 + 1);
      ASSERT_EQ(heap_size(object), size);
      heap_delete(object);
      model[index] = model.back();
      model.pop_back();
    }
    if (step % 1000 == 0) ASSERT_TRUE(heap_check());
  }
  EXPECT_EQ(Statistics().live, before_.live + model.size());
  for (auto [object, size] : model)
    heap_delete(object);
}
INSTANTIATE_TEST_SUITE_P(Seeds, ArenaAgainstModel, ::testing::Range(1u, 7u));

}  // namespace
