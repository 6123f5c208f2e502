// SPDX-License-Identifier: Apache-2.0
// The hash behind all fingerprints, by the vectors of its authors.
#include <gtest/gtest.h>

#include <string>

extern "C" {
#include "tools/cell/celltool/fingerprint.h"
}

TEST(Siphash, GivesWhatItsAuthorsSay) {
  uint8_t key[16], text[15];
  for (uint8_t i = 0; i < 16; i++)
    key[i] = i;
  for (uint8_t i = 0; i < 15; i++)
    text[i] = i;
  EXPECT_EQ(siphash(key, text, 0), 0x726fdb47dd0e0e31u);
  EXPECT_EQ(siphash(key, text, 1), 0x74f839c593dc67fdu);
  EXPECT_EQ(siphash(key, text, 7), 0xab0200f58b01d137u);
  EXPECT_EQ(siphash(key, text, 8), 0x93f5f5799a932462u);
  EXPECT_EQ(siphash(key, text, 15), 0xa129ca6149be45e5u);
}

TEST(Fingerprint, IsOfTheWholeTextHoweverItGrew) {
  tool_text once = {}, bit_by_bit = {};
  std::string whole;
  for (int i = 0; i < 1000; i++)
    whole += std::to_string(i) + ";";
  tool_add(&once, whole.data(), whole.size());
  for (int i = 0; i < 1000; i++)
    tool_add_format(&bit_by_bit, "%d;", i);
  EXPECT_EQ(tool_fingerprint(&once), tool_fingerprint(&bit_by_bit));
  tool_add(&once, "", 1);
  EXPECT_NE(tool_fingerprint(&once), tool_fingerprint(&bit_by_bit));
  std::free(once.bytes);
  std::free(bit_by_bit.bytes);
}
