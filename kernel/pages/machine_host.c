// SPDX-License-Identifier: Apache-2.0
// machine_host: memory for unit tests. See machine_host.h.
#define _GNU_SOURCE
#include "kernel/pages/machine_host.h"
#include "kernel/arch/arch.h"
#include "kernel/arch/host.h"
#include "kernel/ledger/ledger_host.h"
#include "kernel/pages/pages_state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { STUB = 1 << 20, TEXT = STUB + FRAME_SIZE, CONSTANT = TEXT + FRAME_SIZE, STATE = CONSTANT + FRAME_SIZE };

struct machine {
  int file;            // RAM
  uint64_t next_free;  // physical: tables are taken from here
};
CELL_STATE(struct machine, machine) = {.file = -1};

[[noreturn]] static void give_up(const char *what) {
  perror(what);
  abort();
}

static void map_ram(uint64_t ram) {
  if (machine.file >= 0) close(machine.file);
  machine.file = memfd_create("physical memory of a unit test", MFD_CLOEXEC);
  if (machine.file < 0 || ftruncate(machine.file, (off_t)ram) != 0) give_up("machine host: no memory for RAM");
  void *direct = mmap((void *)MACHINE_DIRECT, ram, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, machine.file, 0);
  void *dynamic = mmap((void *)MACHINE_DYNAMIC, DYNAMIC_SIZE, PROT_NONE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  if (direct == MAP_FAILED || dynamic == MAP_FAILED) give_up("machine host: no addresses");
}

// In place of an MMU: what the tables say of a page of the dynamic area becomes a mapping of this process.
static void on_tlb_drop(uint64_t address) {
  if (address < MACHINE_DYNAMIC || address - MACHINE_DYNAMIC >= DYNAMIC_SIZE) return;
  struct pages_leaf leaf;
  pages_lookup(address, &leaf);
  bool is_ram = leaf.prot == PAGES_RW;
  void *page =
      mmap((void *)(address & ~(uint64_t)(FRAME_SIZE - 1)), FRAME_SIZE, is_ram ? PROT_READ | PROT_WRITE : PROT_NONE,
           is_ram ? MAP_SHARED | MAP_FIXED : MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
           is_ram ? machine.file : -1, is_ram ? (off_t)leaf.physical : 0);
  if (page == MAP_FAILED) give_up("machine host: a page could not be mapped");
}

static uint64_t *ram_at(uint64_t physical) {
  return (uint64_t *)(MACHINE_DIRECT + physical);
}

static uint64_t take_frame(void) {
  uint64_t frame = machine.next_free;
  machine.next_free += FRAME_SIZE;
  return frame;
}

// Sets the entry of `level` for an address, as the image assembler does: without a cell's help.
static void set_entry(uint64_t address, uint32_t level, uint64_t value) {
  uint64_t table = arch_host()->page_root;
  for (uint32_t at = TABLE_TOP; at > level; at--) {
    uint64_t *entry = &ram_at(table)[address / level_bytes(at) % TABLE_ENTRIES];
    if (*entry == 0) *entry = take_frame() | ENTRY_TABLE;
    table = *entry & ENTRY_ADDRESS;
  }
  ram_at(table)[address / level_bytes(level) % TABLE_ENTRIES] = value;
}

static void prebuild(void) {
  arch_host()->page_root = take_frame();
  uint64_t region_cell = REGION_BASE + region_span(REGION_CELL).offset;
  set_entry(STUB, 0, STUB | ENTRY_PRESENT);
  set_entry(region_cell, 0, CONSTANT | ENTRY_PRESENT | ENTRY_NO_EXECUTE);
  set_entry(region_cell + FRAME_SIZE, 0, TEXT | ENTRY_PRESENT);
  set_entry(REGION_BASE + region_span(REGION_STATE).offset, 0, STATE | ENTRY_RAM);
  for (uint64_t at = level_bytes(1); at < MACHINE_PREBUILT; at += level_bytes(1)) {
    set_entry(MACHINE_DIRECT + at, 1, at | ENTRY_RAM | ENTRY_LARGE);
  }
  set_entry(MACHINE_DIRECT, 0, ENTRY_RAM);  // makes the last table, so that next_free is final
  for (uint64_t at = 0; at < level_bytes(1); at += FRAME_SIZE) {
    bool is_protected = at >= STUB && at < machine.next_free && at != STATE;
    set_entry(MACHINE_DIRECT + at, 0, at | (is_protected ? ENTRY_RAM & ~ENTRY_WRITE : ENTRY_RAM));
  }
}

uint64_t machine_host_free(void) {
  return machine.next_free;
}

void machine_host_prebuilt(uint64_t ram) {
  map_ram(ram);
  machine.next_free = STATE + FRAME_SIZE;
  arch_host()->tlb_drop = on_tlb_drop;
  prebuild();
  void *table = ram_at(machine.next_free);
  machine.next_free += (frames_table_bytes(0, ram) + FRAME_SIZE - 1) & ~(uint64_t)(FRAME_SIZE - 1);
  ledger_host_forget();
  if (frames_start(0, ram, table) != OK || frames_reserve(0, machine.next_free) != OK) give_up("machine host: frames");
  if (pages_start(MACHINE_DIRECT, MACHINE_DYNAMIC) != OK) give_up("machine host: pages");
}

void machine_host_start(uint64_t ram) {
  machine_host_prebuilt(ram);
  if (frames_add(0, MACHINE_PREBUILT) != OK || pages_extend_direct(MACHINE_PREBUILT, ram) != OK ||
      frames_add(MACHINE_PREBUILT, ram) != OK) {
    give_up("machine host: memory");
  }
}

// No page is of user mode here.
void machine_entries_set(uint64_t *, uint64_t, uint64_t, uint64_t, uint64_t) {
  give_up("machine host: tables are seen by user mode");
}

// There is no other CPU.
void pages_make_stale(bool) {}

// That pages.c calls this is what brings this file, and the constructor below, into each program with kernel/pages in
// it.
uint64_t machine_physical_limit(void) {
  return UINT64_C(1) << 40;
}

__attribute__((constructor)) static void start(void) {
  machine_host_start(MACHINE_RAM);
}
