// SPDX-License-Identifier: Apache-2.0
// Tests of pages_check: it finds every way in which tables can be wrong.
#include <cstring>
#include <string>
#include <vector>

#include "kernel/pages/pages_fixture.h"

namespace {

// Each way in which tables can be wrong, made on purpose.
class PagesCheck : public Pages {
protected:
  void SetUp() override {
    Pages::SetUp();
    span_ = reserve(3);
    EXPECT_EQ(Check(), "");
  }
  void TearDown() override {}
  // Runs the check with one entry changed; it must be in force (a page, not a table that a large page stands in for).
  static std::string with(Entry entry, uint64_t value) {
    uint64_t before = *entry.at;
    *entry.at = value;
    std::string why = Check();
    *entry.at = before;
    EXPECT_EQ(Check(), "");
    return why;
  }
  static bool says(const std::string &why, const char *part) {
    return why.find(part) != std::string::npos;
  }
  char *span_ = nullptr;
  uint64_t text_ = REGION_BASE + region_span(REGION_CELL).offset + kPage;
};

TEST_F(PagesCheck, FindsAPageThatIsWritableAndExecutable) {
  Entry entry = Walk(text_);
  EXPECT_PRED2(says, with(entry, *entry.at | kWrite), "writable and executable");
}

TEST_F(PagesCheck, FindsTextThatIsWritableThroughTheDirectMap) {
  Entry entry = Walk(pages_direct(Walk(text_).frame()));
  EXPECT_PRED2(says, with(entry, *entry.at | kWrite), "executable, and writable in the direct map");
}

TEST_F(PagesCheck, FindsTextThatIsWritableThroughAThirdMapping) {
  Entry entry = Walk(span_);
  EXPECT_PRED2(says, with(entry, Walk(text_).frame() | kPresent | kWrite | kNoExecute), "protected in the direct map");
}

TEST_F(PagesCheck, FindsExecutableMemoryInTheDirectMap) {
  Entry entry = Walk(pages_direct(32 * kMiB));
  EXPECT_PRED2(says, with(entry, *entry.at & ~kNoExecute), "writable and executable");
  EXPECT_PRED2(says, with(entry, *entry.at & ~kNoExecute & ~kWrite), "executable in the direct map");
}

TEST_F(PagesCheck, FindsExecutableMemoryOutsideTheRegion) {
  Entry entry = Walk(span_);
  EXPECT_PRED2(says, with(entry, Walk(text_).frame() | kPresent), "executable outside the region");
}

TEST_F(PagesCheck, FindsAWrongFrameInTheDirectMap) {
  Entry entry = Walk(pages_direct(1234 * kPage));
  EXPECT_PRED2(says, with(entry, *entry.at + 2 * kMiB), "wrong frame in the direct map");
}

TEST_F(PagesCheck, FindsAMappingWhereNullPointersLead) {
  Entry stub = Walk(uint64_t{1} << 20);
  uint64_t *first = stub.at - 256;  // the same table's entry for address 0
  for (uint64_t page : {0, 15}) {
    EXPECT_PRED2(says, with({first + page, 0}, 5 * kPage | kPresent | kNoExecute), "where null leads");
  }
}

TEST_F(PagesCheck, FindsMemoryForUserMode) {
  Entry entry = Walk(span_);
  uint64_t top = arch_host()->page_root + 8 * (MACHINE_DYNAMIC >> 39 & 511);
  EXPECT_EQ(with(entry, *entry.at | kUser), "");  // without effect while the tables above say no
  std::vector<uint64_t> above;
  for (uint64_t table = top, shift = 30; shift >= 12; shift -= 9) {
    above.push_back(table);
    *Ram(table) |= kUser;
    table = (*Ram(table) & kFrame) + 8 * (MACHINE_DYNAMIC >> shift & 511);
  }
  EXPECT_PRED2(says, with(entry, *entry.at | kUser), "user mode");
}

TEST_F(PagesCheck, FindsATableThatCanBeWritten) {
  uint64_t table = reinterpret_cast<uint64_t>(Walk(span_).at) & ~(kPage - 1);
  Entry entry = Walk(table);
  ASSERT_EQ(*entry.at & kWrite, 0u);
  EXPECT_PRED2(says, with(entry, *entry.at | kWrite), "a page table that is not read-only");
  entry = Walk(pages_direct(arch_host()->page_root));
  EXPECT_PRED2(says, with(entry, *entry.at | kWrite), "a page table that is not read-only");
  entry = Walk(span_ + kPage);
  EXPECT_PRED2(says, with(entry, (table - MACHINE_DIRECT) | kPresent | kWrite | kNoExecute),
               "protected in the direct map");
}

TEST_F(PagesCheck, FindsStockThatCanBeWritten) {
  uint64_t table = reinterpret_cast<uint64_t>(Walk(span_).at) & ~(kPage - 1);
  Entry entry = Walk(table + kPage);  // the next of the stock
  ASSERT_EQ(*entry.at & kWrite, 0u);
  EXPECT_PRED2(says, with(entry, *entry.at | kWrite), "writable stock");
}

TEST_F(PagesCheck, FindsAGuardPageThatIsMapped) {
  for (char *guard : {span_ - kPage, span_ + 3 * kPage}) {
    EXPECT_PRED2(says, with(Walk(guard), Walk(span_).frame() | kPresent | kWrite | kNoExecute), "in no span");
  }
}

TEST_F(PagesCheck, FindsASpanWithAHoleOrWrongRights) {
  Entry entry = Walk(span_ + kPage);
  EXPECT_PRED2(says, with(entry, 0), "a hole in a span");
  EXPECT_PRED2(says, with(entry, *entry.at & ~kWrite), "not mapped read-write");
}

TEST_F(PagesCheck, FindsRamMappedAsADevice) {
  Entry entry = Walk(span_);
  EXPECT_PRED2(says, with(entry, *entry.at | kUncached), "RAM is mapped as a device");
}

TEST_F(PagesCheck, FindsAFrameThatTheDirectMapDoesNotShow) {
  Entry entry = Walk(span_);
  EXPECT_PRED2(says, with(entry, MACHINE_RAM | kPresent | kWrite | kNoExecute), "not in the direct map");
}

TEST_F(PagesCheck, FindsARegionThatIsNotAsItsMapSays) {
  Entry state = Walk(REGION_BASE + region_span(REGION_STATE).offset);
  EXPECT_PRED2(says, with(state, *state.at & ~kWrite), "not as the address map says");
  Entry text = Walk(text_);
  EXPECT_PRED2(says, with({text.at + 200, 0}, Walk(span_).frame() | kPresent | kWrite | kNoExecute),
               "not as the address map says");
}

}  // namespace
