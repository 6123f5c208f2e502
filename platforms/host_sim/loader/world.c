// SPDX-License-Identifier: Apache-2.0
// Calls from outside, and the world: pages that were written to since the base, the machine's page, registers.
#include <stdlib.h>
#include <string.h>

#include "kernel/graph/graph.h"
#include "platforms/host_sim/loader/simulation.h"

struct sim_world {
  uint64_t count, room;  // of pages, by index; those that became hot later are as at the base
  uint8_t (*page)[PAGE];
  uint64_t dropped;
  struct host_sim_machine machine;
  struct host_sim_processor processor[MACHINE_CPUS];
  struct sim_registers registers;
};

static bool based;
static struct host_sim_machine base_machine;
static struct host_sim_processor base_processor[MACHINE_CPUS];

// ---- Calls ----

static const uint8_t *region(void) {
  return (const uint8_t *)REGION_BASE;
}

uint64_t sim_function(const char *label, const char *name) {
  uint32_t index = graph_find(region(), label);
  const struct graph_cell *cell = graph_cell(region(), index);
  for (uint32_t i = 0; cell != NULL && i < cell->exports.count; i++) {
    const struct graph_export *export = graph_export(region(), cell->exports.first + i);
    if (strcmp(graph_string(region(), export->name), name) != 0) continue;
    return export->gate != GRAPH_NONE ? graph_gate(region(), export->gate)->address : export->address;
  }
  return 0;
}

uint64_t sim_state(const char *label, const char *name, uint64_t *size) {
  const struct graph_cell *cell = graph_cell(region(), graph_find(region(), label));
  for (uint32_t i = 0; cell != NULL && i < cell->states.count; i++) {
    const struct graph_state *state = graph_state(region(), cell->states.first + i);
    if (strcmp(graph_string(region(), state->name), name) != 0) continue;
    if (size != NULL) *size = state->size;
    return state->address;
  }
  return 0;
}

enum sim_end sim_call(uint64_t function, const uint64_t arguments[6], uint64_t result[2]) {
  struct host_sim_machine *machine = sim_machine();
  machine->call.function = function;
  memcpy(machine->call.arguments, arguments, sizeof machine->call.arguments);
  trap_hook_call();
  enum sim_end end = (enum sim_end)sim_return();
  if (result != NULL) sim_result(result);
  return end;
}

void sim_result(uint64_t result[2]) {
  memcpy(result, sim_machine()->call.result, sizeof sim_machine()->call.result);
}

void sim_ticks(bool on) {
  sim_machine()->held = !on;
  for (uint64_t i = 0; i < sim_machine()->cpus; i++)
    host_sim_processor_at(i)->next_event = 0;
}

// ---- The world ----

static void keep_processors(struct host_sim_machine *machine, struct host_sim_processor *processors) {
  *machine = *sim_machine();
  for (uint64_t i = 0; i < machine->cpus; i++)
    processors[i] = *host_sim_processor_at(i);
}

static void restore_processors(const struct host_sim_machine *machine, const struct host_sim_processor *processors) {
  *sim_machine() = *machine;
  for (uint64_t i = 0; i < machine->cpus; i++)
    *host_sim_processor_at(i) = processors[i];
  cpus_again();
}

void sim_base_take(void) {
  memory_base_take();
  keep_processors(&base_machine, base_processor);
  based = true;
}

struct sim_world *sim_save(struct sim_world *world, const struct sim_registers *registers) {
  if (!based) host_fail("a world is kept before sim_base_take");
  if (world == NULL && (world = calloc(1, sizeof *world)) == NULL) host_fail("no memory for a world");
  world->count = memory_hot_count();
  if (world->room < world->count) {
    world->room = world->count + 16;
    free(world->page);
    if ((world->page = aligned_alloc(PAGE, world->room * PAGE)) == NULL) host_fail("no memory for a world");
  }
  for (uint64_t i = 0; i < world->count; i++)
    memcpy(world->page[i], memory_hot_page(i), PAGE);
  world->dropped = memory_dropped_count();
  keep_processors(&world->machine, world->processor);
  if (registers != NULL) world->registers = *registers;
  return world;
}

void sim_world_free(struct sim_world *world) {
  if (world != NULL) free(world->page);
  free(world);
}

static const uint8_t *page_of(const struct sim_world *world, uint64_t index) {
  return world != NULL && index < world->count ? world->page[index] : memory_base_page(index);
}

void sim_restore(const struct sim_world *world) {
  uint64_t count = memory_hot_count();
  for (uint64_t i = 0; i < count; i++)
    memory_put_back(i, page_of(world, i));
  if (world != NULL)
    restore_processors(&world->machine, world->processor);
  else
    restore_processors(&base_machine, base_processor);
  memory_settle_since(world != NULL ? world->dropped : 0);
}

enum sim_end sim_continue(const struct sim_world *world) {
  sim_restore(world);
  struct sim_registers registers = world->registers;
  trap_hook_on(trap_has_hook());
  if (sim_steps != 0) trap_arm(&registers);
  return (enum sim_end)sim_go(&registers);
}

static uint64_t runs_in(const uint64_t *now, const uint64_t *then, uint64_t address,
                        void (*differs)(uint64_t, uint64_t, void *), void *data) {
  enum { WORDS = PAGE / sizeof *now };
  uint64_t runs = 0;
  for (uint64_t i = 0, length = 0; i < WORDS; i += length + 1) {
    for (length = 0; i + length < WORDS && now[i + length] != then[i + length];)
      length++;
    if (length == 0) continue;
    runs++;
    if (differs != NULL) differs(address + i * sizeof *now, length * sizeof *now, data);
  }
  return runs;
}

uint64_t sim_compare(const struct sim_world *world, void (*differs)(uint64_t address, uint64_t size, void *data),
                     void *data) {
  uint64_t runs = 0;
  for (uint64_t i = 0; i < memory_hot_count(); i++) {
    const uint8_t *now = memory_hot_page(i), *then = page_of(world, i);
    if (memcmp(now, then, PAGE) != 0)
      runs += runs_in((const uint64_t *)now, (const uint64_t *)then, memory_hot_address(i), differs, data);
  }
  return runs;
}

uint64_t sim_changed_pages(void) {
  return memory_hot_count();
}

// ---- Memory ----

static bool is_shown(uint64_t address, uint64_t size) {
  struct memory_leaf leaf;
  for (uint64_t page = address & ~(uint64_t)(PAGE - 1); page < address + size; page += PAGE) {
    memory_look_up(page, &leaf);
    if (leaf.prot == 0) return false;
  }
  return true;
}

bool sim_read(uint64_t address, void *to, uint64_t size) {
  if (!is_shown(address, size)) return false;
  memory_for_read(address, size);
  memcpy(to, (const void *)address, size);
  return true;
}

bool sim_write(uint64_t address, const void *from, uint64_t size) {
  if (!is_shown(address, size)) return false;
  memory_overwrite(address, from, size);
  return true;
}

// Eight bytes at a time; a page of zeros costs little and changes the hash too.
static uint64_t mix(uint64_t hash, const void *from, uint64_t size) {
  const uint64_t *word = from;
  for (uint64_t i = 0; i < size / sizeof *word; i++) {
    hash = (hash ^ word[i]) * UINT64_C(0x9e3779b97f4a7c15);
    hash ^= hash >> 29;
  }
  return hash;
}

uint64_t sim_digest(void) {
  uint64_t hash = mix(0, sim_machine(), sizeof(struct host_sim_machine));
  for (uint64_t i = 0; i < sim_machine()->cpus; i++) {
    struct host_sim_processor processor = *host_sim_processor_at(i);
    processor.entry.host = 0;
    hash = mix(hash, &processor, sizeof processor);
  }
  for (uint64_t frame = 0; frame < memory_frames(); frame++)
    hash = mix(hash, memory_frame(frame), PAGE);
  return hash;
}
