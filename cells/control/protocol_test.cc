// SPDX-License-Identifier: Apache-2.0
// protocol: frames of every length and content, there and back; what is damaged is refused; the next frame is found.
#include "cells/control/protocol.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

using Bytes = std::vector<uint8_t>;

struct control_frame Frame(const Bytes &payload) {
  struct control_frame frame = {CONTROL_VERSION, CONTROL_RUN, 0x1234, 0x89abcdef, 0, {}};
  frame.length = static_cast<uint32_t>(payload.size());
  std::copy(payload.begin(), payload.end(), frame.payload);
  return frame;
}

Bytes Encode(const struct control_frame &frame) {
  Bytes encoded(CONTROL_ENCODED);
  encoded.resize(control_encode(&frame, encoded.data()));
  return encoded;
}

// The answers other than EMPTY, and the payloads of the frames among them.
struct Decoded {
  std::vector<status_t> answers;
  std::vector<Bytes> payloads;
};

Decoded Decode(struct control_decoder &decoder, const Bytes &bytes) {
  Decoded decoded;
  for (uint8_t byte : bytes) {
    struct control_frame frame = {};
    status_t status = control_decode(&decoder, byte, &frame);
    if (status == EMPTY) continue;
    decoded.answers.push_back(status);
    if (status == OK) decoded.payloads.emplace_back(frame.payload, frame.payload + frame.length);
  }
  return decoded;
}

Decoded Decode(const Bytes &bytes) {
  struct control_decoder decoder = {};
  return Decode(decoder, bytes);
}

Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes &part : parts)
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

// A frame of these plain bytes, check included or not as they say.
Bytes Stuffed(const Bytes &plain) {
  Bytes encoded = {0};
  size_t code = 0;
  for (uint8_t byte : plain) {
    if (byte != 0) encoded.push_back(byte);
    if (byte == 0 || encoded.size() - code == 255) {
      encoded[code] = static_cast<uint8_t>(encoded.size() - code);
      code = encoded.size();
      encoded.push_back(0);
    }
  }
  encoded[code] = static_cast<uint8_t>(encoded.size() - code);
  encoded.push_back(0);
  return encoded;
}

Bytes Checked(Bytes plain) {
  uint32_t crc = control_crc(0, plain.data(), plain.size());
  for (int i = 0; i < 4; i++)
    plain.push_back(static_cast<uint8_t>(crc >> 8 * i));
  return plain;
}

TEST(Crc, IsTheOneOfIeee802_3) {
  EXPECT_EQ(control_crc(0, "123456789", 9), 0xcbf43926u);  // the check value of CRC-32/ISO-HDLC
  EXPECT_EQ(control_crc(control_crc(0, "1234", 4), "56789", 5), 0xcbf43926u);
  EXPECT_EQ(control_crc(0, "", 0), 0u);
}

TEST(Protocol, EveryFieldComesBack) {
  struct control_frame frame = Frame({'h', 0, 'i'}), back = {};
  struct control_decoder decoder = {};
  status_t status = EMPTY;
  for (uint8_t byte : Encode(frame))
    status = control_decode(&decoder, byte, &back);
  ASSERT_EQ(status, OK);
  EXPECT_EQ(back.version, CONTROL_VERSION);
  EXPECT_EQ(back.type, CONTROL_RUN);
  EXPECT_EQ(back.sequence, 0x1234);
  EXPECT_EQ(back.session, 0x89abcdefu);
  EXPECT_EQ(Bytes(back.payload, back.payload + back.length), Bytes({'h', 0, 'i'}));
}

// As another program that reads only the header would: version, type, sequence, session, the lowest byte first.
TEST(Protocol, TheBytesOnTheLineAreThese) {
  Bytes plain = {1, 2, 0x34, 0x12, 0xef, 0xcd, 0xab, 0x89, 'h', 0, 'i'};
  EXPECT_EQ(Encode(Frame({'h', 0, 'i'})), Stuffed(Checked(plain)));
}

TEST(Protocol, FramesOfEveryLengthComeBackAndHoldOneZero) {
  std::mt19937 random(1);
  for (int fill : {0, 1, 255, -1})
    for (size_t length = 0; length <= CONTROL_PAYLOAD; length++) {
      Bytes payload(length);
      for (uint8_t &byte : payload)
        byte = static_cast<uint8_t>(fill < 0 ? random() % 3 : fill);
      Bytes encoded = Encode(Frame(payload));
      ASSERT_LE(encoded.size(), static_cast<size_t>(CONTROL_ENCODED));
      ASSERT_EQ(std::count(encoded.begin(), encoded.end(), 0), 1);
      ASSERT_EQ(encoded.back(), 0);
      Decoded decoded = Decode(encoded);
      ASSERT_EQ(decoded.answers, std::vector<status_t>{OK}) << length;
      ASSERT_EQ(decoded.payloads[0], payload) << length;
    }
}

TEST(Protocol, ALongerPayloadIsNotEncoded) {
  struct control_frame frame = Frame({});
  uint8_t encoded[CONTROL_ENCODED] = {};
  frame.length = CONTROL_PAYLOAD + 1;
  EXPECT_EQ(control_encode(&frame, encoded), 0u);
}

TEST(Protocol, ZerosInARowAreNothing) {
  Bytes frame = Encode(Frame({'a'}));
  EXPECT_EQ(Decode(Join({{0, 0, 0}, frame, {0, 0}, frame, {0}})).answers, std::vector<status_t>({OK, OK}));
}

TEST(Protocol, EveryFlippedBitIsFound) {
  Bytes whole = Encode(Frame({'a', 0, 0, 'b', 'c'}));
  for (size_t bit = 0; bit < (whole.size() - 1) * 8; bit++) {
    Bytes damaged = whole;
    damaged[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    for (status_t answer : Decode(damaged).answers)
      EXPECT_EQ(answer, CORRUPT) << bit;
  }
}

TEST(Protocol, EveryMissingPieceIsFoundAndTheNextFrameComesThrough) {
  Bytes whole = Encode(Frame({'a', 0, 'b'})), next = Encode(Frame({'n'}));
  for (size_t from = 0; from < whole.size() - 1; from++)
    for (size_t to = from + 1; to < whole.size(); to++) {
      Bytes damaged = whole;
      damaged.erase(damaged.begin() + static_cast<long>(from), damaged.begin() + static_cast<long>(to));
      Decoded decoded = Decode(Join({damaged, next}));
      ASSERT_FALSE(decoded.answers.empty());
      EXPECT_EQ(decoded.answers.back(), OK);
      EXPECT_EQ(decoded.payloads, std::vector<Bytes>({{'n'}})) << from << " to " << to;
    }
}

TEST(Protocol, WhatIsShorterThanAHeaderAndItsCheckIsCorrupt) {
  for (size_t length = 0; length < CONTROL_HEADER; length++)
    EXPECT_EQ(Decode(Stuffed(Checked(Bytes(length, 1)))).answers, std::vector<status_t>{CORRUPT}) << length;
  EXPECT_EQ(Decode(Stuffed(Checked(Bytes(CONTROL_HEADER, 1)))).answers, std::vector<status_t>{OK});
}

TEST(Protocol, AnotherVersionIsUnsupportedButDamageIsCorruptFirst) {
  Bytes other = {CONTROL_VERSION + 1, 1, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(Decode(Stuffed(Checked(other))).answers, std::vector<status_t>{UNSUPPORTED});
  EXPECT_EQ(Decode(Stuffed(Join({other, {1, 2, 3, 4}}))).answers, std::vector<status_t>{CORRUPT});
}

TEST(Protocol, WhatIsLongerThanAFrameIsOutOfRangeOnceAndTheNextFrameComesThrough) {
  Bytes next = Encode(Frame({'n'}));
  for (size_t payload : {CONTROL_PAYLOAD + 1, CONTROL_PAYLOAD + 4, CONTROL_PAYLOAD + 300, 100 * CONTROL_PAYLOAD}) {
    for (uint8_t fill : {0, 1}) {
      Bytes plain(CONTROL_HEADER + payload, fill);
      plain[0] = CONTROL_VERSION;
      EXPECT_EQ(Decode(Join({Stuffed(Checked(plain)), next})).answers, std::vector<status_t>({OUT_OF_RANGE, OK}))
          << payload;
    }
  }
}

TEST(Protocol, WhoStartsInTheMiddleIsInStepAtTheNextZero) {
  Bytes stream = Join({Encode(Frame({'a', 'b', 'c'})), Encode(Frame({'n'}))});
  size_t first = Encode(Frame({'a', 'b', 'c'})).size();
  for (size_t from = 1; from < first; from++) {
    Decoded decoded = Decode(Bytes(stream.begin() + static_cast<long>(from), stream.end()));
    EXPECT_EQ(decoded.payloads, std::vector<Bytes>({{'n'}})) << from;
  }
}

}  // namespace
