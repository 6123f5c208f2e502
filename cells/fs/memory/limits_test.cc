// SPDX-License-Identifier: Apache-2.0
// Files: how much there may be of them, what is kept of what was closed, and what is left when memory ends.
#include <algorithm>
#include <functional>

#include "cells/fs/memory/files_fixture.h"

namespace {

using Files = FilesTest;
using Names = std::vector<std::string>;

TEST_F(Files, AFullFileSystemSaysSoAndLosesNothing) {
  Write("/a", "A");
  ASSERT_EQ(file_limit(Bytes() + 100'000), OK);
  struct file_cursor *cursor = Opened("/b", FILE_READ | FILE_WRITE | FILE_CREATE);
  std::string bytes = Pattern(200'000);
  size_t done = 0;
  EXPECT_EQ(file_write_all(cursor, bytes.data(), bytes.size(), &done), FULL);
  EXPECT_GT(done, 60'000u);
  EXPECT_EQ(file_size(cursor), done);
  EXPECT_TRUE(Read(cursor) == bytes.substr(0, done));
  EXPECT_EQ(file_truncate(cursor, done / 2), OK);  // also where cutting needs a block
  EXPECT_TRUE(Read(cursor) == bytes.substr(0, done / 2));
  file_close(cursor);
  while (Open("/c" + std::to_string(Bytes()), FILE_WRITE | FILE_CREATE, &cursor) == OK)
    file_close(cursor);
  EXPECT_EQ(file_make_directory("/d"), FULL);
  EXPECT_EQ(file_remove("/b"), OK);
  EXPECT_EQ(file_make_directory("/d"), OK);
  EXPECT_EQ(Read("/a"), "A");
  EXPECT_EQ(file_limit(UINT64_MAX), OUT_OF_RANGE);
}

TEST_F(Files, ATransferTakesWhatRemovedFilesStillHold) {
  Write("/a", std::string(40 * kBlock, 'x'));
  ASSERT_EQ(file_limit(Bytes()), OK);
  ASSERT_EQ(file_remove("/a"), OK);
  Write("/b", std::string(39 * kBlock, 'y'));
  EXPECT_TRUE(Read("/b") == std::string(39 * kBlock, 'y'));
}

TEST_F(Files, ACursorThatIsClosedLeavesItsMemoryAndNothingElseToTheNext) {
  Write("/a", "abcdef");
  struct file_cursor *first = Opened("/a", FILE_READ | FILE_WRITE | FILE_APPEND);
  size_t count = 0;
  char bytes[8] = {};
  EXPECT_EQ(file_read(first, bytes, 4, &count), OK);
  file_close(first);
  uint64_t before = Bytes();
  heap_fail_after(1);
  struct file_cursor *next = nullptr, *one_more = nullptr;
  EXPECT_EQ(Open("/a", FILE_READ, &next), OK) << "it has to be made";
  EXPECT_EQ(Open("/a", FILE_READ, &one_more), NO_MEMORY) << "two have it";
  heap_fail_after(0);
  EXPECT_GT(Bytes(), before);
  EXPECT_EQ(file_position(next), 0u);
  EXPECT_EQ(file_write(next, "x", 1, &count), INVALID);
  EXPECT_EQ(file_read(next, bytes, sizeof bytes, &count), OK);
  EXPECT_EQ(std::string(bytes, count), "abcdef");
  file_close(next);
  EXPECT_EQ(Bytes(), before);
}

TEST_F(Files, TheMemoryThatIsKeptForACursorIsNotTakenBeyondTheLimit) {
  Write("/a", "a");
  ASSERT_EQ(file_limit(Bytes()), OK);
  struct file_cursor *cursor = nullptr;
  EXPECT_EQ(Open("/a", FILE_READ, &cursor), FULL);
  EXPECT_EQ(file_limit(FILE_SYSTEM_BYTES), OK);
  EXPECT_EQ(Open("/a", FILE_READ, &cursor), OK);
  file_close(cursor);
}

// What each of these leaves is compared: all or nothing.
std::string Everything(const std::string &path) {
  std::string all;
  struct file_entry entry = {};
  while (file_look_after(path.c_str(), entry.name, &entry) == OK) {
    std::string name = path + (path == "/" ? "" : "/") + entry.name;
    all += name + ":" + std::to_string(entry.size) + (entry.is_directory ? "{" + Everything(name) + "}" : "") + " ";
  }
  return all;
}

TEST_F(Files, WithoutMemoryNothingHappensAtWhicheverAllocation) {
  std::string long_name(100, 'l');
  ASSERT_EQ(file_make_directory("/d"), OK);
  Write("/d/a", std::string(4096, 'x'));
  Write("/d/big", std::string(kBlock, 'x'));
  struct file_cursor *a = Opened("/d/a", FILE_WRITE | FILE_APPEND), *big = Opened("/d/big", FILE_WRITE | FILE_APPEND);
  struct file_cursor *made = nullptr;
  size_t count = 0;
  ASSERT_EQ(file_make_directory("/other"), OK);
  Write("/other/a", "");
  const std::vector<std::pair<const char *, std::function<status_t()>>> calls = {
      {"create", [&] { return Open("/d/" + long_name, FILE_WRITE | FILE_CREATE, &made); }},
      {"open", [&] { return Open("/d/a", FILE_READ, &made); }},
      {"list", [&] { return Open("/d", FILE_LIST, &made); }},
      {"mkdir", [&] { return file_make_directory(("/e" + long_name).c_str()); }},
      {"rename", [&] { return file_rename("/d/a", ("/d/b" + long_name).c_str()); }},
      {"rename over", [&] { return file_rename("/d/big", ("/d/b" + long_name).c_str()); }},
      {"grow", [&] { return file_write(a, "y", 1, &count); }},
      {"table", [&] { return file_write(big, "y", 1, &count); }},
  };
  for (const auto &[what, call] : calls) {
    int refused = 0;
    struct file_cursor *other = Opened("/other/a", FILE_READ);  // in what the last cursor that was closed lay in
    for (uint64_t nth = 1;; nth++) {
      std::string before = Everything("/");
      uint64_t bytes = Bytes();
      made = nullptr;
      heap_fail_after(nth);
      status_t status = call();
      heap_fail_after(0);
      ASSERT_TRUE(file_check());
      if (status == OK) break;
      refused++;
      EXPECT_EQ(status, NO_MEMORY) << what;
      EXPECT_EQ(Everything("/"), before) << what;
      EXPECT_EQ(made, nullptr);
      if (std::string(what) != "table") {
        EXPECT_EQ(Bytes(), bytes) << what;  // a table that is made stays
      }
    }
    EXPECT_GE(refused, 1) << what;
    file_close(made);
    file_close(other);
  }
  file_close(a);
  file_close(big);
}

TEST_F(Files, ManyNamesInADirectory) {
  constexpr int kNames = 3000;
  for (int i = 0; i < kNames; i++)
    Write("/" + std::to_string(i * 7919 % kNames), "");
  EXPECT_TRUE(file_check());
  Names names = List("/");
  EXPECT_EQ(names.size(), size_t{kNames});
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (int i = 0; i < kNames; i += 2)
    ASSERT_EQ(file_remove(("/" + std::to_string(i)).c_str()), OK);
  EXPECT_TRUE(file_check());
  EXPECT_EQ(List("/").size(), size_t{kNames / 2});
}

}  // namespace
