// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/compare/cpio/cpio.h"

#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace {

class Cpio : public testing::Test {
protected:
  Cpio() {
    cpio_.out = open_memstream(&text_, &size_);
  }
  ~Cpio() override {
    fclose(cpio_.out);
    free(text_);
  }
  std::string Written() {
    fflush(cpio_.out);
    return std::string(text_, size_);
  }
  // A field of the header at `entry`: 0 inode, 1 mode, 4 links, 6 size, 9 and 10 device, 11 size of the name.
  uint64_t Field(size_t entry, int field) {
    return strtoull(Written().substr(entry + 6 + 8 * field, 8).c_str(), nullptr, 16);
  }

  char *text_ = nullptr;
  size_t size_ = 0;
  struct cpio cpio_ = {};
};

TEST_F(Cpio, WritesAHeaderTheNameAndTheDataEachPaddedToFour) {
  ASSERT_TRUE(cpio_file(&cpio_, "init", 0755, "12345", 5));
  std::string written = Written();
  ASSERT_EQ(written.size(), 110u + 5 + 1 + 8);
  EXPECT_EQ(written.substr(0, 6), "070701");
  EXPECT_EQ(written.substr(110, 6), std::string("init\0\0", 6));
  EXPECT_EQ(written.substr(116), std::string("12345\0\0\0", 8));
  EXPECT_EQ(Field(0, 0), 1u);
  EXPECT_EQ(Field(0, 1), 0100755u);
  EXPECT_EQ(Field(0, 4), 1u);
  EXPECT_EQ(Field(0, 6), 5u);
  EXPECT_EQ(Field(0, 11), 5u);
}

TEST_F(Cpio, PadsNothingThatEndsAtFour) {
  ASSERT_TRUE(cpio_file(&cpio_, "a", 0644, "1234", 4));
  EXPECT_EQ(Written().size(), 112u + 4);
}

TEST_F(Cpio, WritesAnEmptyFile) {
  ASSERT_TRUE(cpio_file(&cpio_, "a", 0644, nullptr, 0));
  EXPECT_EQ(Written().size(), 112u);
  EXPECT_EQ(Field(0, 6), 0u);
}

TEST_F(Cpio, SaysOfFoldersAndDevicesWhatTheyAre) {
  ASSERT_TRUE(cpio_folder(&cpio_, "dev", 0755));
  ASSERT_TRUE(cpio_character_device(&cpio_, "dev/console", 0600, 5, 1));
  EXPECT_EQ(Field(0, 1), 0040755u);
  size_t second = 116;  // 110 + "dev" and its end, padded
  EXPECT_EQ(Written().substr(second, 6), "070701");
  EXPECT_EQ(Field(second, 0), 2u);
  EXPECT_EQ(Field(second, 1), 0020600u);
  EXPECT_EQ(Field(second, 9), 5u);
  EXPECT_EQ(Field(second, 10), 1u);
}

TEST_F(Cpio, EndsWithTheTrailer) {
  ASSERT_TRUE(cpio_end(&cpio_));
  EXPECT_EQ(Written().size() % 4, 0u);
  EXPECT_EQ(Written().substr(110, 11), std::string("TRAILER!!!\0", 11));
}

TEST_F(Cpio, RefusesNamesThatLinuxWouldNotUnpackBelowItsRoot) {
  EXPECT_FALSE(cpio_folder(&cpio_, "", 0755));
  EXPECT_FALSE(cpio_folder(&cpio_, "/dev", 0755));
  EXPECT_FALSE(cpio_folder(&cpio_, std::string(CPIO_NAME + 1, 'a').c_str(), 0755));
  EXPECT_EQ(Written(), "");
  EXPECT_TRUE(cpio_folder(&cpio_, std::string(CPIO_NAME, 'a').c_str(), 0755));
}

TEST_F(Cpio, RefusesAFileWhoseSizeHasNoRoomInTheHeader) {
  EXPECT_FALSE(cpio_file(&cpio_, "a", 0644, "", UINT64_C(1) << 32));
  EXPECT_EQ(Written(), "");
}

TEST(CpioStream, TellsThatTheDiskIsFull) {
  FILE *full = fopen("/dev/full", "w");
  ASSERT_NE(full, nullptr);
  struct cpio cpio = {.out = full, .entries = 0, .written = 0};
  EXPECT_FALSE(cpio_folder(&cpio, "dev", 0755) && cpio_end(&cpio));
  fclose(full);
}

}  // namespace
