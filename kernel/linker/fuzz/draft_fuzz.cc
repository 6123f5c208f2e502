// SPDX-License-Identifier: Apache-2.0
// Drafts whatever it is given beside a graph that runs: in the place of one of its cells, as a new one, and in the place of
// itself. A draft changes nothing; put in force and taken back, nothing has changed; in force, the graph holds together.
#include <sys/mman.h>

#include <cstdio>

#include "kernel/linker/draft_region.h"
#include "kernel/linker/elf_builder.h"

namespace {

uint8_t *region;
struct graph_header base;
std::vector<std::vector<uint8_t>> base_bytes;

[[noreturn]] void Fail(const char *what, const char *detail) {
  std::fprintf(stderr, "draft_fuzz: %s: %s\n", what, detail);
  std::abort();
}

struct graph_header &Header() {
  return *reinterpret_cast<struct graph_header *>(region);
}

std::vector<std::vector<uint8_t>> Snapshot() {
  std::vector<std::vector<uint8_t>> bytes;
  for (uint32_t i = 0; i < REGION_AREAS; i++) {
    const uint8_t *start = region + region_span(static_cast<region_area>(i)).offset;
    bytes.emplace_back(start, start + Header().used[i]);
  }
  return bytes;
}

void Restore() {
  for (uint32_t i = 0; i < REGION_AREAS; i++)
    memcpy(region + region_span(static_cast<region_area>(i)).offset, base_bytes[i].data(), base_bytes[i].size());
}

void AddBase(const CellBuilder &builder, uint32_t flags) {
  std::vector<uint8_t> file = builder.Build().bytes;
  uint32_t cell;
  struct linker_error error;
  if (linker_add(region, file.data(), file.size(), flags, &cell, &error) != OK) Fail("the base", error.text);
}

// What the files in the corpus import, and a cell that imports from one of these.
void Start() {
  region = static_cast<uint8_t *>(
      mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (region == MAP_FAILED || linker_start(region, "//fuzz:image", "//fuzz:platform") != OK) Fail("the region", "");
  CellBuilder nucleus, provider, dep, user;
  nucleus.label = "//test/nucleus";
  nucleus.functions = NucleusGates();
  provider.label = "//kernel/linker/testdata:provider";
  provider.functions = {Returns("provider_add", 1), Returns("provider_count", 2, "ATOMIC"),
                        Returns("provider_wait", 3, "STEPS"), Returns("provider_apply", 4)};
  dep.label = "//test/provider";
  dep.provides = {"//test/dep"};
  dep.functions = {Returns("import", 1), Returns("wait", 2, "STEPS"), Returns("on_dep", 3, "callback")};
  dep.objects = {{"state", "state", "struct state", std::vector<uint8_t>(16)}};
  user.label = "//test/user";
  user.needed = {"//test/dep"};
  user.relocations = {{ELF_R_JUMP_SLOT, "import"}, {ELF_R_GLOB_DAT, "wait"}};
  AddBase(nucleus, GRAPH_NUCLEUS);
  AddBase(provider, 0);
  AddBase(dep, 0);
  AddBase(user, 0);
  base = Header();
  base_bytes = Snapshot();
}

void CheckWhole(const char *after) {
  char why[80];
  if (graph_check(region, why, sizeof why) != OK) Fail(after, why);
}

// In the place of `old`; whether it could be drafted. In force afterwards, if `keep`.
bool Draft(const linker_elf &elf, uint32_t old, bool keep, linker_error *error) {
  linker_needs needs = {};
  linker_need(&elf, &needs);
  if (old != GRAPH_NONE) linker_need_replacing(region, old, &needs);
  DraftMemory memory(needs);
  linker_draft draft;
  linker_draft_start(&draft, region, &needs, memory.bytes);
  uint32_t cell;
  error->text[0] = 0;
  status_t status = linker_draft_add(&draft, &elf, 0, old, &cell, error);
  if (status == OK) status = linker_draft_rebind(&draft, error);
  if (status == OK) status = linker_draft_finish(&draft, error);
  if (status != OK) {
    if (error->text[0] == 0) Fail("a refusal", "says nothing");
    if (strstr(error->text, "defect") != nullptr) Fail("a refusal", error->text);
    return false;
  }
  auto before = Snapshot();
  DraftPrepare(region, draft);
  DraftCommit(region, draft);
  CheckWhole("a draft in force");
  if (keep) return true;
  DraftCommit(region, draft);
  if (Snapshot() != before) Fail("a draft", "was not taken back");
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (region == nullptr) Start();
  std::vector<uint8_t> file(data, data + size);  // aligned, and not a byte longer
  linker_error error;
  linker_elf elf;
  if (linker_read(file.data(), file.size(), &elf, &error) != OK) return 0;
  for (uint32_t old = 1; old < 4; old++)
    (void)Draft(elf, old, false, &error);
  if (Snapshot() != base_bytes) Fail("a draft", "changed the region");
  if (Draft(elf, GRAPH_NONE, true, &error)) {
    if (!Draft(elf, graph_find(region, elf.label), true, &error)) Fail("a cell in its own place", error.text);
    CheckWhole("a cell in its own place");
  }
  Restore();
  return 0;
}
