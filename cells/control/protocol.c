// SPDX-License-Identifier: Apache-2.0
// protocol: frames to bytes and back.
#include "cells/control/protocol.h"

enum { GROUP = 254 };  // bytes without a zero that one code byte stands before

// CRC-32 of IEEE 802.3 (polynomial 0x04c11db7, reflected), four bits at a time: a table of 64 bytes instead of 1 KiB in
// each cell that links this.
uint32_t control_crc(uint32_t before, const void *bytes, size_t count) {
  static const uint32_t table[16] = {
      0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
      0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
  };
  uint32_t crc = ~before;
  for (const uint8_t *byte = bytes; count > 0; byte++, count--) {
    crc ^= *byte;
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return ~crc;
}

static void put(uint8_t *to, uint64_t value, uint32_t bytes) {
  for (uint32_t i = 0; i < bytes; i++)
    to[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get(const uint8_t *from, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = 0; i < bytes; i++)
    value |= (uint32_t)from[i] << 8 * i;
  return value;
}

// COBS: each group of up to 254 bytes is preceded by its length plus one. A zero follows the group, unless that is 255
// or the group is the last.
static size_t stuff(const uint8_t *from, size_t count, uint8_t *to) {
  size_t code = 0, at = 1;
  for (size_t i = 0; i < count; i++) {
    if (from[i] != 0) to[at++] = from[i];
    bool full = at - code == GROUP + 1;
    if (from[i] != 0 && !full) continue;
    to[code] = (uint8_t)(at - code);
    code = at++;
  }
  to[code] = (uint8_t)(at - code);
  return at;
}

// In place: what is read lies always ahead of what is written. SIZE_MAX: a group is longer than what there is.
static size_t unstuff(uint8_t *bytes, size_t count) {
  size_t to = 0;
  for (size_t at = 0; at < count;) {
    size_t code = bytes[at++];
    if (code - 1 > count - at) return SIZE_MAX;
    __builtin_memmove(bytes + to, bytes + at, code - 1);  // whole, so that a journal has one record of it
    to += code - 1;
    at += code - 1;
    if (code <= GROUP && at < count) bytes[to++] = 0;
  }
  return to;
}

size_t control_encode(const struct control_frame *frame, uint8_t encoded[CONTROL_ENCODED]) {
  if (frame->length > CONTROL_PAYLOAD) return 0;
  uint8_t plain[CONTROL_FRAME];
  plain[0] = frame->version;
  plain[1] = frame->type;
  put(plain + 2, frame->sequence, 2);
  put(plain + 4, frame->session, 4);
  __builtin_memcpy(plain + CONTROL_HEADER, frame->payload, frame->length);
  size_t count = CONTROL_HEADER + frame->length;
  put(plain + count, control_crc(0, plain, count), CONTROL_CHECK);
  size_t used = stuff(plain, count + CONTROL_CHECK, encoded);
  encoded[used] = 0;
  return used + 1;
}

// What stands between two zeros.
static status_t take_apart(uint8_t *bytes, size_t count, struct control_frame *frame) {
  count = unstuff(bytes, count);
  if (count == SIZE_MAX || count < CONTROL_HEADER + CONTROL_CHECK) return CORRUPT;
  if (count > CONTROL_FRAME) return OUT_OF_RANGE;
  count -= CONTROL_CHECK;
  if (get(bytes + count, CONTROL_CHECK) != control_crc(0, bytes, count)) return CORRUPT;
  if (bytes[0] != CONTROL_VERSION) return UNSUPPORTED;
  frame->version = bytes[0];
  frame->type = bytes[1];
  frame->sequence = (uint16_t)get(bytes + 2, 2);
  frame->session = get(bytes + 4, 4);
  frame->length = (uint32_t)count - CONTROL_HEADER;
  __builtin_memcpy(frame->payload, bytes + CONTROL_HEADER, frame->length);
  return OK;
}

status_t control_decode(struct control_decoder *decoder, uint8_t byte, struct control_frame *frame) {
  if (byte != 0) {
    // The zero has no place of its own in what is kept, so a frame that may be is one byte shorter.
    if (decoder->count == CONTROL_ENCODED - 1)
      decoder->overflow = 1;
    else
      decoder->bytes[decoder->count++] = byte;
    return EMPTY;
  }
  uint32_t count = decoder->count, overflow = decoder->overflow;
  decoder->count = decoder->overflow = 0;
  if (overflow != 0) return OUT_OF_RANGE;
  if (count == 0) return EMPTY;
  return take_apart(decoder->bytes, count, frame);
}
