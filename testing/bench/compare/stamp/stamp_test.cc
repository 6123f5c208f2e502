// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/compare/stamp/stamp.h"

#include <elf.h>

#include <cstring>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

constexpr uint32_t kPage = 0xf00000, kEntry = 0x100020;

// A kernel with one loaded page at 1 MiB and two notes, the second of which is the PVH entry.
struct Kernel {
  Elf64_Ehdr header;
  Elf64_Phdr load, notes;
  Elf64_Nhdr other;
  char other_name[8], other_content[4];
  Elf64_Nhdr pvh;
  char pvh_name[4];
  uint32_t entry;
};

Kernel Valid() {
  Kernel kernel = {};
  memcpy(kernel.header.e_ident, ELFMAG, SELFMAG);
  kernel.header.e_ident[EI_CLASS] = ELFCLASS64;
  kernel.header.e_ident[EI_DATA] = ELFDATA2LSB;
  kernel.header.e_machine = EM_X86_64;
  kernel.header.e_phoff = offsetof(Kernel, load);
  kernel.header.e_phentsize = sizeof(Elf64_Phdr);
  kernel.header.e_phnum = 2;
  kernel.load = {.p_type = PT_LOAD,
                 .p_flags = PF_R,
                 .p_offset = 0,
                 .p_vaddr = 0,
                 .p_paddr = 0x100000,
                 .p_filesz = 64,
                 .p_memsz = 4096,
                 .p_align = 1};
  kernel.notes = {.p_type = PT_NOTE,
                  .p_flags = PF_R,
                  .p_offset = offsetof(Kernel, other),
                  .p_vaddr = 0,
                  .p_paddr = 0,
                  .p_filesz = offsetof(Kernel, entry) + sizeof(uint32_t) - offsetof(Kernel, other),
                  .p_memsz = 0,
                  .p_align = 4};
  kernel.other = {.n_namesz = 6, .n_descsz = 3, .n_type = 18};
  memcpy(kernel.other_name, "Linux", 6);
  kernel.pvh = {.n_namesz = 4, .n_descsz = 4, .n_type = 18};
  memcpy(kernel.pvh_name, "Xen", 4);
  kernel.entry = kEntry;
  return kernel;
}

std::string Refusal(const Kernel &kernel, size_t size = sizeof(Kernel)) {
  std::vector<uint64_t> aligned(sizeof kernel / 8 + 1);
  memcpy(aligned.data(), &kernel, sizeof kernel);
  struct stamp stamp = {};
  char why[STAMP_WHY] = "";
  if (!stamp_elf(reinterpret_cast<uint8_t *>(aligned.data()), size, kPage, &stamp, why)) return why;
  stamp_free(&stamp);
  return "";
}

TEST(Stamp, IsEnteredInsteadOfTheKernelAndKnowsItsEntry) {
  Kernel kernel = Valid();
  struct stamp stamp = {};
  char why[STAMP_WHY] = "";
  ASSERT_TRUE(stamp_elf(reinterpret_cast<uint8_t *>(&kernel), sizeof kernel, kPage, &stamp, why)) << why;
  EXPECT_EQ(stamp.entry, kEntry);
  ASSERT_GT(stamp.size, sizeof kernel);

  Elf64_Ehdr header;
  memcpy(&header, stamp.data, sizeof header);
  ASSERT_EQ(header.e_phnum, 3);
  Elf64_Phdr segments[3];
  memcpy(segments, stamp.data + header.e_phoff, sizeof segments);
  EXPECT_EQ(memcmp(&segments[0], &kernel.load, sizeof kernel.load), 0);
  EXPECT_EQ(memcmp(&segments[1], &kernel.notes, sizeof kernel.notes), 0);
  EXPECT_EQ(segments[2].p_paddr, kPage);
  ASSERT_LE(segments[2].p_offset + segments[2].p_filesz, stamp.size);
  const uint8_t *code = stamp.data + segments[2].p_offset, *end = code + segments[2].p_filesz;
  EXPECT_EQ(code[0], 0x0f);  // rdtsc
  EXPECT_EQ(code[1], 0x31);
  uint32_t target;
  memcpy(&target, end - 6, sizeof target);  // mov $target, %eax; jmp *%eax
  EXPECT_EQ(target, kEntry);

  Kernel after;
  memcpy(&after, stamp.data, sizeof after);
  EXPECT_EQ(after.entry, kPage);
  after.entry = kEntry;
  after.header = kernel.header;
  EXPECT_EQ(memcmp(&after, &kernel, sizeof kernel), 0) << "something else was changed";
  stamp_free(&stamp);
}

TEST(Stamp, TakesAnEntryOfEightBytesAsLinuxHasIt) {
  struct {
    Kernel kernel;
    uint32_t high;
  } wide = {Valid(), 0};
  wide.kernel.pvh.n_descsz = 8;
  wide.kernel.notes.p_filesz += 4;
  struct stamp stamp = {};
  char why[STAMP_WHY] = "";
  ASSERT_TRUE(stamp_elf(reinterpret_cast<uint8_t *>(&wide), sizeof wide, kPage, &stamp, why)) << why;
  EXPECT_EQ(stamp.entry, kEntry);
  stamp_free(&stamp);
}

TEST(Stamp, RefusesAPageThatTheKernelLoadsSomethingTo) {
  Kernel kernel = Valid();
  kernel.load.p_paddr = kPage - 4096;
  EXPECT_EQ(Refusal(kernel), "");
  kernel.load.p_memsz = 4097;
  EXPECT_EQ(Refusal(kernel), "it loads something to the page that is for the stamp");
  kernel.load.p_paddr = kPage + 4095;
  EXPECT_EQ(Refusal(kernel), "it loads something to the page that is for the stamp");
  kernel.load.p_paddr = kPage + 4096;
  EXPECT_EQ(Refusal(kernel), "");
}

TEST(Stamp, RefusesAKernelWithoutAPvhEntry) {
  Kernel kernel = Valid();
  kernel.pvh.n_type = 17;
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
  kernel = Valid();
  kernel.pvh_name[0] = 'Y';
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
  kernel = Valid();
  kernel.notes.p_type = PT_NULL;
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
}

TEST(Stamp, RefusesNotesThatReachOutOfTheirSegmentOrTheFile) {
  Kernel kernel = Valid();
  kernel.other.n_descsz = 0xfffffff0;
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
  kernel = Valid();
  kernel.pvh.n_descsz = 5;
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
  kernel = Valid();
  kernel.notes.p_filesz += 8;
  EXPECT_EQ(Refusal(kernel), "it has no PVH entry");
}

TEST(Stamp, RefusesWhatIsNoElfFileForThisProcessor) {
  Kernel kernel = Valid();
  EXPECT_EQ(Refusal(kernel, 10), "not an ELF file");
  EXPECT_EQ(Refusal(kernel, sizeof(Elf64_Ehdr)), "its program headers lie outside the file");
  kernel.header.e_machine = EM_386;
  EXPECT_EQ(Refusal(kernel), "not an ELF file for x86-64");
  kernel = Valid();
  kernel.header.e_phoff = UINT64_MAX - 7;
  EXPECT_EQ(Refusal(kernel), "its program headers lie outside the file");
}

}  // namespace
