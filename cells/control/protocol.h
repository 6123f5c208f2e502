// SPDX-License-Identifier: Apache-2.0
// protocol: what a running system and the tools beside it say to each other over a second serial line.
//
// A stream of frames, each encoded with COBS (Cheshire and Baker, IEEE/ACM Transactions on Networking 7(2), 1999) and
// ended by a zero byte, so that whoever starts in the middle is in step again at the next zero. A client begins with a
// zero. Numbers are little-endian. Plain portable C: the system's cell and the host's tool link the same source.
//
// Context  any; nothing here waits or allocates.
// State    struct control_decoder, the caller's.
// Errors   CORRUPT: not COBS, shorter than a header, another checksum. UNSUPPORTED: another version. OUT_OF_RANGE:
//          longer than a frame may be. After each the decoder goes on at the next zero.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CONTROL_VERSION = 1,
  CONTROL_HEADER = 8,      // bytes: version, type, sequence (2), session (4)
  CONTROL_PAYLOAD = 1024,  // bytes at most
  CONTROL_CHECK = 4,       // CRC-32 (IEEE 802.3) over header and payload
  CONTROL_FRAME = CONTROL_HEADER + CONTROL_PAYLOAD + CONTROL_CHECK,
  CONTROL_ENCODED = CONTROL_FRAME + CONTROL_FRAME / 254 + 2,  // with the zero
  CONTROL_STORE_MOST = 4 << 20,                               // bytes of a cell that may arrive
};

// Each request is answered by one frame with its session and sequence number, RUN by any number of OUTPUTs before it.
// What could not be read as a frame is answered, now and then, by a REFUSED with session 0 and sequence 0; a client
// skips it.
enum control_type {
  // From the client. All but HELLO carry the session that WELCOME gave, and a sequence number one above the one before;
  // HELLO's is 0, and 0 follows 65535.
  CONTROL_HELLO = 0x01,  // session 0, sequence 0; payload empty
  CONTROL_RUN = 0x02,    // a line for the shell -> OUTPUT*, DONE
  CONTROL_STORE = 0x03,  // u64 size, u32 CRC-32 of all the bytes: a cell will come -> ACCEPTED
  CONTROL_DATA = 0x04,   // u64 offset, bytes; offsets in order -> ACCEPTED. The last one offers the cell to kernel/swap
  CONTROL_READ = 0x05,  // u32 area of the region, u64 offset in it, u32 length -> BYTES. Only areas that hold the graph
  CONTROL_STOP = 0x06,  // ends the command that runs, as Ctrl-C does -> ACCEPTED; its DONE comes as well
  // From the system.
  CONTROL_WELCOME = 0x81,   // session in the header; text: "image LABEL\nplatform LABEL\nboot ID\n..."
  CONTROL_OUTPUT = 0x82,    // text
  CONTROL_DONE = 0x83,      // i64: what the command returned; u32: enum control_end
  CONTROL_BYTES = 0x84,     // bytes, fewer where the used part of the area ends
  CONTROL_ACCEPTED = 0x85,  // empty
  CONTROL_REFUSED = 0x8f,   // i32 status, then a sentence: what is wrong and what to do
};

// How a command ended. A command that faulted returned nothing: its number says nothing.
enum control_end { CONTROL_RETURNED, CONTROL_STOPPED, CONTROL_FAULTED };

struct control_frame {
  uint8_t version, type;
  uint16_t sequence;
  uint32_t session;
  uint32_t length;  // of the payload
  uint8_t payload[CONTROL_PAYLOAD];
};

// Returns how many bytes of `encoded` are used, the ending zero included. 0: more payload than CONTROL_PAYLOAD.
size_t control_encode(const struct control_frame *frame, uint8_t encoded[CONTROL_ENCODED]);

struct control_decoder {
  uint32_t count;     // bytes kept since the last zero
  uint32_t overflow;  // more came than a frame may have
  uint8_t bytes[CONTROL_ENCODED];
};
// Takes one byte. EMPTY: no frame has ended yet. OK: *frame is filled. Two zeros in a row are no frame and no error.
status_t control_decode(struct control_decoder *decoder, uint8_t byte, struct control_frame *frame);

uint32_t control_crc(uint32_t before, const void *bytes, size_t count);  // before: 0 at first

#ifdef __cplusplus
}
#endif
