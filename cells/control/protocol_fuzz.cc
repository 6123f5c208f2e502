// SPDX-License-Identifier: Apache-2.0
// Any bytes to the decoder, then a zero and a whole frame: that frame must come out as it went in, and whatever came
// out before must encode to a frame again. The sanitizer watches the rest.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cells/control/protocol.h"

namespace {

[[noreturn]] void Fail(const char *what) {
  std::fprintf(stderr, "protocol_fuzz: %s\n", what);
  std::abort();
}

bool Same(const struct control_frame &a, const struct control_frame &b) {
  return a.version == b.version && a.type == b.type && a.sequence == b.sequence && a.session == b.session &&
         a.length == b.length && std::memcmp(a.payload, b.payload, a.length) == 0;
}

// Encodes the frame and feeds it to the decoder, which must be between two frames.
void ThereAndBack(struct control_decoder *decoder, const struct control_frame &frame, const char *what) {
  uint8_t encoded[CONTROL_ENCODED];
  size_t count = control_encode(&frame, encoded);
  if (count == 0 || count > sizeof encoded) Fail(what);
  struct control_frame back = {};
  for (size_t i = 0; i < count; i++)
    if (control_decode(decoder, encoded[i], &back) != (i + 1 < count ? EMPTY : OK)) Fail(what);
  if (!Same(frame, back)) Fail(what);
}

// The input as a payload, so that every content and length goes through both ways.
void AsPayload(struct control_decoder *decoder, const uint8_t *data, size_t size) {
  struct control_frame frame = {CONTROL_VERSION, CONTROL_DATA, 7, 0x01020304, 0, {}};
  frame.length = static_cast<uint32_t>(size < CONTROL_PAYLOAD ? size : CONTROL_PAYLOAD);
  std::memcpy(frame.payload, data, frame.length);
  ThereAndBack(decoder, frame, "a frame after garbage and a zero did not come through");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct control_decoder decoder = {};
  for (size_t i = 0; i < size; i++) {
    struct control_frame frame = {};
    status_t status = control_decode(&decoder, data[i], &frame);
    if (data[i] != 0 && status != EMPTY) Fail("an answer before the zero");
    if (status != OK) continue;
    if (frame.length > CONTROL_PAYLOAD || frame.version != CONTROL_VERSION) Fail("a frame beyond its bounds");
    struct control_decoder other = {};
    ThereAndBack(&other, frame, "a frame that came in does not go out again");
  }
  struct control_frame last = {};
  (void)control_decode(&decoder, 0, &last);
  AsPayload(&decoder, data, size);
  return 0;
}
