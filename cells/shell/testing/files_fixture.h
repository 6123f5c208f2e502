// SPDX-License-Identifier: Apache-2.0
// files_fixture: the shell with files, of which there are none at first.
#pragma once
#include <string>

#include "cells/fs/file.h"
#include "cells/shell/testing/shell_fixture.h"
#include "gmock/gmock.h"

class FilesShellTest : public ShellTest {
protected:
  void SetUp() override {
    ShellTest::SetUp();
    Clear("/");
    ASSERT_EQ(file_limit(FILE_SYSTEM_BYTES), OK);
  }
  void TearDown() override {
    ShellTest::TearDown();
    EXPECT_TRUE(file_check());
    struct file_statistics now = {};
    file_statistics(&now);
    EXPECT_EQ(now.cursors, 0u);  // a command leaves none open, however it ends
  }

  static void Clear(const std::string &path) {
    struct file_entry entry = {};
    while (file_look_after(path.c_str(), "", &entry) == OK) {
      std::string name = path + (path == "/" ? "" : "/") + entry.name;
      if (entry.is_directory) Clear(name);
      ASSERT_EQ(entry.is_directory ? file_remove_directory(name.c_str()) : file_remove(name.c_str()), OK) << name;
    }
  }
  static void Put(const std::string &path, const std::string &bytes) {
    struct file_cursor *cursor = nullptr;
    size_t done = 0;
    ASSERT_EQ(file_open(path.c_str(), FILE_WRITE | FILE_CREATE | FILE_EMPTY, &cursor), OK) << path;
    EXPECT_EQ(file_write_all(cursor, bytes.data(), bytes.size(), &done), OK);
    file_close(cursor);
  }
  static void Make(const std::string &path) {
    ASSERT_EQ(file_make_directory(path.c_str()), OK) << path;
  }
  static std::string Get(const std::string &path) {
    struct file_cursor *cursor = nullptr;
    status_t status = file_open(path.c_str(), FILE_READ, &cursor);
    if (status != OK) return status_name(status);
    std::string bytes(file_size(cursor), '?');
    size_t done = 0;
    EXPECT_EQ(file_read_all(cursor, bytes.data(), bytes.size(), &done), OK);
    file_close(cursor);
    return bytes;
  }
};
