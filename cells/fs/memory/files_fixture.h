// SPDX-License-Identifier: Apache-2.0
// files_fixture: a GoogleTest fixture for files: begins with none, and ends so.
#pragma once
#include <string>
#include <vector>

#include "cells/fs/file.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/heap/heap.h"

inline constexpr uint64_t kBlock = 64 << 10;

inline std::string Pattern(size_t size, uint32_t seed = 1) {
  std::string bytes(size, '\0');
  for (char &c : bytes)
    c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return bytes;
}

class FilesTest : public TasksTest {
protected:
  void SetUp() override {
    TasksTest::SetUp();
    Clear("/");
    ASSERT_EQ(file_limit(FILE_SYSTEM_BYTES), OK);
    struct file_statistics now = {};
    file_statistics(&now);
    ASSERT_EQ(now.bytes, 0u);
  }
  void TearDown() override {
    heap_fail_after(0);
    EXPECT_TRUE(file_check());
    Clear("/");
    struct file_statistics now = {};
    file_statistics(&now);
    EXPECT_EQ(now.bytes, 0u);
    EXPECT_EQ(now.nodes, 0u);
    EXPECT_EQ(now.cursors, 0u);
    EXPECT_TRUE(heap_check());
  }

  // Removes what is in that directory.
  static void Clear(const std::string &path) {
    struct file_entry entry = {};
    while (file_look_after(path.c_str(), "", &entry) == OK) {
      std::string name = path + (path == "/" ? "" : "/") + entry.name;
      if (entry.is_directory) {
        Clear(name);
        ASSERT_EQ(file_remove_directory(name.c_str()), OK) << name;
      } else {
        ASSERT_EQ(file_remove(name.c_str()), OK) << name;
      }
    }
    file_settle();
  }

  static status_t Open(const std::string &path, uint32_t mode, struct file_cursor **cursor) {
    return file_open(path.c_str(), mode, cursor);
  }
  static struct file_cursor *Opened(const std::string &path, uint32_t mode) {
    struct file_cursor *cursor = nullptr;
    EXPECT_EQ(Open(path, mode, &cursor), OK) << path;
    return cursor;
  }
  static void Write(const std::string &path, const std::string &bytes, uint32_t mode = FILE_EMPTY) {
    struct file_cursor *cursor = Opened(path, FILE_WRITE | FILE_CREATE | mode);
    size_t done = 0;
    EXPECT_EQ(file_write_all(cursor, bytes.data(), bytes.size(), &done), OK);
    file_close(cursor);
  }
  static std::string Read(struct file_cursor *cursor) {
    std::string bytes(FILE_MOST, '?');
    size_t done = 0;
    EXPECT_EQ(file_seek(cursor, 0), OK);
    EXPECT_EQ(file_read_all(cursor, bytes.data(), bytes.size(), &done), done == FILE_MOST ? OK : EMPTY);
    return bytes.substr(0, done);
  }
  static std::string Read(const std::string &path) {
    struct file_cursor *cursor = Opened(path, FILE_READ);
    std::string bytes = cursor == nullptr ? "" : Read(cursor);
    file_close(cursor);
    return bytes;
  }
  static std::vector<std::string> List(const std::string &path) {
    struct file_cursor *cursor = Opened(path, FILE_LIST);
    struct file_entry entry = {};
    std::vector<std::string> names;
    while (cursor != nullptr && file_next(cursor, &entry) == OK)
      names.push_back(entry.name);
    file_close(cursor);
    return names;
  }
  static std::string Why(const std::string &path, status_t status) {
    char why[FILE_WHY];
    file_explain(path.c_str(), status, why, sizeof why);
    return why;
  }
  static uint64_t Bytes() {
    struct file_statistics now = {};
    file_statistics(&now);
    return now.bytes;
  }
};
