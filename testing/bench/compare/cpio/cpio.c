// SPDX-License-Identifier: Apache-2.0
// The writer: each entry is a header of 110 digits, its name, its data, each padded to a multiple of 4.
#include "testing/bench/compare/cpio/cpio.h"

#include <string.h>

enum { FOLDER = 0040000, FILE_ = 0100000, CHARACTER_DEVICE = 0020000 };

static bool put(struct cpio *cpio, const void *data, size_t size) {
  cpio->written += size;
  return size == 0 || fwrite(data, 1, size, cpio->out) == size;
}

static bool pad(struct cpio *cpio) {
  static const char zeros[3];
  return put(cpio, zeros, -cpio->written & 3);
}

struct entry {
  uint32_t mode, links, major, minor;
  const void *data;
  uint64_t size;
};

static bool add(struct cpio *cpio, const char *name, struct entry entry) {
  size_t length = strlen(name);
  if (length == 0 || length > CPIO_NAME || name[0] == '/' || entry.size > UINT32_MAX) return false;
  char header[111];
  // Magic, inode, mode, user, group, links, time, size, device (2), device that it is (2), size of the name, check sum.
  snprintf(header, sizeof header, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", ++cpio->entries,
           entry.mode, 0u, 0u, entry.links, 0u, (uint32_t)entry.size, 0u, 0u, entry.major, entry.minor,
           (uint32_t)length + 1, 0u);
  return put(cpio, header, 110) && put(cpio, name, length + 1) && pad(cpio) && put(cpio, entry.data, entry.size) &&
         pad(cpio);
}

bool cpio_folder(struct cpio *cpio, const char *name, uint32_t mode) {
  return add(cpio, name, (struct entry){.mode = FOLDER | mode, .links = 2});
}

bool cpio_file(struct cpio *cpio, const char *name, uint32_t mode, const void *data, uint64_t size) {
  return add(cpio, name, (struct entry){.mode = FILE_ | mode, .links = 1, .data = data, .size = size});
}

bool cpio_character_device(struct cpio *cpio, const char *name, uint32_t mode, uint32_t major, uint32_t minor) {
  return add(cpio, name, (struct entry){.mode = CHARACTER_DEVICE | mode, .links = 1, .major = major, .minor = minor});
}

bool cpio_end(struct cpio *cpio) {
  return add(cpio, "TRAILER!!!", (struct entry){.links = 1}) && fflush(cpio->out) == 0;
}
