// SPDX-License-Identifier: Apache-2.0
// Tests of the page tables: the direct map, spans, devices, the walk over all mappings.
#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "kernel/pages/pages_fixture.h"

namespace {

TEST_F(Pages, KeepsItsPromisesAsTheImageLeavesIt) {
  machine_host_prebuilt(MACHINE_RAM);
  EXPECT_EQ(Check(), "");
  EXPECT_EQ(Statistics().direct_end, uint64_t{MACHINE_PREBUILT});
  EXPECT_EQ(Statistics().spans, 0u);
  accounted_ = Accounted();
}

TEST_F(Pages, ShowsAllRamInTheDirectMap) {
  EXPECT_EQ(Check(), "");
  EXPECT_EQ(Statistics().direct_end, uint64_t{MACHINE_RAM});
  for (uint64_t at = 0; at < MACHINE_RAM; at += 12345) {
    EXPECT_EQ(pages_physical(pages_direct(at)), at);
    EXPECT_TRUE((*Walk(pages_direct(at)).at & kNoExecute) != 0) << at;
  }
  EXPECT_EQ(pages_physical(pages_direct(MACHINE_RAM)), UINT64_MAX);
  EXPECT_EQ(pages_physical(nullptr), UINT64_MAX);
  EXPECT_EQ(pages_physical(reinterpret_cast<void *>(0x800000000000)), UINT64_MAX);  // not canonical
}

TEST_F(Pages, ExtendsTheDirectMapByWholeFramesOfARaggedRange) {
  uint64_t from = 64 * kMiB + 5 * kPage + 1, to = 70 * kMiB + 9 * kPage + 17;
  EXPECT_EQ(pages_extend_direct(from, to), OK);
  EXPECT_FALSE(Walk(pages_direct(64 * kMiB + 5 * kPage)).is_mapped());
  EXPECT_TRUE(Walk(pages_direct(64 * kMiB + 6 * kPage)).is_mapped());
  EXPECT_EQ(Walk(pages_direct(66 * kMiB)).level, 1);  // large pages where they fit
  EXPECT_EQ(Walk(pages_direct(70 * kMiB)).level, 0);
  EXPECT_TRUE(Walk(pages_direct(70 * kMiB + 8 * kPage)).is_mapped());
  EXPECT_FALSE(Walk(pages_direct(70 * kMiB + 9 * kPage)).is_mapped());
  EXPECT_EQ(pages_extend_direct(70 * kMiB + 9 * kPage, 72 * kMiB), OK);  // the rest of a block that is divided already
  EXPECT_EQ(pages_physical(pages_direct(72 * kMiB - 1)), 72 * kMiB - 1);
  EXPECT_EQ(pages_extend_direct(64 * kMiB, 72 * kMiB), OK);  // over what is there
  EXPECT_EQ(pages_physical(pages_direct(64 * kMiB)), 64 * kMiB);
  EXPECT_EQ(Statistics().direct_end, 72 * kMiB);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, ChangesNothingWhereTheDirectMapIsAlready) {
  uint64_t free = machine_host_free();
  EXPECT_EQ(pages_extend_direct(0, 16 * kMiB), OK);
  EXPECT_EQ(Check(), "");
  EXPECT_FALSE((*Walk(pages_direct(kMiB)).at & kWrite) != 0);
  EXPECT_EQ(machine_host_free(), free);
  uint64_t frames = Frames().free;
  EXPECT_EQ(pages_extend_direct(20 * kMiB + kPage, 21 * kMiB), OK);  // a part of a large page
  EXPECT_EQ(Walk(pages_direct(20 * kMiB)).level, 1);
  EXPECT_EQ(Frames().free, frames);
}

TEST_F(Pages, LeavesAPageOfOneGibibyteWhole) {
  uint64_t *entry = Ram((*Ram(arch_host()->page_root + 8 * (MACHINE_DIRECT >> 39 & 511)) & kFrame) + 8 * 4);
  *entry = UINT64_C(4) << 30 | kPresent | kWrite | kLarge | kNoExecute;
  EXPECT_EQ(pages_extend_direct((UINT64_C(4) << 30) + kPage, (UINT64_C(4) << 30) + 9 * kMiB), OK);
  EXPECT_EQ(Walk(pages_direct(UINT64_C(4) << 30)).level, 2);
  EXPECT_EQ(pages_physical(pages_direct((UINT64_C(5) << 30) - 1)), (UINT64_C(5) << 30) - 1);
}

TEST_F(Pages, RefusesADirectMapThatCannotBe) {
  EXPECT_EQ(pages_extend_direct(kMiB, 0), INVALID);
  EXPECT_EQ(pages_extend_direct(UINT64_MAX - 10, UINT64_MAX), INVALID);
  EXPECT_EQ(pages_extend_direct(0, UINT64_C(1) << 41), OUT_OF_RANGE);
  EXPECT_EQ(pages_extend_direct(64 * kMiB + 1, 64 * kMiB + kPage), OK);  // no whole frame
  EXPECT_EQ(Statistics().direct_end, uint64_t{MACHINE_RAM});
}

TEST_F(Pages, ExtendsTheDirectMapWhollyOrNotAtAll) {
  uint64_t from = 64 * kMiB + kPage, to = (UINT64_C(5) << 30) - kPage;  // tables of two levels
  status_t status = NO_MEMORY;
  for (uint64_t nth = 1; status != OK; nth++) {
    ASSERT_LT(nth, 100u);
    frames_fail_after(nth);
    status = pages_extend_direct(from, to);
    frames_fail_after(0);
    bool is_there = status == OK;
    ASSERT_EQ(Walk(pages_direct(from)).is_mapped(), is_there);
    ASSERT_EQ(Walk(pages_direct(UINT64_C(1) << 30)).is_mapped(), is_there);
    ASSERT_EQ(Walk(pages_direct(to - 1)).is_mapped(), is_there);
    ASSERT_EQ(Accounted(), accounted_);
    ASSERT_EQ(Check(), "");
  }
}

// Takes every frame, and gives back those that the direct map shows by pages of that level.
void KeepFree(int level) {
  std::vector<uint64_t> kept;
  for (uint64_t physical; frames_take(0, &physical) == OK;)
    kept.push_back(physical);
  std::erase_if(kept, [level](uint64_t physical) { return Walk(pages_direct(physical)).level != level; });
  ASSERT_GT(kept.size(), 100u);
  for (uint64_t physical : kept)
    ASSERT_EQ(frames_give(physical, 0), OK);
}

TEST_F(Pages, TakesTablesFromFramesInSmallPages) {
  KeepFree(0);
  accounted_ = Accounted();
  char *span = reserve(100);
  ASSERT_NE(span, nullptr);
  EXPECT_LT(reinterpret_cast<uint64_t>(Walk(span).at), MACHINE_DIRECT + 2 * kMiB);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, TakesTablesFromFramesInLargePagesWhichItDivides) {
  KeepFree(1);
  accounted_ = Accounted();
  char *span = reserve(9000);  // 18 tables, more than one block of the stock
  ASSERT_NE(span, nullptr);
  uint64_t table = reinterpret_cast<uint64_t>(Walk(span).at);
  EXPECT_GE(table, MACHINE_DIRECT + 2 * kMiB);
  EXPECT_EQ(Walk(table).level, 0);
  for (uint64_t at = 0; at < MACHINE_RAM; at += kPage)
    ASSERT_EQ(pages_physical(pages_direct(at)), at);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, TakesTablesFromSingleFramesWhenMemoryIsInPieces) {
  EXPECT_EQ(pages_release(reserve(1)), OK);  // the ledger has its table
  std::vector<uint64_t> kept;
  for (uint64_t physical; frames_take(0, &physical) == OK;)
    kept.push_back(physical);
  for (uint64_t physical : kept) {
    if (physical / kPage % 2 != 0 && physical > 32 * kMiB) ASSERT_EQ(frames_give(physical, 0), OK);
  }
  accounted_ = Accounted();
  char *span = reserve(2000);
  ASSERT_NE(span, nullptr);
  EXPECT_EQ(Check(), "");
  EXPECT_EQ(pages_release(span), OK);
}

TEST_F(Pages, MakesNoTableOfAFrameThatTheDirectMapDoesNotShow) {
  machine_host_prebuilt(MACHINE_RAM);
  EXPECT_EQ(frames_add(MACHINE_PREBUILT, MACHINE_RAM), OK);  // boot's mistake: not mapped yet
  accounted_ = Accounted();
  volatile void *address = nullptr;
  EXPECT_EQ(pages_device(0xfee00000, 4096, &address), NO_MEMORY);
  EXPECT_EQ(Statistics().spans, 0u);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, ReservesZeroedWritableMemoryBetweenGuardPages) {
  std::vector<uint64_t> all;
  for (uint64_t physical; frames_take(0, &physical) == OK; all.push_back(physical))
    memset(pages_direct(physical), 0xff, kPage);
  for (uint64_t physical : all)
    ASSERT_EQ(frames_give(physical, 0), OK);
  char *span = reserve(40);
  ASSERT_EQ(reinterpret_cast<uint64_t>(span) % kPage, 0u);
  EXPECT_EQ(std::count(span, span + 40 * kPage, 0), static_cast<ptrdiff_t>(40 * kPage));
  std::set<uint64_t> frames;
  for (int i = 0; i < 40; i++) {
    Entry entry = Walk(span + i * kPage);
    EXPECT_EQ(*entry.at & (kPresent | kWrite | kUser | kUncached | kNoExecute), kPresent | kWrite | kNoExecute);
    frames.insert(entry.frame());
    span[i * kPage] = static_cast<char>(i);
    EXPECT_EQ(*static_cast<char *>(pages_direct(entry.frame())), static_cast<char>(i));
    EXPECT_EQ(pages_physical(span + i * kPage + 9), entry.frame() + 9);
  }
  EXPECT_EQ(frames.size(), 40u);
  EXPECT_FALSE(Walk(span - 1).is_mapped());
  EXPECT_FALSE(Walk(span + 40 * kPage).is_mapped());
  EXPECT_EQ(Statistics().spans, 1u);
  EXPECT_EQ(Statistics().reserved_pages, 40u);
  EXPECT_EQ(Check(), "");
  EXPECT_EQ(pages_release(span), OK);
  EXPECT_FALSE(Walk(span).is_mapped());
  EXPECT_EQ(Statistics().spans, 0u);
  EXPECT_EQ(Statistics().reserved_pages, 0u);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, TouchingAGuardPageIsFatal) {
  volatile char *span = reserve(2);
  span[0] = 1;
  span[2 * kPage - 1] = 1;
  EXPECT_DEATH(span[-1] = 1, "");
  EXPECT_DEATH(span[2 * kPage] = 1, "");
  EXPECT_EQ(pages_release(const_cast<char *>(span)), OK);
  EXPECT_DEATH(span[0] = 1, "");
}

TEST_F(Pages, UsesTheAddressesOfWhatWasReleasedLastForTheNextOfThatOrder) {
  char *a = reserve(4), *b = reserve(7), *c = reserve(2), *d = reserve(5);
  EXPECT_EQ(b, a + 8 * kPage);  // slots of eight pages, a guard the lowest of them
  EXPECT_EQ(d, b + 8 * kPage);
  EXPECT_EQ(c, a + 512 * kPage);  // other orders have tables of their own
  EXPECT_EQ(pages_release(a), OK);
  EXPECT_EQ(pages_release(b), OK);
  EXPECT_EQ(reserve(6), b);
  EXPECT_EQ(reserve(4), a);
  EXPECT_EQ(reserve(4), d + 8 * kPage);
  EXPECT_EQ(reserve(3), c + 4 * kPage);
  EXPECT_EQ(Check(), "");
}

// A chunk that is full, slots of more than a table, and tables that a longer span in the same slot has to get.
TEST_F(Pages, BeginsAnotherChunkWhenOneIsFull) {
  std::set<char *> all;
  for (int i = 0; i < 600; i++)
    all.insert(reserve(1));
  EXPECT_EQ(all.size(), 600u);
  EXPECT_EQ(*std::next(all.begin(), 256), *all.begin() + 512 * kPage);
  char *large = reserve(1025);
  EXPECT_EQ(pages_release(large), OK);
  EXPECT_EQ(reserve(2047), large);  // of a table more
  EXPECT_FALSE(Walk(large + 2047 * kPage).is_mapped());
  char *behind = reserve(1);
  EXPECT_EQ(behind, *all.rbegin() + 2 * kPage);
  struct pages_span span = {};
  uint32_t spans = 0;
  for (uint64_t at = 0; pages_span_next(at, &span) == OK; at = span.end)
    spans++;
  EXPECT_EQ(spans, 602u);
  EXPECT_EQ(pages_span_at(large + 1700 * kPage, &span), OK);
  EXPECT_EQ(span.start, reinterpret_cast<uint64_t>(large));
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, RefusesWhatCannotBeReserved) {
  void *address = &address;
  EXPECT_EQ(pages_reserve(0, "none", &address), INVALID);
  EXPECT_EQ(pages_reserve(UINT32_MAX, "all addresses", &address), NO_MEMORY);
  EXPECT_EQ(pages_reserve(MACHINE_RAM / kPage, "all RAM", &address), NO_MEMORY);
  EXPECT_EQ(address, &address);
  for (int i = 0; i < 200; i++)
    EXPECT_EQ(pages_reserve(UINT32_MAX, "all addresses", &address), NO_MEMORY);
  EXPECT_EQ(Statistics().record_frames, 1u);
  EXPECT_EQ(Statistics().spans, 0u);
  EXPECT_EQ(Check(), "");
}

// Whatever frame is refused (for the record, for tables, for each block of pages, for the ledger), nothing shows and nothing is lost.
TEST_F(Pages, ReservesWhollyOrNotAtAll) {
  uint64_t before = Frames().free;
  status_t status = NO_MEMORY;
  uint64_t nth = 1;
  for (; status != OK; nth++) {
    ASSERT_LT(nth, 100u);
    frames_fail_after(nth);
    void *address = nullptr;
    status = pages_reserve(40, "all or nothing", &address);
    frames_fail_after(0);
    if (status == OK) {
      EXPECT_EQ(pages_release(address), OK);
    } else {
      ASSERT_EQ(status, NO_MEMORY);
      ASSERT_EQ(address, nullptr);
    }
    ASSERT_EQ(Statistics().spans, 0u);
    ASSERT_EQ(Statistics().reserved_pages, 0u);
    ASSERT_EQ(Accounted(), accounted_);
    ASSERT_EQ(Check(), "");
  }
  EXPECT_GT(nth, 4u);
  EXPECT_LT(Frames().free, before);  // tables and records are kept,
  before = Frames().free;
  EXPECT_EQ(pages_release(reserve(40)), OK);
  EXPECT_EQ(Frames().free, before);  // and serve the next
}

TEST_F(Pages, ReservesManyTablesWhollyOrNotAtAll) {
  KeepFree(1);
  accounted_ = Accounted();
  for (uint64_t nth : {1, 2, 3, 4, 5, 6, 10, 20}) {  // 18 tables come in three blocks, then pages in blocks of 512
    void *address = nullptr;
    frames_fail_after(nth);
    EXPECT_EQ(pages_reserve(9000, "many tables", &address), NO_MEMORY);
    frames_fail_after(0);
    EXPECT_EQ(Statistics().spans, 0u);
    EXPECT_EQ(Accounted(), accounted_);
    EXPECT_EQ(Check(), "");
  }
  EXPECT_EQ(pages_release(reserve(9000)), OK);
}

TEST_F(Pages, RefusesToReleaseWhatIsNotReserved) {
  char *span = reserve(4);
  EXPECT_EQ(pages_release(span + kPage), INVALID);
  EXPECT_EQ(pages_release(span + 1), INVALID);
  EXPECT_EQ(pages_release(nullptr), INVALID);
  EXPECT_EQ(pages_release(pages_direct(0)), INVALID);
  EXPECT_EQ(Statistics().reserved_pages, 4u);
  EXPECT_EQ(pages_release(span), OK);
  EXPECT_EQ(pages_release(span), INVALID);
  EXPECT_EQ(Statistics().defects, 5u);
}

TEST_F(Pages, EntersEachSpanInTheLedgerUntilItIsReleased) {
  char *span = reserve(4);
  struct ledger_statistics before, after;
  ledger_statistics(&before);
  void *other = nullptr;
  ASSERT_EQ(pages_reserve(2, "other", &other), OK);
  ledger_statistics(&after);
  EXPECT_EQ(after.entries, before.entries + 1);
  uint32_t cell = ledger_cell("//kernel/pages");
  ASSERT_NE(cell, uint32_t{LEDGER_NONE});
  EXPECT_EQ(pages_give(other, cell), OK);
  EXPECT_EQ(pages_give(span + 1, cell), NOT_FOUND);
  EXPECT_EQ(pages_release(other), OK);
  EXPECT_EQ(pages_give(other, cell), NOT_FOUND);
  EXPECT_EQ(pages_release(span), OK);
  ledger_statistics(&after);
  EXPECT_EQ(after.entries, before.entries);  // less a span, more a cell
  EXPECT_TRUE(ledger_check());
}

TEST_F(Pages, NamesTheSpanThatAnAddressOrItsGuardPageBelongsTo) {
  char *low = reserve(2, "stack of a"), *high = reserve(2, "a name that is longer than the record has room for");
  struct pages_span span;
  EXPECT_EQ(pages_span_at(low - 1, &span), OK);
  EXPECT_STREQ(span.what, "stack of a");
  EXPECT_EQ(span.start, reinterpret_cast<uint64_t>(low));
  EXPECT_EQ(span.end, span.start + 2 * kPage);
  EXPECT_FALSE(span.is_device);
  EXPECT_EQ(pages_span_at(low + 2 * kPage - 1, &span), OK);
  EXPECT_STREQ(span.what, "stack of a");
  EXPECT_EQ(pages_span_at(high - 1, &span), OK);  // the guard between them is where the upper one runs out
  EXPECT_EQ(std::string(span.what),
            std::string("a name that is longer than the record has room for").substr(0, PAGES_WHAT - 1));
  EXPECT_EQ(pages_span_at(high + 2 * kPage, &span), OK);
  EXPECT_EQ(span.start, reinterpret_cast<uint64_t>(high));
  EXPECT_EQ(pages_span_at(high + 3 * kPage, &span), NOT_FOUND);
  EXPECT_EQ(pages_span_at(nullptr, &span), NOT_FOUND);
  EXPECT_EQ(pages_span_next(0, &span), OK);
  EXPECT_EQ(span.start, reinterpret_cast<uint64_t>(low));
  EXPECT_EQ(pages_span_next(span.end, &span), OK);
  EXPECT_EQ(span.start, reinterpret_cast<uint64_t>(high));
  EXPECT_EQ(pages_span_next(span.end, &span), NOT_FOUND);
}

TEST_F(Pages, MapsDeviceRegistersUncached) {
  volatile void *address = nullptr;
  EXPECT_EQ(pages_device(0xfee00010, 4096, &address), OK);
  Entry first = Walk(address);
  EXPECT_EQ(reinterpret_cast<uint64_t>(address) % kPage, 0x10u);
  EXPECT_EQ(*first.at & ~kFrame, kPresent | kWrite | kUncached | kNoExecute);
  EXPECT_EQ(first.frame(), 0xfee00000u);
  EXPECT_EQ(Walk(static_cast<volatile char *>(address) + kPage).frame(), 0xfee01000u);  // it reaches into the next page
  EXPECT_FALSE(Walk(static_cast<volatile char *>(address) + 2 * kPage).is_mapped());
  EXPECT_EQ(Statistics().device_pages, 2u);
  struct pages_mapping mapping;
  EXPECT_EQ(pages_next(reinterpret_cast<uint64_t>(address), &mapping), OK);
  EXPECT_EQ(mapping.prot, uint32_t{PAGES_RW} | PAGES_DEVICE);
  EXPECT_EQ(Check(), "");
  EXPECT_EQ(pages_release(reinterpret_cast<void *>(reinterpret_cast<uint64_t>(address) & ~(kPage - 1))), INVALID);
  struct pages_span span;
  EXPECT_EQ(pages_span_at(const_cast<void *>(address), &span), OK);
  EXPECT_TRUE(span.is_device);
}

TEST_F(Pages, RefusesDevicesThatAreRamOrCannotBe) {
  volatile void *address = nullptr;
  EXPECT_EQ(pages_device(0xfee00000, 0, &address), INVALID);
  EXPECT_EQ(pages_device(UINT64_MAX, 2, &address), INVALID);
  EXPECT_EQ(pages_device(UINT64_C(1) << 40, 1, &address), OUT_OF_RANGE);
  EXPECT_EQ(pages_device(20 * kMiB, 4096, &address), INVALID);
  EXPECT_EQ(pages_device(kMiB, 1, &address), INVALID);  // the image
  EXPECT_EQ(pages_device(MACHINE_RAM - 1, 2, &address), INVALID);
  EXPECT_EQ(pages_device(0, 2 * kMiB, &address), INVALID);
  EXPECT_EQ(address, nullptr);
  EXPECT_EQ(pages_device(0xb8000, 8192, &address), OK);  // video memory, which the direct map covers too
  EXPECT_EQ(pages_device(MACHINE_RAM, 4096, &address), OK);
  EXPECT_EQ(Check(), "");
}

TEST_F(Pages, MapsADeviceWhollyOrNotAtAll) {
  volatile void *address = nullptr;
  status_t status = NO_MEMORY;
  for (uint64_t nth = 1; status != OK; nth++) {
    ASSERT_LT(nth, 100u);
    frames_fail_after(nth);
    status = pages_device(0xc0000000, 16 * kMiB, &address);
    frames_fail_after(0);
    if (status == OK) break;
    ASSERT_EQ(address, nullptr);
    ASSERT_EQ(Statistics().device_pages, 0u);
    ASSERT_EQ(Statistics().spans, 0u);
    ASSERT_EQ(Check(), "");
  }
  EXPECT_EQ(Statistics().device_pages, 4096u);
  EXPECT_EQ(Check(), "");
}

// All bytes that a table shows, by the test's own count.
uint64_t MappedBytes(uint64_t table, int level) {
  uint64_t bytes = 0;
  for (int i = 0; i < 512; i++) {
    uint64_t entry = Ram(table)[i];
    if ((entry & kPresent) == 0) continue;
    bool is_page = level == 0 || (entry & kLarge) != 0;
    bytes += is_page ? kPage << (9 * level) : MappedBytes(entry & kFrame, level - 1);
  }
  return bytes;
}

TEST_F(Pages, WalksEveryMappingOnceInLongestRuns) {
  reserve(3);
  reserve(600);
  struct pages_mapping mapping, before = {};
  uint64_t bytes = 0;
  for (uint64_t at = 0; pages_next(at, &mapping) == OK; at = mapping.end) {
    ASSERT_LT(mapping.start, mapping.end);
    ASSERT_GE(mapping.start, at);
    bool continues = mapping.start == before.end && mapping.prot == before.prot &&
                     mapping.physical == before.physical + (before.end - before.start);
    ASSERT_FALSE(continues);
    for (uint64_t page = mapping.start; page < mapping.end; page += kPage) {
      Entry entry = Walk(page);
      ASSERT_TRUE(entry.is_mapped());
      uint64_t inside = entry.level == 1 ? page & (2 * kMiB - 1) : 0;
      ASSERT_EQ(entry.frame() + inside, mapping.physical + (page - mapping.start));
      ASSERT_EQ((*entry.at & kWrite) != 0, (mapping.prot & REGION_W) != 0);
      ASSERT_EQ((*entry.at & kNoExecute) == 0, (mapping.prot & REGION_X) != 0);
    }
    bytes += mapping.end - mapping.start;
    before = mapping;
  }
  EXPECT_EQ(bytes, MappedBytes(arch_host()->page_root, 3));
}

TEST_F(Pages, ReadsRightsFromAllLevelsAndNoAddressFromALargePagesAttribute) {
  uint64_t text = REGION_BASE + region_span(REGION_CELL).offset + kPage;
  struct pages_mapping mapping;
  EXPECT_EQ(pages_next(text, &mapping), OK);
  EXPECT_EQ(mapping.prot, uint32_t{PAGES_RX});
  *Ram(arch_host()->page_root + 8 * (text >> 39 & 511)) |= kNoExecute;
  EXPECT_EQ(pages_next(text, &mapping), OK);
  EXPECT_EQ(mapping.prot, uint32_t{PAGES_R});
  *Walk(pages_direct(32 * kMiB)).at |= 1 << 12;  // PAT
  EXPECT_EQ(pages_physical(pages_direct(32 * kMiB + 5)), 32 * kMiB + 5);
}

TEST_F(Pages, TellsARunThatBeganEarlierFromThePageAskedFor) {
  struct pages_mapping mapping;
  EXPECT_EQ(pages_next(MACHINE_DIRECT + 12345, &mapping), OK);
  EXPECT_EQ(mapping.start, MACHINE_DIRECT + 3 * kPage);
  EXPECT_EQ(mapping.physical, 3 * kPage);
  EXPECT_EQ(pages_next(UINT64_MAX, &mapping), NOT_FOUND);
}

class PagesAgainstModel : public Pages, public ::testing::WithParamInterface<uint32_t> {};

// The model: which spans live, and what each page is filled with.
TEST_P(PagesAgainstModel, AgreesThroughRandomOperations) {
  std::mt19937 random(GetParam());
  auto below = [&](uint64_t bound) { return random() % bound; };
  std::map<char *, uint32_t> model;
  for (int step = 0; step < 600; step++) {
    if (below(5) < 3 || model.empty()) {
      uint32_t pages = 1 + below(below(8) == 0 ? 900 : 12);
      if (below(6) == 0) frames_fail_after(1 + below(pages));
      void *address = nullptr;
      status_t status = pages_reserve(pages, "model", &address);
      frames_fail_after(0);
      if (status != OK) continue;
      char *span = static_cast<char *>(address);
      auto next = model.lower_bound(span);
      if (next != model.end()) ASSERT_LT(span + pages * kPage, next->first);
      if (next != model.begin()) ASSERT_GT(span, std::prev(next)->first + std::prev(next)->second * kPage);
      for (uint32_t i = 0; i < pages; i++) {
        ASSERT_EQ(*reinterpret_cast<uint64_t *>(span + i * kPage), 0u);
        *reinterpret_cast<char **>(span + i * kPage) = span + i * kPage;
      }
      model[span] = pages;
    } else {
      auto at = std::next(model.begin(), below(model.size()));
      for (uint32_t i = 0; i < at->second; i++) {
        ASSERT_EQ(*reinterpret_cast<char **>(at->first + i * kPage), at->first + i * kPage);
      }
      ASSERT_EQ(pages_release(at->first), OK);
      model.erase(at);
    }
    ASSERT_EQ(Statistics().spans, model.size());
    ASSERT_EQ(Accounted(), accounted_);
    if (step % 100 == 0) ASSERT_EQ(Check(), "");
  }
  for (auto [span, pages] : model)
    ASSERT_EQ(pages_release(span), OK);
  EXPECT_EQ(Statistics().reserved_pages, 0u);
  EXPECT_EQ(Check(), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, PagesAgainstModel, ::testing::Range(1u, 6u));

}  // namespace
