// SPDX-License-Identifier: Apache-2.0
// path: from a path to the node that it names, or to the directory that the name would be in. Names are locked.
#include "cells/fs/memory/state.h"
#include "kernel/base/text.h"

static uint32_t part_length(const char *part) {
  uint32_t length = 0;
  while (part[length] != '\0' && part[length] != '/')
    length++;
  return length;
}

// One part, from the node that the parts before it led to.
static status_t step(struct files_place *place, const char *part, uint32_t length) {
  struct files_node *from = place->node;
  if (from == NULL) return NOT_FOUND;
  if (!from->is_directory) return UNSUPPORTED;
  if (length > FILE_NAME_MOST) return OUT_OF_RANGE;
  place->name = NULL;
  if (length == 1 && part[0] == '.') return OK;
  if (length == 2 && part[0] == '.' && part[1] == '.') {
    if (from->parent != NULL) place->node = from->parent;
    return OK;
  }
  place->directory = from;
  place->name = part;
  place->length = length;
  place->node = files_tree_find(from, part, length);
  return OK;
}

status_t files_find(const char *path, struct files_place *place) {
  *place = (struct files_place){.node = &memory_files.root};
  if (path[0] != '/') return INVALID;
  if (text_length_at_most(path, FILE_PATH_MOST + 1) > FILE_PATH_MOST) return OUT_OF_RANGE;
  for (const char *at = path; *at != '\0';) {
    if (*at == '/') {
      at++;
      continue;
    }
    uint32_t length = part_length(at);
    status_t status = step(place, at, length);
    if (status != OK) return status;  // what failed is behind failed_at, or lies there
    at += length;
    place->failed_at = (uint32_t)(at - path);
    place->is_directory = *at == '/';
  }
  if (place->name == NULL) {
    place->directory = place->node->parent;
    place->is_directory = true;
  }
  if (place->node != NULL && place->is_directory && !place->node->is_directory) return UNSUPPORTED;
  return OK;
}
