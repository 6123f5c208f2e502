// SPDX-License-Identifier: Apache-2.0
// Tests of reading ACPI's static tables, right ones and wrong ones.
#include "kernel/topology/acpi/tables_fixture.h"

#include "gtest/gtest.h"

namespace {

constexpr uint16_t kLowLevel = 0xf;

class Tables : public ::testing::Test {
protected:
  status_t Read(const std::vector<std::string> &tables) {
    firmware_.Build(tables);
    return Again();
  }
  status_t Again() {
    return firmware_.Read(&out_, &why_);
  }
  void ExpectBlank() const {
    struct topology blank;
    acpi_blank(&blank);
    EXPECT_EQ(memcmp(&out_, &blank, sizeof blank), 0);
  }
  // Wrong in one way; `why` is told, and of the machine nothing is known.
  void ExpectCorrupt(const std::string &why) {
    EXPECT_EQ(Again(), CORRUPT);
    EXPECT_NE(why_.find(why), std::string::npos) << why_;
    ExpectBlank();
  }

  Firmware firmware_;
  struct topology out_ = {};
  std::string why_;
};

TEST_F(Tables, OfACommonMachine) {
  ASSERT_EQ(Read({Table("FACP", "whatever"),
                  Madt(Cpu(0) + Cpu(1) + Cpu(4) + Controller(0xfec00000, 0) + Line(0, 2, 0) + Line(9, 9, 0xd)),
                  Hpet(0xfed00000)}),
            OK);
  EXPECT_EQ(out_.cpus, 3u);
  EXPECT_EQ(out_.cpu[0], 0u);
  EXPECT_EQ(out_.cpu[1], 1u);
  EXPECT_EQ(out_.cpu[2], 4u);
  EXPECT_EQ(out_.cpus_left_out, 0u);
  EXPECT_EQ(out_.local, 0xfee00000u);
  EXPECT_EQ(out_.hpet, 0xfed00000u);
  ASSERT_EQ(out_.controllers, 1u);
  EXPECT_EQ(out_.controller[0].physical, 0xfec00000u);
  EXPECT_EQ(out_.controller[0].first_input, 0u);
  EXPECT_EQ(out_.line[0].input, 2u);
  EXPECT_FALSE(out_.line[0].is_level || out_.line[0].is_low);
  EXPECT_EQ(out_.line[1].input, 1u);
  EXPECT_TRUE(out_.line[9].is_level && !out_.line[9].is_low);
}

TEST_F(Tables, TheOldListIsReadWhereThereIsNoNewOne) {
  firmware_.revision = 0;
  ASSERT_EQ(Read({Madt(Cpu(3))}), OK);
  EXPECT_EQ(out_.cpu[0], 3u);
}

TEST_F(Tables, ProcessorsThatAreOffOrToldTwiceDoNotCount) {
  ASSERT_EQ(Read({Madt(Cpu(0) + Cpu(1, 0) + Cpu(2, 2) + Cpu(0) + WideCpu(0) + WideCpu(300))}), OK);
  ASSERT_EQ(out_.cpus, 2u);
  EXPECT_EQ(out_.cpu[1], 300u);
}

TEST_F(Tables, ANumberThatMeansAllProcessorsIsNoProcessors) {
  ASSERT_EQ(Read({Madt(Cpu(255) + WideCpu(UINT32_MAX) + WideCpu(255) + WideCpu(UINT32_MAX - 1))}), OK);
  ASSERT_EQ(out_.cpus, 2u);
  EXPECT_EQ(out_.cpu[0], 255u);
  EXPECT_EQ(out_.cpu[1], UINT32_MAX - 1);
}

TEST_F(Tables, MoreProcessorsThanThereIsRoomForAreCounted) {
  std::string entries;
  for (uint8_t id = 0; id < TOPOLOGY_CPUS + 5; id++)
    entries += Cpu(id);
  ASSERT_EQ(Read({Madt(entries)}), OK);
  EXPECT_EQ(out_.cpus, uint32_t{TOPOLOGY_CPUS});
  EXPECT_EQ(out_.cpus_left_out, 5u);
}

TEST_F(Tables, MoreControllersThanThereIsRoomForAreLeftOut) {
  std::string entries = Cpu(0);
  for (uint32_t i = 0; i < 9; i++)
    entries += Controller(0xfec00000 + i * 0x1000, 24 * i);
  ASSERT_EQ(Read({Madt(entries)}), OK);
  ASSERT_EQ(out_.controllers, uint32_t{TOPOLOGY_CONTROLLERS});
  EXPECT_EQ(out_.controller[3].first_input, 72u);
}

TEST_F(Tables, LinesThatTheBusDoesNotHaveAreLeftOut) {
  ASSERT_EQ(Read({Madt(Cpu(0) + Line(200, 5, kLowLevel) + Line(15, 20, kLowLevel))}), OK);
  EXPECT_EQ(out_.line[15].input, 20u);
  EXPECT_TRUE(out_.line[15].is_level && out_.line[15].is_low);
}

TEST_F(Tables, TheLongAddressOfTheLocalControllerIsTheOneThatCounts) {
  ASSERT_EQ(Read({Madt(Cpu(0) + Number(5, 1) + Number(12, 1) + Number(0, 2) + Number(0x1fee00000, 8))}), OK);
  EXPECT_EQ(out_.local, 0x1fee00000u);
}

TEST_F(Tables, EntriesThatNobodyKnowsAreStepped) {
  ASSERT_EQ(Read({Madt(Number(77, 1) + Number(5, 1) + "abc" + Cpu(6))}), OK);
  EXPECT_EQ(out_.cpu[0], 6u);
}

TEST_F(Tables, OnlyTheFirstMadtCounts) {
  ASSERT_EQ(Read({Madt(Cpu(1)), Madt(Cpu(2) + Cpu(3))}), OK);
  ASSERT_EQ(out_.cpus, 1u);
  EXPECT_EQ(out_.cpu[0], 1u);
}

TEST_F(Tables, AnEventTimerThatIsNotInMemoryIsNone) {
  ASSERT_EQ(Read({Madt(Cpu(0)), Hpet(0x60, 1), Hpet(0xfed01000)}), OK);
  EXPECT_EQ(out_.hpet, 0xfed01000u);
}

TEST_F(Tables, OfNoUseHereAreNotLookedAt) {
  std::string broken = Table("DSDT", "body");
  broken[9]++;
  EXPECT_EQ(Read({broken, Madt(Cpu(0))}), OK);
}

TEST_F(Tables, WithoutProcessors) {
  EXPECT_EQ(Read({Hpet(0xfed00000)}), NOT_FOUND);
  EXPECT_NE(why_.find("no table lists a processor"), std::string::npos) << why_;
  ExpectBlank();
  EXPECT_EQ(Read({Madt(Cpu(0, 0) + Controller(0xfec00000, 0))}), NOT_FOUND);
  ExpectBlank();
  EXPECT_EQ(Read({}), NOT_FOUND);
}

TEST_F(Tables, WithoutARootPointer) {
  EXPECT_EQ(firmware_.Read(&out_, &why_, 0), NOT_FOUND);
  EXPECT_NE(why_.find("gives no root pointer"), std::string::npos) << why_;
  EXPECT_EQ(firmware_.Read(&out_, &why_, UINT64_MAX), CORRUPT);
  ExpectBlank();
}

TEST_F(Tables, EveryWrongByteOfWhatASumIsAboutIsFound) {
  ASSERT_EQ(Read({Madt(Cpu(0) + Cpu(1)), Hpet(0xfed00000)}), OK);
  std::string right = firmware_.bytes;
  for (size_t at = 0; at < right.size(); at++) {
    if (at >= 36 && at < 64) continue;  // behind the root pointer
    for (uint8_t bit = 1; bit != 0; bit <<= 1) {
      firmware_.bytes = right;
      firmware_.Set(at, static_cast<uint8_t>(right[at]) ^ bit);
      status_t status = Again();
      // The name of a table that is not read then is nobody's mistake.
      if (status == OK || status == NOT_FOUND) {
        bool is_name = right.compare(at & ~size_t{3}, 4, "APIC") == 0 || right.compare(at & ~size_t{3}, 4, "HPET") == 0;
        EXPECT_TRUE(is_name) << at;
      } else {
        EXPECT_EQ(status, CORRUPT) << at;
        EXPECT_FALSE(why_.empty());
      }
    }
  }
}

TEST_F(Tables, CutOffAnywhere) {
  ASSERT_EQ(Read({Madt(Cpu(0) + Cpu(1))}), OK);
  std::string right = firmware_.bytes;
  for (size_t size = 0; size < right.size(); size++) {
    firmware_.bytes = right.substr(0, size);
    EXPECT_EQ(Again(), CORRUPT) << size;
    ExpectBlank();
  }
}

TEST_F(Tables, EntriesOfImpossibleLength) {
  for (uint8_t length : {0, 1, 7, 9, 255}) {
    std::string entry = Cpu(0);
    entry[1] = static_cast<char>(length);
    firmware_.Build({Madt(entry)});
    ExpectCorrupt("an MADT entry of an impossible length");
  }
  firmware_.Build({Madt(Cpu(0) + '\0')});
  ExpectCorrupt("an MADT entry of an impossible length");
}

TEST_F(Tables, OfImpossibleLength) {
  firmware_.Build({Table("APIC", "ab")});
  ExpectCorrupt("an MADT that is too short");
  firmware_.Build({Table("HPET", "ab"), Madt(Cpu(0))});
  ExpectCorrupt("an HPET table that is too short");
  for (uint32_t size : {0u, 35u, ACPI_TABLE_BYTES + 1u, UINT32_MAX}) {
    std::string madt = Madt(Cpu(0));
    madt.replace(4, 4, Number(size, 4));
    firmware_.Build({madt});
    ExpectCorrupt("a table of an impossible length");
  }
}

TEST_F(Tables, TooManyOfThem) {
  firmware_.Build(std::vector<std::string>(ACPI_TABLES + 1, Madt(Cpu(0))));
  ExpectCorrupt("a list of too many tables");
  firmware_.Build(std::vector<std::string>(ACPI_TABLES, Madt(Cpu(0))));
  EXPECT_EQ(Again(), OK);
}

TEST_F(Tables, AListThatIsNone) {
  firmware_.Build({Madt(Cpu(0))});
  firmware_.bytes.replace(64, 4, "XXXX");
  ExpectCorrupt("something else than the list of tables");
  firmware_.bytes.replace(0, 8, "RSD PTR!");
  ExpectCorrupt("something else than the root pointer");
}

TEST_F(Tables, AreReadInPieces) {
  ASSERT_EQ(Read({Madt(Cpu(0)), Hpet(0xfed00000)}), OK);
  EXPECT_LE(firmware_.widest, 64u);
}

}  // namespace
