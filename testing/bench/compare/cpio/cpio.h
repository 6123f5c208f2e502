// SPDX-License-Identifier: Apache-2.0
// cpio: writes an archive in the format that Linux unpacks as its first root file system: "new ASCII", Linux
// Documentation/driver-api/early-userspace/buffer-format.rst.
//
// Same calls, same bytes: owner, group and times are 0, inodes count from 1.
//
// Errors   false: a name is empty, absolute or longer than CPIO_NAME; a file of 4 GiB and more; the stream is in error.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { CPIO_NAME = 255 };

struct cpio {
  FILE *out;
  uint32_t entries;
  uint64_t written;  // bytes; everything begins at a multiple of 4
};

// `mode`: the permission bits. Folders come before what is in them.
bool cpio_folder(struct cpio *cpio, const char *name, uint32_t mode);
bool cpio_file(struct cpio *cpio, const char *name, uint32_t mode, const void *data, uint64_t size);
bool cpio_character_device(struct cpio *cpio, const char *name, uint32_t mode, uint32_t major, uint32_t minor);
bool cpio_end(struct cpio *cpio);

#ifdef __cplusplus
}
#endif
