// SPDX-License-Identifier: Apache-2.0
// Tests of the simulation with two CPUs: a turn at each instruction, and worlds that are kept while one of them stands between two.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "kernel/nucleus/nucleus.h"
#include "platforms/host_sim/loader/sim.h"
#include "platforms/host_sim/machine.h"
#include "gtest/gtest.h"

namespace {

std::string written;

void Write(const uint8_t *bytes, size_t count) {
  written.append(reinterpret_cast<const char *>(bytes), count);
}

// A process holds one simulation: all tests share it, and each begins at the base.
class Cpus : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    sim_options options = {};
    options.image = getenv("SIM_IMAGE");
    options.cpus = 2;
    options.output = Write;
    ASSERT_NE(options.image, nullptr);
    ASSERT_EQ(sim_boot(&options, nullptr), SIM_READY) << written;
    for (int i = 0; i < 1000 && Call("//kernel/processors", "processors_online", {}) < 2; i++)
      Call("//kernel/clock", "clock_sleep", {10'000'000});
    ASSERT_EQ(Call("//kernel/processors", "processors_online", {}), 2u) << written;
    while (host_sim_processor_at(1)->state != HOST_SIM_IDLE)
      Call("//kernel/clock", "clock_sleep", {1'000'000});
    sim_ticks(false);
    sim_base_take();
  }
  void SetUp() override {
    sim_on_step(nullptr, nullptr);
    sim_restore(nullptr);
  }
  static uint64_t Call(const char *cell, const char *name, std::vector<uint64_t> arguments) {
    arguments.resize(6);
    uint64_t result[2] = {}, function = sim_function(cell, name);
    EXPECT_NE(function, 0u) << name;
    EXPECT_EQ(sim_call(function, arguments.data(), result), SIM_READY) << written;
    return result[0];
  }
};

uint64_t TypeName() {
  uint64_t size;
  return sim_state("//kernel/console", "console", &size);
}

struct Turns {
  uint64_t every = 1;       // so many-th instruction of the first CPU is one before which the other has its turn
  bool in_windows = false;  // only where a write window is open
  uint64_t steps = 0, turns = 0, refused = 0, elsewhere = 0, windows = 0;
};

// The other one is signalled, so that it has something to do: it finds that nobody asks for anything, and idles.
enum sim_action TurnHere(sim_registers *, void *data) {
  Turns *turns = static_cast<Turns *>(data);
  if (sim_machine()->on == 1) {
    turns->elsewhere++;
    return SIM_STEP;
  }
  bool in_window = sim_processor()->window_count != 0;
  if (++turns->steps % turns->every != 0 || (turns->in_windows && !in_window)) return SIM_STEP;
  host_sim_processor_at(1)->pending |= UINT64_C(1) << MACHINE_SIGNAL;
  if (!sim_force_turn(1)) turns->refused++;
  turns->turns++;
  if (in_window) turns->windows += host_sim_processor_at(0)->window_count == 0;
  return SIM_STEP;
}

void Different(uint64_t address, uint64_t size, void *data) {
  struct region_span area = region_span(REGION_CPU);
  uint64_t second = REGION_BASE + area.offset + NUCLEUS_CPU_PAGES * REGION_PAGE;
  if (address < second || address + size > second + NUCLEUS_CPU_PAGES * REGION_PAGE) ++*static_cast<uint64_t *>(data);
}

TEST_F(Cpus, LetsAnotherOneGoOnAtAnyInstructionAndComesBackToIt) {
  uint64_t plain = Call("//kernel/heap", "heap_new", {64, 16, TypeName()});
  sim_world *after = sim_save(nullptr, nullptr);
  for (uint64_t every : {5, 13}) {
    sim_restore(nullptr);
    Turns turns;
    turns.every = every;
    sim_on_step(TurnHere, &turns);
    EXPECT_EQ(Call("//kernel/heap", "heap_new", {64, 16, TypeName()}), plain);
    EXPECT_GT(turns.turns, 50 / every);
    EXPECT_EQ(turns.refused, 0u);
    EXPECT_GT(turns.elsewhere, 50u);
    uint64_t different = 0;
    sim_compare(after, Different, &different);
    EXPECT_EQ(different, 0u) << "every " << every << ": the other one's own block alone may differ";
  }
  sim_world_free(after);
}

TEST_F(Cpus, RefusesATurnOfOneThatHasNothingToDo) {
  struct {
    bool was_refused = false;
  } seen;
  sim_on_step(
      [](sim_registers *, void *data) {
        static_cast<decltype(seen) *>(data)->was_refused =
            !sim_force_turn(1) && !sim_force_turn(0) && !sim_force_turn(2);
        return SIM_RUN;
      },
      &seen);
  Call("//kernel/heap", "heap_new", {64, 16, TypeName()});
  EXPECT_TRUE(seen.was_refused);
}

// A window of one is none of the other's: its pages are read-only again while that one has its turn.
TEST_F(Cpus, ClosesAWriteWindowForTheOther) {
  uint64_t size, out = Call("//kernel/heap", "heap_new", {64, 16, TypeName()});
  ASSERT_NE(sim_state("//kernel/console", "console", &size), 0u);
  Turns turns;
  turns.in_windows = true;
  sim_on_step(TurnHere, &turns);
  EXPECT_EQ(Call("//kernel/pages", "pages_reserve", {4, TypeName(), out}), 0u);
  EXPECT_GT(turns.windows, 0u);
  EXPECT_EQ(turns.refused, 0u);
}

struct Kept {
  uint64_t steps[2] = {};
  sim_world *world = nullptr;
};

// Keeps the world while each of the two stands between two of its instructions.
enum sim_action KeepThere(sim_registers *registers, void *data) {
  Kept *kept = static_cast<Kept *>(data);
  uint64_t step = ++kept->steps[sim_machine()->on];
  if (sim_machine()->on == 1) {
    if (step == 20) EXPECT_TRUE(sim_force_turn(0));
    return SIM_STEP;
  }
  if (kept->steps[1] != 0) {
    kept->world = sim_save(nullptr, registers);
    return SIM_RUN;
  }
  if (step == 40) {
    host_sim_processor_at(1)->pending |= UINT64_C(1) << MACHINE_SIGNAL;
    EXPECT_TRUE(sim_force_turn(1));
  }
  return SIM_STEP;
}

TEST_F(Cpus, GoesOnFromAWorldThatWasKeptBetweenTheInstructionsOfBoth) {
  Kept kept;
  sim_on_step(KeepThere, &kept);
  uint64_t first = Call("//kernel/heap", "heap_new", {64, 16, TypeName()});
  ASSERT_NE(kept.world, nullptr);
  EXPECT_EQ(kept.steps[1], 20u);
  sim_on_step(nullptr, nullptr);
  Call("//platforms/host_sim/arch", "arch_pause", {});  // the other one goes on to its end
  ASSERT_EQ(host_sim_processor_at(1)->state, HOST_SIM_IDLE);
  uint64_t digest = sim_digest();
  for (int i = 0; i < 3; i++) {
    Call("//kernel/heap", "heap_new", {64, 16, TypeName()});
    EXPECT_EQ(sim_continue(kept.world), SIM_READY);
    uint64_t result[2];
    sim_result(result);
    EXPECT_EQ(result[0], first);
    Call("//platforms/host_sim/arch", "arch_pause", {});
    EXPECT_EQ(sim_digest(), digest);
  }
  sim_world_free(kept.world);
}

}  // namespace
