// SPDX-License-Identifier: Apache-2.0
// archive: reads and writes archives as ar(1) makes them.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#ifdef __cplusplus
extern "C" {
#endif

struct archive_member {
  char name[17];
  const uint8_t *bytes;
  uint64_t size;
};

bool archive_is(const uint8_t *bytes, uint64_t size);
// The next member; *cursor is 0 at first. False: no more, or what follows is damaged: then *cursor is not the size.
bool archive_next(const uint8_t *bytes, uint64_t size, uint64_t *cursor, struct archive_member *member);
// Whether it is a cell that an image carries and does not link: tools/mkimage names those N.spare.
bool archive_is_spare(const struct archive_member *member);
// An archive begins with the first, then come its members. Whether all was written is the stream's to say.
void archive_begin(FILE *out);
void archive_put(FILE *out, const char *name, const void *bytes, uint64_t size);

#ifdef __cplusplus
}
#endif
