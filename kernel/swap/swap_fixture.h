// SPDX-License-Identifier: Apache-2.0
// swap_fixture: a small running system for tests of the swap engine: a graph at its real addresses, whose cells can be
// called, with the host's page tables and RAM under it and tasks beside it.
#pragma once
#include <sys/mman.h>

#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernel/arch/arch.h"
#include "kernel/clock/tasks_fixture.h"
#include "kernel/frames/frames.h"
#include "kernel/graph/graph_host.h"
#include "kernel/heap/heap.h"
#include "kernel/linker/linker_region.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/swap.h"

inline constexpr uint64_t kVersion = UINT64_C(1) << 32;  // reports show the upper half

// A cell that others of the tests depend on: what it gives is its number, and so is its version.
inline CellBuilder Numbered(uint32_t number) {
  CellBuilder cell;
  cell.label = "//test/old";
  cell.provides = {"//test/interface"};
  cell.version = number * kVersion;
  cell.functions = {Returns("call", number), Returns("back", number + 100, "callback")};
  cell.functions[0].kcfi = 0x1111;  // other code, the same type
  cell.functions[1].kcfi = 0x2222;
  cell.objects = {{"ops", "table", "struct table", std::vector<uint8_t>(16)},
                  {"state", "state", "struct state", std::vector<uint8_t>(16, 1)}};
  cell.relocations = {{ELF_R_GLOB_DAT, "state"}, {ELF_R_64, "back", LINKER_OPS}};
  return cell;
}

inline CellBuilder Plain(const std::string &label, const std::vector<std::string> &needed = {}) {
  CellBuilder cell;
  cell.label = label;
  cell.needed = needed;
  return cell;
}

// A cell whose init, and main if it has one, are functions of the test.
inline CellBuilder Started(const std::string &label, status_t (*init)(), void (*main)() = nullptr) {
  auto jump = [](const std::string &name, uint64_t to) {
    std::vector<uint8_t> code = {0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xe0};  // mov $to, %rax; jmp *%rax
    memcpy(&code[2], &to, sizeof to);
    return BuiltFunction{name, "callback", code, 0x3333};
  };
  CellBuilder cell = Plain(label);
  cell.objects = {{"ops", "lifecycle", "struct cell_lifecycle", std::vector<uint8_t>(sizeof(struct cell_lifecycle))}};
  cell.functions = {jump("init", reinterpret_cast<uint64_t>(init))};
  cell.relocations = {{ELF_R_64, "init", LINKER_OPS}};
  if (main == nullptr) return cell;
  cell.functions.push_back(jump("main", reinterpret_cast<uint64_t>(main)));
  cell.relocations.push_back({ELF_R_64, "main", LINKER_OPS, offsetof(struct cell_lifecycle, main)});
  return cell;
}

// A request and the files that it points to.
class Set {
public:
  Set &Swap(const std::string &old, const CellBuilder &cell) {
    return Bytes(old, cell.Build().bytes);
  }
  Set &Add(const CellBuilder &cell) {
    return Swap("", cell);
  }
  Set &Remove(const std::string &old) {
    return Change(old, "", nullptr);
  }
  Set &Spare(const std::string &old, const std::string &spare) {
    return Change(old, spare, nullptr);
  }
  Set &Bytes(const std::string &old, const std::vector<uint8_t> &bytes) {
    files_.push_back(std::make_shared<std::vector<uint8_t>>(bytes));
    return Change(old, "", files_.back().get());
  }
  Set &Plan() {
    request.plan_only = true;
    return *this;
  }
  Set &Back() {
    request.back = true;
    return *this;
  }
  static Set Offered() {
    Set set;
    set.request.offered = true;
    return set;
  }

  swap_request request = {};

private:
  // A ninth change has no room; it is counted all the same.
  Set &Change(const std::string &old, const std::string &spare, const std::vector<uint8_t> *bytes) {
    if (request.count++ >= SWAP_CHANGES) return *this;
    swap_change &change = request.changes[request.count - 1];
    old.copy(change.old, sizeof change.old - 1);
    spare.copy(change.spare, sizeof change.spare - 1);
    if (bytes != nullptr) change.bytes = bytes->data(), change.size = bytes->size();
    return *this;
  }

  std::vector<std::shared_ptr<std::vector<uint8_t>>> files_;  // copies of a set share them
};

class Swap : public TasksTest {
protected:
  // All that a swap which came to nothing must leave as it was. Frames that tables and slabs keep for later use count as
  // free.
  struct Account {
    std::vector<std::vector<uint8_t>> region;
    uint64_t frames, region_frames, spans, objects, bytes;
    bool operator==(const Account &) const = default;
  };
  Account Take() {
    frames_statistics(&frames);
    pages_statistics(&pages);
    heap_statistics(&heap);
    return {.region = region.Snapshot(),
            .frames = frames.free + pages.table_frames + pages.record_frames + heap.frames,
            .region_frames = pages.region_frames,
            .spans = pages.spans,
            .objects = heap.live,
            .bytes = heap.live_bytes};
  }

  Swap() : region(reinterpret_cast<void *>(REGION_BASE)) {}

  void SetUp() override {
    TasksTest::SetUp();
    ASSERT_EQ(mprotect(region.bytes(), REGION_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC), 0);
    CellBuilder nucleus = Plain("//test/nucleus"), base = Plain("//test/base"), user = Plain("//test/user");
    nucleus.functions = {Returns("nucleus_request", 1, "RAW")};
    base.provides = {"//test/ground"};
    base.zero_state = 2 * REGION_PAGE;  // more than the host machine's page tables show from the start
    base.objects = {{"state", "base", "struct base", {1}}};
    user.needed = {"//test/interface"};
    user.relocations = {{ELF_R_JUMP_SLOT, "call"}, {ELF_R_GLOB_DAT, "call"}};
    ASSERT_EQ(region.Add(nucleus, GRAPH_NUCLEUS), OK) << region.error();
    ASSERT_EQ(region.Add(base), OK) << region.error();
    ASSERT_EQ(region.Add(Numbered(1)), OK) << region.error();
    BuiltCell built = user.Build();
    ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
    for (uint64_t place : built.places)
      slots.push_back(region.Cell("//test/user").read_address + place);
    std::vector<uint8_t> spare = Numbered(2).Build().bytes;
    linker_error error;
    ASSERT_EQ(linker_add_spare(region.bytes(), "//test:second", spare.data(), spare.size(), &error), OK) << error.text;
    graph_set_running_for_test(region.bytes());
  }

  // The machine outlives a test, so what was mapped goes again, and no offer stays.
  void TearDown() override {
    run();
    EXPECT_EQ(task_count(), 0u);
    swap_drop_offers();
    EXPECT_EQ(Statistics().offers, 0u);
    char why[160] = "";
    EXPECT_EQ(graph_check(region.bytes(), why, sizeof why), OK) << why;
    EXPECT_EQ(pages_check(why, sizeof why), OK) << why;
    EXPECT_TRUE(heap_check() && frames_check());
    EXPECT_EQ(arch_host()->windows, 0u);
    for (uint64_t at = REGION_BASE; at < REGION_BASE + REGION_SIZE;) {
      struct pages_mapping mapping;
      if (pages_next(at, &mapping) != OK || mapping.start >= REGION_BASE + REGION_SIZE) break;
      at = mapping.end;
      if (!IsPrebuilt(mapping.start)) EXPECT_EQ(pages_region_unmap(mapping.start, mapping.end), OK);
    }
    EXPECT_EQ(Take().region_frames, 0u);
    graph_set_running_for_test(nullptr);
  }

  status_t Run(const Set &set) {
    report = {};  // the call's cursor: a new one
    return swap_run(&set.request, &report);
  }
  bool Says(const std::string &what) const {
    return std::string(report.text).find(what) != std::string::npos;
  }
  // Refused, with those words, and nothing changed.
  void ExpectRefusal(const Set &set, status_t status, const std::string &says) {
    (void)Run(set);  // its objects bring slabs and tables that stay
    Account before = Take();
    uint64_t refused = Statistics().refused;
    EXPECT_EQ(Run(set), status);
    EXPECT_TRUE(Says(says)) << report.text;
    EXPECT_EQ(Statistics().refused, refused + 1);
    EXPECT_TRUE(Take() == before) << report.text;
  }

  uint32_t Find(const std::string &label) {
    return graph_find(region.bytes(), label.c_str());
  }
  // What the user gets that calls through its slot, and who calls the function pointer that it keeps.
  uint32_t CallThroughSlot() {
    return (*reinterpret_cast<uint32_t (**)()>(slots[0]))();
  }
  uint32_t CallThroughGate() {
    return (*reinterpret_cast<uint32_t (**)()>(slots[1]))();
  }

  // As the page tables show that page; 0: not at all.
  static uint32_t Prot(uint64_t address) {
    struct pages_mapping mapping;
    return pages_next(address, &mapping) == OK && mapping.start <= address ? mapping.prot : 0;
  }

  status_t Offer(const CellBuilder &cell) {
    std::vector<uint8_t> file = cell.Build().bytes;
    void *span;
    EXPECT_EQ(pages_reserve(static_cast<uint32_t>(file.size() / REGION_PAGE + 1), "offer", &span), OK);
    memcpy(span, file.data(), file.size());
    status_t status = swap_offer(span, file.size());
    if (status != OK) EXPECT_EQ(pages_release(span), OK);
    return status;
  }
  static struct swap_statistics Statistics() {
    struct swap_statistics statistics;
    swap_statistics(&statistics);
    return statistics;
  }

  // What the init of a started cell does, in the middle of the swap that adds it.
  static inline std::function<status_t()> init;
  static status_t Init() {
    return init();
  }
  static inline int mains;
  static void Main() {
    mains++;
  }

  LinkerRegion region;
  std::vector<uint64_t> slots;
  swap_report report = {};
  struct frames_statistics frames;
  struct pages_statistics pages;
  struct heap_statistics heap;

private:
  static bool IsPrebuilt(uint64_t address) {
    uint64_t cell = REGION_BASE + region_span(REGION_CELL).offset;
    return (address >= cell && address < cell + 2 * REGION_PAGE) ||
           address == REGION_BASE + region_span(REGION_STATE).offset;
  }
};
