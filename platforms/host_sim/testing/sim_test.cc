// SPDX-License-Identifier: Apache-2.0
// Tests of the simulation's hooks: calls from outside, steps, forced faults, the world kept and restored.
#include "platforms/host_sim/loader/sim.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "kernel/nucleus/nucleus.h"
#include "gtest/gtest.h"

namespace {

std::string written;

void Write(const uint8_t *bytes, size_t count) {
  written.append(reinterpret_cast<const char *>(bytes), count);
  if (getenv("SIM_SHOW") != nullptr) fwrite(bytes, 1, count, stderr);
}

// A process holds one simulation: all tests share it, and each begins at the base.
class Sim : public ::testing::Test {
protected:
  static void SetUpTestSuite() {
    sim_options options = {};
    options.image = getenv("SIM_IMAGE");
    options.tables_writable = true;
    options.output = Write;
    ASSERT_NE(options.image, nullptr);
    ASSERT_EQ(sim_boot(&options, nullptr), SIM_READY) << written;
    sim_ticks(false);
    sim_base_take();
  }
  void SetUp() override {
    sim_on_step(nullptr, nullptr);
    sim_restore(nullptr);
  }
  static uint64_t Call(uint64_t function, std::vector<uint64_t> arguments) {
    arguments.resize(6);
    uint64_t result[2] = {};
    EXPECT_EQ(sim_call(function, arguments.data(), result), SIM_READY);
    return result[0];
  }
};

// A name that heap_new can keep must lie in the simulated memory.
uint64_t TypeName() {
  uint64_t size, state = sim_state("//kernel/console", "console", &size);
  return state;
}

TEST_F(Sim, CallsAFunctionAndHasItsResult) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  ASSERT_NE(heap_new, 0u);
  uint64_t first = Call(heap_new, {64, 16, TypeName()}), second = Call(heap_new, {64, 16, TypeName()});
  EXPECT_NE(first, 0u);
  EXPECT_NE(first, second);
  EXPECT_EQ(sim_function("//kernel/heap", "no_such_function"), 0u);
  EXPECT_EQ(sim_function("//kernel/no_such_cell", "heap_new"), 0u);
}

TEST_F(Sim, RestoresTheWorldToTheByte) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t digest = sim_digest();
  uint64_t first = Call(heap_new, {64, 16, TypeName()});
  EXPECT_GT(sim_compare(nullptr, nullptr, nullptr), 0u);
  EXPECT_NE(sim_digest(), digest);
  sim_restore(nullptr);
  EXPECT_EQ(sim_digest(), digest) << "time and all RAM, not only the pages that are known to have changed";
  EXPECT_EQ(sim_compare(nullptr, nullptr, nullptr), 0u);
  EXPECT_EQ(Call(heap_new, {64, 16, TypeName()}), first);
}

// What the process itself shows, whatever the simulated tables say.
bool IsMapped(uint64_t address) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  bool mapped = write(ends[1], reinterpret_cast<const void *>(address), 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return mapped;
}

TEST_F(Sim, RestoresMappingsToo) {
  uint64_t reserve = sim_function("//kernel/pages", "pages_reserve");
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t out = Call(heap_new, {64, 16, TypeName()});
  sim_world *before = sim_save(nullptr, nullptr);
  for (int i = 0; i < 3; i++) {
    ASSERT_EQ(Call(reserve, {4, TypeName(), out}), 0u);
    uint64_t span = 0, mark = 0x1234567890abcdef, back = 0;
    ASSERT_TRUE(sim_read(out, &span, 8));
    ASSERT_TRUE(sim_write(span + 4096, &mark, 8));
    ASSERT_TRUE(sim_read(span + 4096, &back, 8));
    EXPECT_EQ(back, mark);
    EXPECT_TRUE(IsMapped(span));
    EXPECT_FALSE(sim_read(span + 4 * 4096, &back, 8));  // the guard
    sim_restore(before);
    EXPECT_FALSE(sim_read(span, &back, 8));
    EXPECT_FALSE(IsMapped(span));
    EXPECT_EQ(sim_compare(before, nullptr, nullptr), 0u);
  }
  sim_world_free(before);
}

struct Steps {
  uint64_t count = 0, inside = 0, function = 0;
  bool in = false;
  uint64_t stack = 0;
};

enum sim_action CountSteps(sim_registers *, void *data) {
  Steps *steps = static_cast<Steps *>(data);
  steps->count++;
  return SIM_STEP;
}

TEST_F(Sim, ShowsEachInstructionAndChangesNothingByThat) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t plain = Call(heap_new, {64, 16, TypeName()});
  sim_world *after = sim_save(nullptr, nullptr);
  sim_restore(nullptr);
  Steps steps;
  sim_on_step(CountSteps, &steps);
  EXPECT_EQ(Call(heap_new, {64, 16, TypeName()}), plain);
  EXPECT_GT(steps.count, 50u);
  EXPECT_EQ(sim_compare(after, nullptr, nullptr), 0u);
  uint64_t count = steps.count;
  steps.count = 0;
  sim_restore(nullptr);
  Call(heap_new, {64, 16, TypeName()});
  printf("[figure] %llu instructions\n", (unsigned long long)count);
  EXPECT_EQ(steps.count, count) << "the same world takes the same steps";
  sim_world_free(after);
}

enum sim_action KeepTrace(sim_registers *registers, void *data) {
  auto *trace = static_cast<std::vector<sim_registers> *>(data);
  trace->push_back(*registers);
  return SIM_STEP;
}

// Breakpoints stand for single steps: they must see the same registers before the same instructions. A repeated string instruction is one
// step then, and one for each round otherwise.
TEST_F(Sim, StepsByBreakpointsAsByTheTrapFlag) {
  std::vector<sim_registers> trace[2];
  // The first turn is left out: which translations the machine itself has is no part of the world that is restored.
  for (int turn = 0; turn < 3; turn++) {
    bool by_flag = turn == 2;
    sim_restore(nullptr);
    trace[by_flag].clear();
    sim_step_by_flag(by_flag);
    sim_on_step(KeepTrace, &trace[by_flag]);
    uint64_t block = Call(sim_function("//kernel/heap", "heap_new"), {64, 16, TypeName()});
    Call(sim_function("//kernel/pages", "pages_reserve"), {3, TypeName(), block});
    Call(sim_function("//kernel/heap", "heap_delete"), {block});
    Call(sim_function("//kernel/graph", "graph_find"), {0x600000000000, TypeName()});
  }
  sim_step_by_flag(false);
  size_t at = 0;
  for (const sim_registers &registers : trace[0]) {
    ASSERT_LT(at, trace[1].size());
    ASSERT_EQ(memcmp(&registers, &trace[1][at], sizeof registers), 0)
        << "step " << at << " at " << std::hex << registers.rip;
    at++;
    while (at < trace[1].size() && trace[1][at].rip == registers.rip)
      at++;
  }
  EXPECT_EQ(at, trace[1].size());
}

// All memory is private, so a child has a world of its own.
TEST_F(Sim, ForkCopiesTheWorld) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t first = Call(heap_new, {64, 16, TypeName()});
  sim_world *here = sim_save(nullptr, nullptr);
  uint64_t second = Call(heap_new, {64, 16, TypeName()});
  sim_restore(here);
  for (int i = 0; i < 3; i++) {
    pid_t child = fork();
    if (child == 0) _exit(Call(heap_new, {64, 16, TypeName()}) == second ? 7 : 1);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7) << status;
    EXPECT_EQ(sim_compare(here, nullptr, nullptr), 0u);
  }
  EXPECT_NE(first, second);
  sim_world_free(here);
}

struct Forced {
  uint64_t function = 0;
  uint32_t vector = 0;
  bool done = false;
};

enum sim_action InterruptThere(sim_registers *registers, void *data) {
  Forced *forced = static_cast<Forced *>(data);
  if (registers->rip != forced->function) return SIM_STEP;
  forced->done = sim_force_interrupt(forced->vector);
  return SIM_RUN;
}

constexpr uint64_t kUnexpected = 16;  // in the state of kernel/interrupt:lines, behind its lock

TEST_F(Sim, ForcesAnInterruptBetweenTwoInstructions) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t plain = Call(heap_new, {64, 16, TypeName()});
  sim_restore(nullptr);
  Forced forced = {heap_new, 45, false};
  sim_on_step(InterruptThere, &forced);
  EXPECT_EQ(Call(heap_new, {64, 16, TypeName()}), plain);
  EXPECT_TRUE(forced.done);
  uint64_t size = 0, unexpected = 0, sources = sim_state("//kernel/interrupt:lines", "interrupt_lines", &size);
  ASSERT_NE(sources, 0u);
  ASSERT_TRUE(sim_read(sources + kUnexpected, &unexpected, 8));
  EXPECT_EQ(unexpected, 1u) << "nobody asked for vector 45";
}

struct Chosen {
  uint64_t points = 0, inside = 0, late = 0;
  uint64_t function = 0, back = 0;
  bool waits = false;
  sim_world *here = nullptr;
};

// At each instruction an interrupt whose handling wants a choice. When the call returns it must have been made.
enum sim_action WantsAChoiceHere(sim_registers *registers, void *data) {
  Chosen *chosen = static_cast<Chosen *>(data);
  if (chosen->back == 0 && registers->rip == chosen->function) sim_read(registers->rsp, &chosen->back, 8);
  if (chosen->back == 0) return SIM_STEP;
  if (chosen->waits || registers->rip == chosen->back) {
    if (registers->rip != chosen->back) return SIM_STEP;
    if (chosen->waits) chosen->late += sim_cpu()->choose_pending;
    return SIM_RUN;
  }
  chosen->points++;
  chosen->inside += sim_cpu()->transaction != nullptr;
  chosen->here = sim_save(chosen->here, registers);
  chosen->waits = true;
  const uint64_t wanted = 1;
  sim_write(reinterpret_cast<uint64_t>(&sim_cpu()->choose_pending), &wanted, sizeof wanted);
  EXPECT_TRUE(sim_force_interrupt(45));
  return SIM_STEP;
}

// Of no task: it takes no lock and has nothing done AFTER, so nothing but the interrupt tells its gate that there is more to do.
TEST_F(Sim, ChoosesAtTheEndOfATransactionThatAnInterruptWantedOneIn) {
  Chosen chosen;
  chosen.function = sim_function("//kernel/task", "task_release");
  sim_on_step(WantsAChoiceHere, &chosen);
  uint64_t arguments[6] = {};
  enum sim_end end = sim_call(chosen.function, arguments, nullptr);
  while (end == SIM_READY && chosen.waits) {
    chosen.waits = false;
    sim_on_step(WantsAChoiceHere, &chosen);
    end = sim_continue(chosen.here);
  }
  EXPECT_EQ(end, SIM_READY) << written;
  EXPECT_GT(chosen.inside, 5u);
  EXPECT_GT(chosen.points, chosen.inside);
  EXPECT_EQ(chosen.late, 0u) << "of " << chosen.points;
  sim_world_free(chosen.here);
}

struct Campaign {
  uint64_t points = 0;
  uint64_t function = 0, back = 0;  // where it is called, and where it returns to: faults are forced in between
  sim_world *here = nullptr;
};

// Keeps the world before an instruction, and faults there.
enum sim_action FaultHere(sim_registers *registers, void *data) {
  Campaign *campaign = static_cast<Campaign *>(data);
  if (campaign->back == 0 && registers->rip == campaign->function) sim_read(registers->rsp, &campaign->back, 8);
  if (registers->rip == campaign->back) return SIM_RUN;
  const nucleus_transaction *transaction = sim_cpu()->next;
  if (campaign->back == 0 || sim_cpu()->transaction == nullptr || (transaction->word & NUCLEUS_ACTIVE) == 0)
    return SIM_STEP;
  campaign->points++;
  campaign->here = sim_save(campaign->here, registers);
  sim_force_fault(6, 0, 0);
  return SIM_RUN;
}

TEST_F(Sim, FaultsAtEveryInstructionOfARequestAndItIsMadeAgain) {
  uint64_t heap_new = sim_function("//kernel/heap", "heap_new");
  uint64_t plain = Call(heap_new, {64, 16, TypeName()});
  sim_restore(nullptr);
  Campaign campaign;
  campaign.function = heap_new;
  sim_on_step(FaultHere, &campaign);
  uint64_t arguments[6] = {64, 16, TypeName()}, result[2];
  enum sim_end end = sim_call(heap_new, arguments, result);
  uint64_t other = 0;
  clock_t began = clock();  // of the processor: others use the machine too
  for (uint64_t before = 0; end == SIM_READY && campaign.points != before;) {
    sim_result(result);
    other += result[0] != plain || sim_cpu()->transaction != nullptr;
    before = campaign.points;
    end = sim_continue(campaign.here);
  }
  double took = static_cast<double>(clock() - began) / CLOCKS_PER_SEC;
  EXPECT_EQ(end, SIM_READY) << written;
  printf("[figure] %llu points, %llu with another result, %.0f a second, %llu pages\n",
         (unsigned long long)campaign.points, (unsigned long long)other, campaign.points / took,
         (unsigned long long)sim_changed_pages());
  EXPECT_GT(campaign.points, 50u);
  EXPECT_EQ(other, 0u);
  sim_world_free(campaign.here);
}

// It has no lock to give, so it ends where its gate finds nothing more to do but for having been made again.
TEST_F(Sim, ForgetsHowOftenACallWasMadeAgainWhenItHasReturned) {
  Campaign campaign;
  campaign.function = sim_function("//kernel/task", "task_release");
  sim_on_step(FaultHere, &campaign);
  uint64_t arguments[6] = {};
  enum sim_end end = sim_call(campaign.function, arguments, nullptr);
  for (uint64_t before = 0; end == SIM_READY && campaign.points != before;) {
    EXPECT_EQ(sim_cpu()->transactions[0].replays, 0u) << campaign.points;
    before = campaign.points;
    end = sim_continue(campaign.here);
  }
  EXPECT_EQ(end, SIM_READY) << written;
  EXPECT_GT(campaign.points, 5u);
  sim_world_free(campaign.here);
}

}  // namespace
