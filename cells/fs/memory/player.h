// SPDX-License-Identifier: Apache-2.0
// player: makes calls that a source of numbers chooses, of the real files and of the model, and compares what both answer.
#pragma once
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "cells/fs/memory/model.h"

class Player {
public:
  // number(n): 0 <= number < n. path: what the next call is about.
  Player(std::function<uint32_t(uint32_t)> number, std::function<std::string()> path)
      : number_(std::move(number)), path_(std::move(path)) {}
  ~Player() {
    for (auto &pair : cursors_)
      file_close(pair.real);
  }
  Player(const Player &) = delete;
  Player &operator=(const Player &) = delete;

  // False: they differ, and why() says how.
  bool Step() {
    Pair &pair = cursors_[number_(kCursors)];
    switch (number_(14)) {
    case 0:
    case 1: return Open(pair);
    case 2: return Close(pair);
    case 3: return pair.real == nullptr || Read(pair);
    case 4:
    case 5: return pair.real == nullptr || Write(pair);
    case 6: return pair.real == nullptr || Seek(pair);
    case 7: return pair.real == nullptr || Truncate(pair);
    case 8: return pair.real == nullptr || Next(pair);
    case 9: return Directory();
    case 10: return Remove(false);
    case 11: return Remove(true);
    case 12: return Rename();
    default: return Look();
    }
  }

  // Everything that is there, names and bytes.
  bool Compare() {
    return CompareDirectory("/", model_.root()) && (file_check() || Say("file_check", "", OK, CORRUPT));
  }
  const std::string &why() const {
    return why_;
  }

private:
  static constexpr uint32_t kCursors = 6;
  struct Pair {
    struct file_cursor *real = nullptr;
    model::Cursor model;
  };

  bool Say(const char *call, const std::string &about, status_t expected, status_t got) {
    why_ = std::string(call) + " " + about + ": " + status_name(got) + " instead of " + status_name(expected);
    return false;
  }
  bool Same(const char *call, const std::string &about, status_t expected, status_t got) {
    if (expected == got) return true;
    return Say(call, about, expected, got);
  }
  uint64_t Size() {
    static constexpr std::array<uint64_t, 12> kEdges = {0,    1,     24,    255,    256,    1024,
                                                        4096, 16384, 65536, 131072, 200000, FILE_MOST};
    uint64_t size = kEdges[number_(number_(8) == 0 ? 12 : 9)];
    return size + number_(3) - (size > 0 ? 1 : 0);
  }
  std::string Bytes() {
    std::string bytes(Size() % 6000, '\0');
    uint32_t seed = number_(251);
    for (char &c : bytes)
      c = static_cast<char>(seed++ % 251 + 1);
    return bytes;
  }

  bool Open(Pair &pair) {
    static constexpr std::array<uint32_t, 9> kModes = {FILE_READ,
                                                       FILE_READ | FILE_WRITE,
                                                       FILE_READ | FILE_WRITE | FILE_CREATE,
                                                       FILE_WRITE | FILE_CREATE | FILE_EMPTY,
                                                       FILE_READ | FILE_WRITE | FILE_CREATE | FILE_APPEND,
                                                       FILE_READ | FILE_WRITE | FILE_CREATE | FILE_NEW,
                                                       FILE_LIST,
                                                       FILE_READ | FILE_WRITE | FILE_EMPTY,
                                                       FILE_NEW | FILE_READ};
    if (pair.real != nullptr) return true;
    std::string path = path_();
    uint32_t mode = kModes[number_(kModes.size())];
    status_t expected = model_.Open(path, mode, &pair.model), got = file_open(path.c_str(), mode, &pair.real);
    if (got != OK) pair.real = nullptr;
    return Same("open", path, expected, got);
  }
  bool Close(Pair &pair) {
    file_close(pair.real);
    pair = {};
    return true;
  }
  bool Read(Pair &pair) {
    std::string expected_bytes, bytes(FILE_STEP + 10, '?');
    size_t size = Size() % (FILE_STEP + 10), count = 0;
    status_t expected = model::Files::Read(pair.model, size, &expected_bytes),
             got = file_read(pair.real, bytes.data(), size, &count);
    if (!Same("read", std::to_string(size), expected, got)) return false;
    if (got == OK && (bytes.substr(0, count) != expected_bytes || file_position(pair.real) != pair.model.position))
      return Say("read", "other bytes", OK, CORRUPT);
    return bytes.find_first_not_of('?', got == OK ? count : 0) == std::string::npos ||
           Say("read", "too much", OK, CORRUPT);
  }
  bool Write(Pair &pair) {
    std::string bytes = Bytes();
    size_t count = 0;
    status_t expected = model::Files::Write(pair.model, bytes),
             got = file_write(pair.real, bytes.data(), bytes.size(), &count);
    return Same("write", std::to_string(bytes.size()), expected, got);
  }
  bool Seek(Pair &pair) {
    uint64_t to = Size();
    return Same("seek", std::to_string(to), model::Files::Seek(pair.model, to), file_seek(pair.real, to));
  }
  bool Truncate(Pair &pair) {
    uint64_t to = Size();
    if (!Same("truncate", std::to_string(to), model::Files::Truncate(pair.model, to), file_truncate(pair.real, to)))
      return false;
    return file_size(pair.real) == pair.model.node->bytes.size() || Say("size", "", OK, CORRUPT);
  }
  bool Next(Pair &pair) {
    struct file_entry entry = {};
    std::string name;
    status_t expected = model::Files::Next(pair.model, &name), got = file_next(pair.real, &entry);
    return Same("next", name, expected, got) && (got != OK || name == entry.name || Say("next", name, OK, CORRUPT));
  }
  bool Directory() {
    std::string path = path_();
    return Same("mkdir", path, model_.MakeDirectory(path), file_make_directory(path.c_str()));
  }
  bool Remove(bool is_directory) {
    std::string path = path_();
    status_t got = is_directory ? file_remove_directory(path.c_str()) : file_remove(path.c_str());
    return Same("remove", path, model_.Remove(path, is_directory), got);
  }
  bool Rename() {
    std::string from = path_(), to = path_();
    return Same("rename", from + " to " + to, model_.Rename(from, to), file_rename(from.c_str(), to.c_str()));
  }
  bool Look() {
    std::string path = path_();
    struct file_entry entry = {};
    auto place = model_.Find(path);
    status_t expected = place.status == OK && !place.node ? NOT_FOUND : place.status,
             got = file_look(path.c_str(), &entry);
    if (!Same("look", path, expected, got)) return false;
    char why[FILE_WHY];
    file_explain(path.c_str(), got, why, sizeof why);
    if ((why[0] == '\0') != (got == OK)) return Say("explain", path, OK, CORRUPT);
    if (got != OK) return true;
    uint64_t size = place.node->is_directory ? place.node->names.size() : place.node->bytes.size();
    return (entry.size == size && entry.is_directory == place.node->is_directory) || Say("look", path, OK, CORRUPT);
  }

  bool CompareDirectory(const std::string &path, const model::Node &node) {
    struct file_entry entry = {};
    for (const auto &[name, child] : node.names) {
      std::string below = path + name;
      if (file_look_after(path.c_str(), entry.name, &entry) != OK || name != entry.name)
        return Say("names", below, OK, NOT_FOUND);
      if (child->is_directory ? !CompareDirectory(below + "/", *child) : !CompareFile(below, child->bytes))
        return false;
    }
    status_t end = file_look_after(path.c_str(), entry.name, &entry);
    return path.size() > FILE_PATH_MOST || Same("names", path, EMPTY, end);
  }
  bool CompareFile(const std::string &path, const std::string &bytes) {
    if (path.size() > FILE_PATH_MOST) return true;
    struct file_cursor *cursor = nullptr;
    status_t status = file_open(path.c_str(), FILE_READ, &cursor);
    if (status != OK) return Say("bytes", path, OK, status);
    std::string real(file_size(cursor), '\0');
    size_t done = 0;
    status = file_read_all(cursor, real.data(), real.size(), &done);
    file_close(cursor);
    return (status == OK && real == bytes) || Say("bytes", path, OK, CORRUPT);
  }

  std::function<uint32_t(uint32_t)> number_;
  std::function<std::string()> path_;
  model::Files model_;
  std::array<Pair, kCursors> cursors_;
  std::string why_;
};
