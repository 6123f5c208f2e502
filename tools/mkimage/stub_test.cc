// SPDX-License-Identifier: Apache-2.0
// mkimage reads the boot stub first, and refuses one that is damaged or something else.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "kernel/linker/elf.h"

namespace {

std::string Runfile(const std::string &path) {
  return std::string(getenv("TEST_SRCDIR")) + "/" + getenv("TEST_WORKSPACE") + "/" + path;
}

std::string ReadText(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Stub {
  std::vector<char> bytes;
  elf_header &header() {
    return *reinterpret_cast<elf_header *>(bytes.data());
  }
  elf_segment &segment(uint32_t type) {
    elf_segment *segment = reinterpret_cast<elf_segment *>(bytes.data() + header().program_offset);
    while (segment->type != type)
      segment++;
    return *segment;
  }
  elf_section &symbols() {
    elf_section *section = reinterpret_cast<elf_section *>(bytes.data() + header().section_offset);
    while (section->type != ELF_SECTION_SYMBOLS)
      section++;
    return *section;
  }
  elf_symbol &parameters() {
    elf_section *sections = reinterpret_cast<elf_section *>(bytes.data() + header().section_offset);
    const char *names = bytes.data() + sections[symbols().link].offset;
    elf_symbol *symbol = reinterpret_cast<elf_symbol *>(bytes.data() + symbols().offset);
    while (names + symbol->name != std::string("boot_parameters"))
      symbol++;
    return *symbol;
  }
};

// What mkimage says of an image without cells on that stub.
std::string Say(const Stub &stub) {
  std::string folder = std::string(getenv("TEST_TMPDIR")) + "/";
  std::ofstream(folder + "stub", std::ios::binary).write(stub.bytes.data(), static_cast<long>(stub.bytes.size()));
  std::ofstream words(folder + "words");
  words << "--image\n//images:test\n--platform\nnone\n--stub\nstub\n--entry\n//boot\nmain\n";
  for (const char *report : {"out", "graph", "cells", "size", "state", "state-json", "debugger"})
    words << "--" << report << "\n" << report << "\n";
  words.close();
  std::string command = "cd " + folder + " && " + Runfile("tools/mkimage/mkimage") + " words 2>said";
  int status = std::system(command.c_str());
  EXPECT_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 1);
  return ReadText(folder + "said");
}

Stub Whole() {
  std::string text = ReadText(Runfile("kernel/nucleus/pvh/pvh.elf"));
  return {{text.begin(), text.end()}};
}

void ExpectRefused(const std::string &what, const std::function<void(Stub &)> &damage) {
  Stub stub = Whole();
  damage(stub);
  EXPECT_EQ(Say(stub), "error: //images:test: the boot stub stub " + what + "; link it with boot_stub()\n");
}

}  // namespace

TEST(Stub, TheOneThatTheBuildMakesIsTaken) {
  EXPECT_EQ(Say(Whole()), "error: //images:test: //boot, where the image starts, is not among its cells; add it\n");
}

TEST(Stub, ThatIsNoElfFileIsRefused) {
  ExpectRefused("has headers or tables outside the file", [](Stub &stub) { stub.bytes.clear(); });
  ExpectRefused("has headers or tables outside the file", [](Stub &stub) { stub.bytes.resize(63); });
  ExpectRefused("is no x86-64 ELF file", [](Stub &stub) { stub.bytes[1] = 'e'; });
  ExpectRefused("is no x86-64 ELF file", [](Stub &stub) { stub.bytes[4] = 1; });
  ExpectRefused("is no x86-64 ELF file", [](Stub &stub) { stub.header().machine = 3; });
  ExpectRefused("is no x86-64 ELF file", [](Stub &stub) { stub.header().program_size = 32; });
  ExpectRefused("is no x86-64 ELF file", [](Stub &stub) { stub.header().section_size = 40; });
}

TEST(Stub, ThatHasTablesOutsideTheFileIsRefused) {
  const char *sentence = "has headers or tables outside the file";
  ExpectRefused(sentence, [](Stub &stub) { stub.header().program_offset = stub.bytes.size() / 8 * 8; });
  ExpectRefused(sentence, [](Stub &stub) { stub.header().program_offset = UINT64_MAX - 7; });
  ExpectRefused(sentence, [](Stub &stub) { stub.header().program_offset++; });
  ExpectRefused(sentence, [](Stub &stub) { stub.header().section_offset += 64; });
  ExpectRefused(sentence, [](Stub &stub) { stub.header().section_count = UINT16_MAX; });
  ExpectRefused(sentence, [](Stub &stub) { stub.symbols().offset = UINT64_MAX - 7; });
  ExpectRefused(sentence, [](Stub &stub) { stub.symbols().size = UINT64_MAX; });
  ExpectRefused("has symbols without names", [](Stub &stub) { stub.symbols().link = UINT32_MAX; });
}

TEST(Stub, ThatIsNotOnePageWithANoteIsRefused) {
  const char *page = "is not one page at 1 MiB", *note = "has no PVH note in that page";
  ExpectRefused(page, [](Stub &stub) { stub.segment(ELF_LOAD).address = 0x200000; });
  ExpectRefused(page, [](Stub &stub) { stub.segment(ELF_LOAD).file_size = 4097; });
  ExpectRefused(page, [](Stub &stub) { stub.segment(ELF_LOAD).memory_size++; });
  ExpectRefused(page, [](Stub &stub) { stub.segment(ELF_LOAD).offset = UINT64_MAX; });
  ExpectRefused(page, [](Stub &stub) { stub.segment(ELF_LOAD).type = 7; });
  ExpectRefused(note, [](Stub &stub) { stub.segment(ELF_NOTE).type = 7; });
  ExpectRefused(note, [](Stub &stub) { stub.segment(ELF_NOTE).file_size = 0; });
  ExpectRefused(note, [](Stub &stub) { stub.segment(ELF_NOTE).address += 4096; });
}

TEST(Stub, ThatHasNoPlaceForTheParametersIsRefused) {
  const char *sentence = "has no boot_parameters of 40 bytes in its page";
  ExpectRefused(sentence, [](Stub &stub) { stub.parameters().size = 16; });
  ExpectRefused(sentence, [](Stub &stub) { stub.parameters().value += 4; });
  ExpectRefused(sentence, [](Stub &stub) { stub.parameters().value += 4096; });
  ExpectRefused(sentence, [](Stub &stub) { stub.parameters().name = UINT32_MAX; });
  ExpectRefused(sentence, [](Stub &stub) { stub.parameters().name++; });
  ExpectRefused(sentence, [](Stub &stub) { stub.symbols().type = 1; });
}
