// SPDX-License-Identifier: Apache-2.0
// The swap engine on the build machine: what a swap reaches, what it refuses, and that a refused one leaves nothing.
#include <csignal>

#include "kernel/swap/swap_fixture.h"

namespace {

TEST_F(Swap, ReplacesByASpare) {
  uint64_t state = region.State("state").address;
  region.At<uint8_t>(state) = 42;
  EXPECT_EQ(CallThroughSlot(), 1u);
  ASSERT_EQ(Run(Set().Spare("old", "second")), OK) << report.text;
  EXPECT_EQ(CallThroughSlot(), 2u);
  EXPECT_EQ(CallThroughGate(), 2u);
  EXPECT_EQ(region.At<uint8_t>(state), 42);
  EXPECT_TRUE(Says("//test/old 00000001 -> 00000002\n")) << report.text;
  EXPECT_TRUE(Says("state: 1 kept where it lies, 0 new; tables: 1 renewed, 0 new")) << report.text;
  EXPECT_EQ(region.Cell("//test/old").version, 2 * kVersion);
  EXPECT_GT(report.words, 0u);
}

TEST_F(Swap, ReplacesByBytesAgainAndAgain) {
  uint64_t swaps = Statistics().swaps;
  for (uint32_t number = 2; number < 12; number++) {
    ASSERT_EQ(Run(Set().Swap("//test/old", Numbered(number))), OK) << report.text;
    EXPECT_EQ(CallThroughSlot(), number);
    EXPECT_EQ(CallThroughGate(), number);
    EXPECT_EQ(region.header().generation, number - 1);
  }
  EXPECT_EQ(Statistics().swaps, swaps + 10);
  Account now = Take();
  EXPECT_GE(now.region_frames, 20u);  // two for each version; rows now and then
  EXPECT_LE(now.region_frames, 24u);
}

TEST_F(Swap, ReplacesAndAddsWhatWasOffered) {
  uint64_t spans = Take().spans;
  ASSERT_EQ(Offer(Numbered(2)), OK);
  ASSERT_EQ(Offer(Plain("//test/more", {"//test/old"})), OK);
  EXPECT_EQ(Statistics().offers, 2u);
  ASSERT_EQ(Run(Set::Offered()), OK) << report.text;
  EXPECT_EQ(CallThroughSlot(), 2u);
  EXPECT_NE(Find("//test/more"), GRAPH_NONE);
  EXPECT_EQ(Statistics().offers, 0u);
  EXPECT_EQ(Take().spans, spans);
}

TEST_F(Swap, AddsReplacesAndRemovesInOneSet) {
  ASSERT_EQ(Run(Set().Add(Plain("//test/more"))), OK) << report.text;
  EXPECT_TRUE(Says("+ //test/more 01020304 comes\n")) << report.text;
  ASSERT_EQ(Run(Set().Remove("//test/more").Swap("old", Numbered(2)).Add(Plain("//test/other"))), OK) << report.text;
  EXPECT_TRUE(Says("- //test/more 01020304 goes\n")) << report.text;
  EXPECT_EQ(Find("//test/more"), GRAPH_NONE);
  EXPECT_NE(Find("//test/other"), GRAPH_NONE);
  EXPECT_EQ(CallThroughSlot(), 2u);
}

TEST_F(Swap, ChangesNothingWhenItOnlyPlans) {
  (void)Run(Set().Spare("old", "second").Plan());
  Account before = Take();
  uint64_t swaps = Statistics().swaps, refused = Statistics().refused;
  EXPECT_EQ(Run(Set().Spare("old", "second").Add(Plain("//test/more")).Remove("user").Plan()), OK) << report.text;
  EXPECT_TRUE(Says("//test/old 00000001 -> 00000002\n") && Says("+ //test/more") && Says("- //test/user"))
      << report.text;
  EXPECT_GT(report.words, 0u);
  EXPECT_EQ(report.pause_cycles, 0u);
  EXPECT_TRUE(Take() == before);
  EXPECT_EQ(CallThroughSlot(), 1u);
  EXPECT_EQ(Statistics().swaps, swaps);
  EXPECT_EQ(Statistics().refused, refused);
}

TEST_F(Swap, SaysWhoseCallersStayWithTheOldVersion) {
  CellBuilder cell = Numbered(2);
  cell.functions[1].abi++;
  ASSERT_EQ(Run(Set().Swap("old", cell)), OK) << report.text;
  EXPECT_TRUE(Says("  back is gone or changed: whoever kept its address goes on with the old version\n"))
      << report.text;
}

TEST_F(Swap, LinksASetInTheOrderOfItsDependencies) {
  ASSERT_EQ(Run(Set()
                    .Add(Plain("//test/c", {"//test/b", "//test/a"}))
                    .Add(Plain("//test/b", {"//test/a"}))
                    .Add(Plain("//test/a"))),
            OK)
      << report.text;
  EXPECT_LT(Find("//test/a"), Find("//test/b"));
  EXPECT_LT(Find("//test/b"), Find("//test/c"));
}

TEST_F(Swap, RefusesACircleInsideASet) {
  ExpectRefusal(Set().Add(Plain("//test/a", {"//test/b"})).Add(Plain("//test/b", {"//test/a"})), INVALID,
                "//test/a and others of the set depend on each other in a circle; take one dependency away");
}

TEST_F(Swap, NamesTheWayOfACircleThroughLiveCells) {
  CellBuilder cell = Numbered(2);
  cell.needed = {"//test/user"};
  ExpectRefusal(Set().Swap("old", cell), INVALID,
                "//test/old would depend on itself: it needs //test/user, which needs it; take one dependency away");
  ASSERT_EQ(Run(Set().Add(Plain("//test/a", {"//test/user"})).Add(Plain("//test/b", {"//test/a"}))), OK);
  cell.needed = {"//test/b"};
  ExpectRefusal(Set().Swap("old", cell), INVALID,
                "//test/old would depend on itself: it needs //test/b, which needs //test/a, which needs //test/user, "
                "which needs it; take one dependency away");
  cell.needed = {"//test/base"};  // new too, and no circle
  EXPECT_EQ(Run(Set().Swap("old", cell)), OK) << report.text;
}

TEST_F(Swap, RefusesACircleThroughAnInterfaceOfTheSet) {
  CellBuilder cell = Numbered(2);
  cell.needed = {"//test/more"};
  ExpectRefusal(Set().Swap("old", cell).Add(Plain("//test/more", {"//test/interface"})), INVALID,
                "and others of the set depend on each other in a circle");
}

TEST_F(Swap, NamesTheEndOfACircleLongerThanItsList) {
  std::string needed = "//test/user";
  for (int i = 0; i < 20; i++) {
    std::string label = "//test/n" + std::to_string(i);
    ASSERT_EQ(Run(Set().Add(Plain(label, {needed}))), OK) << report.text;
    needed = label;
  }
  CellBuilder cell = Numbered(2);
  cell.needed = {"//test/n19"};
  ExpectRefusal(Set().Swap("old", cell), INVALID, "//test/n0, which needs //test/user, which needs it;");
  EXPECT_FALSE(Says("//test/n15")) << report.text;
}

TEST_F(Swap, RefusesWhatIsNotThere) {
  ExpectRefusal(Set().Spare("nobody", "second"), NOT_FOUND, "there is no cell nobody, or several");
  ExpectRefusal(Set().Remove("nobody"), NOT_FOUND, "there is no cell nobody, or several");
  ExpectRefusal(Set().Spare("old", "nothing"), NOT_FOUND, "there is no spare nothing in this image");
  ExpectRefusal(Set::Offered(), INVALID, "no cell has arrived; push one first");
  ExpectRefusal(Set(), INVALID, "a set has 1 to 8 cells");
  ExpectRefusal(Set().Remove(""), INVALID, "neither an old cell nor a new one was named");
}

TEST_F(Swap, RefusesMoreThanFits) {
  Set set;
  for (int i = 0; i < SWAP_CHANGES; i++)
    set.Add(Plain("//test/n" + std::to_string(i)));
  EXPECT_EQ(Run(Set(set).Plan()), OK) << report.text;
  ExpectRefusal(Set(set).Add(Plain("//test/n8")), INVALID, "a set has 1 to 8 cells");
}

TEST_F(Swap, RefusesACellThatIsInTheSetTwice) {
  ExpectRefusal(Set().Spare("old", "second").Swap("//test/old", Numbered(3)), INVALID,
                "//test/old is in the set twice; give each cell once");
  ExpectRefusal(Set().Remove("user").Remove("//test/user"), INVALID, "//test/user is in the set twice");
  ExpectRefusal(Set().Add(Plain("//test/a")).Add(Plain("//test/a")), INVALID, "//test/a is in the set twice");
}

TEST_F(Swap, RefusesTheNucleus) {
  const char *says = "//test/nucleus holds every suspended stack and stays; restart with another image";
  ExpectRefusal(Set().Swap("nucleus", Plain("//test/nucleus")), INVALID, says);
  ExpectRefusal(Set().Remove("nucleus"), INVALID, says);
}

TEST_F(Swap, RefusesTheVersionThatIsLive) {
  ExpectRefusal(Set().Swap("old", Numbered(1)), EXISTS, "//test/old is version 00000001 already; nothing to swap");
  CellBuilder other = Numbered(1);
  other.label = "//test/other";  // the same number on another cell says nothing
  EXPECT_EQ(Run(Set().Swap("old", other)), OK) << report.text;
}

TEST_F(Swap, RefusesALowerRevisionUnlessItIsMeant) {
  CellBuilder first = Numbered(2), second = Numbered(3), other = Numbered(4);
  first.revision = 3;
  second.revision = 2;
  ASSERT_EQ(Run(Set().Swap("old", first)), OK) << report.text;
  ExpectRefusal(Set().Swap("old", second), INVALID,
                "//test/old would go back from revision 3 to 2; if that is meant, say --back");
  EXPECT_EQ(Run(Set().Swap("old", second).Back()), OK) << report.text;
  other.label = "//test/other";
  EXPECT_EQ(Run(Set().Swap("old", other)), OK) << report.text;  // whose revisions count for themselves
}

TEST_F(Swap, RefusesATableThatOtherCellsLayOutDifferently) {
  CellBuilder more = Plain("//test/more"), cell = Numbered(2);
  more.objects = {{"ops", "another", "struct table", std::vector<uint8_t>(16), 0x77}};
  ExpectRefusal(Set().Add(more), INVALID,
                "//test/more: its table another is another 'struct table' (0000000000000077) than that of //test/old "
                "(0000000000000ab1); build both from the same sources and swap them together");
  cell.objects[0].schema = 0x77;
  EXPECT_EQ(Run(Set().Add(more).Swap("old", cell)), OK) << report.text;  // together is fine
}

TEST_F(Swap, PassesOnWhatTheLinkerFinds) {
  std::vector<uint8_t> file = Numbered(2).Build().bytes;
  file[0] = 0;
  ExpectRefusal(Set().Bytes("old", file), CORRUPT, "ELF");
  ExpectRefusal(Set().Swap("old", Plain("//test/old")), INVALID, "//test/old");
}

TEST_F(Swap, IsBusyWhileATaskThatLivesSwaps) {
  swap_report other = {}, own = {};
  status_t status = OK, own_status = OK, outcome = FULL;
  Set second = Set().Spare("old", "second"), added = Set().Add(Started("//test/started", Init));
  std::function<void()> rival = [&] { status = swap_run(&second.request, &other); };
  init = [&] {
    spawn("rival", rival);
    arch_interrupts_restore(1);
    sched_give_way();
    arch_interrupts_off();
    own_status = swap_run(&second.request, &own);
    return OK;
  };
  std::function<void()> first = [&] { outcome = Run(added); };
  uint64_t number = spawn("first", first);
  uint64_t refused = Statistics().refused;
  run();
  std::string says = "task " + std::to_string(number) + " swaps now; try again when it is done\n";
  EXPECT_EQ(status, BUSY);
  EXPECT_EQ(other.text, says);
  EXPECT_EQ(own_status, BUSY);  // nor may a task begin one inside its own
  EXPECT_EQ(own.text, says);
  EXPECT_EQ(outcome, OK) << report.text;
  EXPECT_EQ(Statistics().refused, refused + 2);
  EXPECT_EQ(Run(second), OK) << report.text;
}

TEST_F(Swap, TakesOverFromATaskThatEnded) {
  for (bool is_referred_to : {true, false}) {
    Set second = Set().Swap("old", Numbered(is_referred_to ? 2 : 3));
    Set added = Set().Add(Started(is_referred_to ? "//test/a" : "//test/b", Init));
    ASSERT_EQ(Run(Set(second).Plan()), OK);
    Account before = Take();
    init = []() -> status_t { sched_exit(0); };
    std::function<void()> body = [&] { (void)Run(added); };
    struct task *task = nullptr;
    spawn("first", body, is_referred_to ? &task : nullptr);
    run();
    EXPECT_EQ(Take().spans, before.spans);  // its draft went with it
    EXPECT_EQ(Run(second), OK) << report.text;
    task_release(task);
    Account after = Take();
    EXPECT_EQ(after.spans, before.spans);
    EXPECT_EQ(after.objects, before.objects);
    EXPECT_EQ(after.frames + after.region_frames, before.frames + before.region_frames);
  }
}

// As kernel/fault: whoever faulted does not run again.
void EndFaultedTask(int) {
  mprotect(reinterpret_cast<void *>(REGION_BASE), REGION_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC);
  arch_host()->windows = 0;
  arch_host()->interrupts_on = 1;
  sched_exit(0);
}

TEST_F(Swap, GivesBackThePagesOfATaskThatEndedWhileItCopied) {
  Set second = Set().Spare("old", "second");
  ASSERT_EQ(Run(Set(second).Plan()), OK);
  Account before = Take();
  uint64_t next = region.header().used[REGION_CELL] + region_span(REGION_CELL).offset;
  ASSERT_EQ(mprotect(region.bytes() + next, REGION_PAGE, PROT_NONE), 0);
  struct sigaction action = {}, former;
  action.sa_handler = EndFaultedTask;
  action.sa_flags = SA_NODEFER;
  ASSERT_EQ(sigaction(SIGSEGV, &action, &former), 0);
  status_t outcome = FULL;
  std::function<void()> body = [&] { outcome = Run(second); };
  spawn("first", body);
  run();
  ASSERT_EQ(sigaction(SIGSEGV, &former, nullptr), 0);
  EXPECT_EQ(outcome, FULL);
  EXPECT_EQ(Take().region_frames, before.region_frames);  // its turn was taken back
  EXPECT_EQ(Run(Set(second).Plan()), OK) << report.text;
  EXPECT_TRUE(Take() == before);
  EXPECT_EQ(Run(second), OK) << report.text;
  EXPECT_EQ(CallThroughSlot(), 2u);
}

TEST_F(Swap, TakesAsManyOffersAsASetHas) {
  for (int i = 0; i < SWAP_CHANGES; i++)
    ASSERT_EQ(Offer(Plain("//test/n" + std::to_string(i))), OK);
  EXPECT_EQ(Offer(Plain("//test/n8")), FULL);
  EXPECT_EQ(Statistics().offers, unsigned{SWAP_CHANGES});
  EXPECT_EQ(swap_offer(nullptr, 1), INVALID);
  EXPECT_EQ(Run(Set::Offered()), OK) << report.text;
  EXPECT_NE(Find("//test/n7"), GRAPH_NONE);
}

TEST_F(Swap, KeepsOffersForWhatIsOnlyPlannedAndNotForWhatIsRefused) {
  ASSERT_EQ(Offer(Numbered(2)), OK);
  EXPECT_EQ(Run(Set::Offered().Plan()), OK) << report.text;
  EXPECT_EQ(Run(Set().Add(Plain("//test/more"))), OK) << report.text;  // which is none of theirs
  EXPECT_EQ(Statistics().offers, 1u);
  ASSERT_EQ(Offer(Plain("//test/nobody", {"//test/missing"})), OK);
  EXPECT_EQ(Run(Set::Offered()), NOT_FOUND);
  EXPECT_EQ(Statistics().offers, 0u);
  EXPECT_EQ(CallThroughSlot(), 1u);
}

TEST_F(Swap, HoldsOffersUntilTheSwapEnds) {
  uint64_t spans = Take().spans;
  ASSERT_EQ(Offer(Numbered(2)), OK);
  init = [&] {
    EXPECT_EQ(Offer(Numbered(3)), BUSY);
    swap_drop_offers();
    EXPECT_EQ(Statistics().offers, 1u);
    return OK;
  };
  EXPECT_EQ(Run(Set().Add(Started("//test/started", Init))), OK) << report.text;
  EXPECT_EQ(Statistics().offers, 0u);
  EXPECT_EQ(Take().spans, spans);
  EXPECT_EQ(Offer(Numbered(3)), OK);
}

// Something of everything that a swap takes memory for: a draft, a search for circles, state, tables, rows, pages.
CellBuilder Large() {
  CellBuilder cell = Numbered(2);
  cell.needed = {"//test/base"};
  cell.rodata = std::string(3 * REGION_PAGE, 'x');
  cell.objects.push_back({"state", "more", "struct more", std::vector<uint8_t>(2 * REGION_PAGE)});
  cell.objects.push_back({"ops", "tables", "struct more", std::vector<uint8_t>(2 * REGION_PAGE)});
  return cell;
}

TEST_F(Swap, MapsWhatEachAreaGrowsBy) {
  struct graph_header before = region.header();
  ASSERT_EQ(Run(Set().Swap("old", Large())), OK) << report.text;
  uint64_t grown = 0;
  for (uint32_t number = REGION_CELLS; number < REGION_AREAS; number++) {
    struct region_span span = region_span(static_cast<region_area>(number));
    uint64_t start = REGION_BASE + span.offset, page = (before.used[number] + REGION_PAGE - 1) / REGION_PAGE;
    for (; page * REGION_PAGE < region.header().used[number]; page++, grown++) {
      uint32_t prot = Prot(start + page * REGION_PAGE);
      const struct graph_cell &cell = region.Cell("//test/old");
      bool is_text = start + page * REGION_PAGE >= cell.text_address && number == REGION_CELL;
      EXPECT_EQ(prot, is_text ? uint32_t{PAGES_RX} : span.prot) << span.name;
    }
    EXPECT_TRUE(page == 0 || Prot(start + page * REGION_PAGE) == 0) << span.name;
  }
  EXPECT_GE(grown, 9u);  // five of the cell, two of state, two of tables
  EXPECT_EQ(Take().region_frames, grown);
}

TEST_F(Swap, LeavesNothingWhenFramesRunOutAnywhere) {
  Set set = Set().Swap("old", Large()).Add(Plain("//test/more", {"//test/old"}));
  ASSERT_EQ(Run(Set(set).Plan()), OK) << report.text;
  Account before = Take();
  uint64_t takes = 0;
  status_t status = NO_MEMORY;
  while (status == NO_MEMORY && takes < 1000) {
    frames_fail_after(++takes);
    status = Run(set);
    frames_fail_after(0);
    if (status == OK) break;
    EXPECT_EQ(status, NO_MEMORY);
    EXPECT_TRUE(Says("no memory")) << takes << ": " << report.text;
    ASSERT_TRUE(Take() == before) << takes << ": " << report.text;
    ASSERT_EQ(CallThroughSlot(), 1u);
  }
  ASSERT_EQ(status, OK);
  EXPECT_GT(takes, 10u);
  EXPECT_EQ(CallThroughSlot(), 2u);
}

TEST_F(Swap, LeavesNothingWhenTheHeapRunsOutAnywhere) {
  Set set = Set().Swap("old", Large()).Add(Plain("//test/more", {"//test/old"}));
  ASSERT_EQ(Run(Set(set).Plan()), OK) << report.text;
  Account before = Take();
  uint64_t allocations = 0;
  status_t status = NO_MEMORY;
  while (status == NO_MEMORY && allocations < 100) {
    heap_fail_after(++allocations);
    status = Run(set);
    heap_fail_after(0);
    if (status == OK) break;
    EXPECT_EQ(status, NO_MEMORY);
    EXPECT_TRUE(Says("no memory")) << report.text;
    ASSERT_TRUE(Take() == before) << report.text;
  }
  ASSERT_EQ(status, OK);
  EXPECT_GT(allocations, 1u);
}

TEST_F(Swap, CutsAReportThatIsTooLong) {
  CellBuilder many = Plain("//test/many");
  many.objects = {{"ops", "pointers", "struct pointers", std::vector<uint8_t>(100 * 8)}};
  for (uint32_t i = 0; i < 100; i++) {
    many.functions.push_back(Returns("callback_" + std::to_string(i), i, "callback"));
    many.relocations.push_back({ELF_R_64, "callback_" + std::to_string(i), LINKER_OPS, i * UINT64_C(8)});
  }
  ASSERT_EQ(Run(Set().Add(many)), OK) << report.text;
  struct {
    swap_report report;
    uint8_t behind[2 * SWAP_REPORT];
  } bounded;
  memset(bounded.behind, 0x5a, sizeof bounded.behind);
  Set set = Set().Remove("many").Swap("old", Numbered(2));
  ASSERT_EQ(swap_run(&set.request, &bounded.report), OK);
  EXPECT_EQ(strnlen(bounded.report.text, SWAP_REPORT), size_t{SWAP_REPORT} - 1);
  EXPECT_EQ(std::string(bounded.report.text).find("- //test/many"), 0u);
  for (uint8_t byte : bounded.behind)
    ASSERT_EQ(byte, 0x5a);
}

TEST_F(Swap, LinksASetInTheOrderOfItsInterfaces) {
  CellBuilder more = Plain("//test/more", {"//test/interface"});
  more.relocations = {{ELF_R_JUMP_SLOT, "call"}};
  BuiltCell built = more.Build();
  ASSERT_EQ(Run(Set().Bytes("", built.bytes).Swap("old", Numbered(2))), OK) << report.text;
  uint64_t slot = region.Cell("//test/more").read_address + built.places[0];
  EXPECT_EQ((*reinterpret_cast<uint32_t (**)()>(slot))(), 2u);
  EXPECT_EQ(graph_dep(region.bytes(), region.Cell("//test/more").deps.first)->provider, Find("//test/old"));
}

TEST_F(Swap, RefusesTablesOfAnotherLayoutWithinASet) {
  CellBuilder more = Plain("//test/more"), other = Plain("//test/other");
  more.objects = {{"ops", "one", "struct fresh", std::vector<uint8_t>(16), 0x77}};
  other.objects = {{"ops", "two", "struct fresh", std::vector<uint8_t>(16), 0x78}};
  EXPECT_EQ(Run(Set().Add(more).Add(other)), INVALID) << report.text;
}

TEST_F(Swap, DropsOffersAtTheEndOfATaskThatWantedTo) {
  ASSERT_EQ(Offer(Numbered(2)), OK);
  Set added = Set().Add(Started("//test/a", Init));
  init = []() -> status_t {
    swap_drop_offers();
    sched_exit(0);
  };
  std::function<void()> body = [&] { (void)Run(added); };
  spawn("first", body);
  run();
  EXPECT_EQ(Run(Set::Offered().Plan()), INVALID);
  EXPECT_EQ(Statistics().offers, 0u);
}

TEST_F(Swap, LinksTheProviderOfANewInterfaceFirst) {
  CellBuilder provider = Plain("//test/provider");
  provider.provides = {"//test/fresh"};
  EXPECT_EQ(Run(Set().Add(Plain("//test/more", {"//test/fresh"})).Add(provider)), OK) << report.text;
}

}  // namespace
