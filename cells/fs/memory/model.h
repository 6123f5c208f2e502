// SPDX-License-Identifier: Apache-2.0
// model: what files are, in the plainest words: maps and strings. Played beside the real ones, call by call.
#pragma once
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cells/fs/file.h"

namespace model {

struct Node {
  bool is_directory = false;
  std::string bytes;
  std::map<std::string, std::shared_ptr<Node>> names;
  Node *parent = nullptr;  // null: '/', or it has no name any more
};

struct Cursor {
  std::shared_ptr<Node> node;
  uint32_t mode = 0;
  uint64_t position = 0;
  std::string told;
};

class Files {
public:
  struct Place {
    status_t status = OK;
    Node *directory = nullptr;
    std::shared_ptr<Node> node;
    std::string name;
    bool has_name = false, wants_directory = false;
  };

  Place Find(const std::string &path) const {
    Place place;
    place.node = root_;
    if (path.empty() || path[0] != '/') return Fail(place, INVALID);
    if (path.size() > FILE_PATH_MOST) return Fail(place, OUT_OF_RANGE);
    for (size_t at = 0; (at = path.find_first_not_of('/', at)) != std::string::npos;) {
      size_t end = std::min(path.find('/', at), path.size());
      std::string part = path.substr(at, end - at);
      at = end;
      if (!place.node) return Fail(place, NOT_FOUND);
      if (!place.node->is_directory) return Fail(place, UNSUPPORTED);
      if (part.size() > FILE_NAME_MOST) return Fail(place, OUT_OF_RANGE);
      place.wants_directory = end < path.size();
      place.has_name = part != "." && part != "..";
      if (part == ".." && place.node->parent != nullptr) place.node = Shared(place.node->parent);
      if (!place.has_name) continue;
      place.directory = place.node.get();
      place.name = part;
      auto found = place.node->names.find(part);
      place.node = found == place.directory->names.end() ? nullptr : found->second;
    }
    if (!place.has_name) place.directory = place.node->parent;
    if (place.node && place.has_name && place.wants_directory && !place.node->is_directory)
      return Fail(place, UNSUPPORTED);
    return place;
  }

  status_t Open(const std::string &path, uint32_t mode, Cursor *cursor) {
    bool is_list = mode == FILE_LIST;
    if (!is_list && ((mode & (FILE_READ | FILE_WRITE)) == 0 || mode >= FILE_LIST)) return INVALID;
    if ((mode & FILE_NEW) && !(mode & FILE_CREATE)) return INVALID;
    if ((mode & (FILE_EMPTY | FILE_APPEND)) && !(mode & FILE_WRITE)) return INVALID;
    Place place = Find(path);
    if (place.status != OK) return place.status;
    if (!place.node) {
      if (!(mode & FILE_CREATE)) return NOT_FOUND;
      if (place.wants_directory) return UNSUPPORTED;
      place.node = Make(place, false);
    } else if (place.node->is_directory != is_list) {
      return UNSUPPORTED;
    } else if (mode & FILE_NEW) {
      return EXISTS;
    }
    if (mode & FILE_EMPTY) place.node->bytes.clear();
    *cursor = Cursor{place.node, mode, 0, ""};
    return OK;
  }

  static status_t Read(Cursor &cursor, size_t size, std::string *bytes) {
    if (!(cursor.mode & FILE_READ)) return INVALID;
    const std::string &all = cursor.node->bytes;
    if (size > 0 && cursor.position >= all.size()) return EMPTY;
    *bytes = cursor.position > all.size() ? "" : all.substr(cursor.position, std::min<size_t>(size, FILE_STEP));
    cursor.position += bytes->size();
    return OK;
  }
  static status_t Write(Cursor &cursor, std::string bytes) {
    if (!(cursor.mode & FILE_WRITE)) return INVALID;
    std::string &all = cursor.node->bytes;
    uint64_t at = cursor.mode & FILE_APPEND ? all.size() : cursor.position;
    bytes.resize(std::min<size_t>(bytes.size(), FILE_STEP));
    if (at + bytes.size() > FILE_MOST) return OUT_OF_RANGE;
    if (!bytes.empty() && at + bytes.size() > all.size()) all.resize(at + bytes.size());
    std::copy(bytes.begin(), bytes.end(), all.begin() + static_cast<ptrdiff_t>(bytes.empty() ? 0 : at));
    cursor.position = at + bytes.size();
    return OK;
  }
  static status_t Seek(Cursor &cursor, uint64_t position) {
    if (cursor.mode == FILE_LIST && position != 0) return INVALID;
    if (position > FILE_MOST) return OUT_OF_RANGE;
    cursor.position = position;
    cursor.told.clear();
    return OK;
  }
  static status_t Truncate(Cursor &cursor, uint64_t size) {
    if (!(cursor.mode & FILE_WRITE)) return INVALID;
    if (size > FILE_MOST) return OUT_OF_RANGE;
    cursor.node->bytes.resize(size);
    return OK;
  }
  static status_t Next(Cursor &cursor, std::string *name) {
    if (cursor.mode != FILE_LIST) return INVALID;
    auto next = cursor.node->names.upper_bound(cursor.told);
    if (next == cursor.node->names.end()) return EMPTY;
    *name = cursor.told = next->first;
    return OK;
  }

  status_t MakeDirectory(const std::string &path) {
    Place place = Find(path);
    if (place.status != OK) return place.status;
    if (place.node) return EXISTS;
    Make(place, true);
    return OK;
  }
  status_t Remove(const std::string &path, bool is_directory) {
    Place place = Find(path);
    if (place.status != OK) return place.status;
    status_t status = MayGo(place.node, is_directory);
    if (status == OK) Unlink(place.node.get());
    return status;
  }
  status_t Rename(const std::string &from_path, const std::string &to_path) {
    Place from = Find(from_path);
    if (from.status != OK) return from.status;
    Place to = Find(to_path);
    if (to.status != OK) return to.status;
    if (!from.node) return NOT_FOUND;
    if (from.node == root_) return BUSY;
    if (to.node == from.node) return OK;
    if (to.node) {
      status_t status = MayGo(to.node, from.node->is_directory);
      if (status != OK) return status;
    }
    if (to.wants_directory && to.has_name && !from.node->is_directory) return UNSUPPORTED;
    if (!to.has_name) return INVALID;
    for (Node *above = to.directory; above != nullptr; above = above->parent)
      if (above == from.node.get()) return INVALID;
    std::shared_ptr<Node> node = from.node;
    Unlink(node.get());
    if (to.node) Unlink(to.node.get());
    to.directory->names[to.name] = node;
    node->parent = to.directory;
    return OK;
  }

  const Node &root() const {
    return *root_;
  }

private:
  static Place Fail(Place place, status_t status) {
    place.status = status;
    return place;
  }
  std::shared_ptr<Node> Shared(Node *node) const {
    if (node == root_.get()) return root_;
    for (auto &[name, child] : node->parent->names)
      if (child.get() == node) return child;
    return nullptr;
  }
  std::shared_ptr<Node> Make(const Place &place, bool is_directory) {
    auto node = std::make_shared<Node>();
    node->is_directory = is_directory;
    node->parent = place.directory;
    place.directory->names[place.name] = node;
    return node;
  }
  status_t MayGo(const std::shared_ptr<Node> &node, bool is_directory) const {
    if (!node) return NOT_FOUND;
    if (node->is_directory != is_directory) return UNSUPPORTED;
    return node == root_ || !node->names.empty() ? BUSY : OK;
  }
  static void Unlink(Node *node) {
    auto &names = node->parent->names;
    node->parent = nullptr;
    names.erase(std::find_if(names.begin(), names.end(), [&](const auto &row) { return row.second.get() == node; }));
  }

  std::shared_ptr<Node> root_ = [] {
    auto root = std::make_shared<Node>();
    root->is_directory = true;
    return root;
  }();
};

}  // namespace model
