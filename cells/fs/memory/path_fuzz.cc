// SPDX-License-Identifier: Apache-2.0
// Any bytes as paths and as calls: files and their model answer the same, and no sentence about them is longer than its room.
#include <cstring>

#include "cells/fs/memory/player.h"
#include "kernel/pages/pages.h"

namespace {

// Numbers and paths out of the input, zeros behind its end.
class Source {
public:
  Source(const uint8_t *data, size_t size) : data_(data), size_(size) {}
  bool is_empty() const {
    return size_ == 0;
  }
  uint32_t Number(uint32_t limit) {
    return Byte() % limit;
  }
  // A byte for the length; its bytes as they are, but for NUL, which ends a path.
  std::string Path() {
    std::string path = "/";
    uint8_t length = Byte();
    if (length >= 0xf0) path = std::string(length == 0xff ? 2000 : 300, static_cast<char>(Byte() | 1));
    if (length == 0xfe) path = "";
    for (uint8_t i = 0; i < length % 24; i++)
      path += static_cast<char>(Byte());
    return path.c_str();
  }

private:
  uint8_t Byte() {
    if (size_ == 0) return 0;
    size_--;
    return *data_++;
  }
  const uint8_t *data_;
  size_t size_;
};

void Clear(const std::string &path) {
  struct file_entry entry = {};
  while (file_look_after(path.c_str(), "", &entry) == OK) {
    std::string name = path + entry.name;
    if (entry.is_directory) Clear(name + "/");
    if ((entry.is_directory ? file_remove_directory(name.c_str()) : file_remove(name.c_str())) != OK) std::abort();
  }
}

[[noreturn]] void Fail(const std::string &why) {
  std::fprintf(stderr, "path_fuzz: %s\n", why.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct pages_statistics pages;
  pages_statistics(&pages);  // with it comes the memory of unit tests
  {
    Source source(data, size);
    Player player([&](uint32_t limit) { return source.Number(limit); }, [&] { return source.Path(); });
    while (!source.is_empty())
      if (!player.Step()) Fail(player.why());
    if (!player.Compare()) Fail(player.why());
  }
  Clear("/");
  file_settle();
  struct file_statistics now;
  file_statistics(&now);
  if (now.bytes != 0) Fail("something is left");
  return 0;
}
