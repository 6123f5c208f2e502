// SPDX-License-Identifier: Apache-2.0
// RAM, and the process's mappings in place of a TLB.
//
// A frame of RAM is a private page of the process that is at one address at a time, its home: first in the direct map, and elsewhere when
// the simulated tables show it there. When another address that shows it is touched, the host faults, and the page moves (mremap). So every
// mapping is real, two views of a frame agree, and fork() copies the whole world. What the tables forbid is a fault of the simulated
// processor; what they allow is mended here and tried again, as a processor fills its TLB.
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "kernel/nucleus/pvh/parameters.h"
#include "platforms/host_sim/loader/simulation.h"

enum { ERROR_WRITE = 2, ERROR_FETCH = 16 };

enum { DROPPED = 4096 };

#define BOOT_STUB (BOOT_PARAMETERS & ~(uint64_t)(PAGE - 1))
#define DYNAMIC_SHOWN (UINT64_C(16) << 30)  // of the dynamic area, from its start: far more than RAM can fill

struct frame {
  uint64_t home;
  int prot;  // of the host's page
  uint32_t
      hot;  // 1 + its place among the pages that were written to since the base; 0: it is as it was, or nobody asks
};

static struct {
  uint64_t frames;
  struct frame *frame;
  uint32_t *region, *dynamic;  // which frame (+ 1) is at home on a page there; 0: none
  uint32_t stub;               // the same of the boot stub, which is shown at its physical address too
  bool tracking;               // a base was taken: pages are writable once they are hot
  uint32_t *hot;               // frames, in the order in which they became so
  uint64_t hot_count;
  uint8_t (*base)[PAGE];      // those as they were
  uint64_t dropped[DROPPED];  // translations that were dropped, so that undo and restore find what to look at again
  uint64_t dropped_count, settled;  // since the base or the last full look; of those: settled by the last drop of all
} memory;

static void *map(uint64_t address, uint64_t size, int prot) {
  int where = address == 0 ? 0 : MAP_FIXED_NOREPLACE;
  void *at = mmap((void *)address, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | where, -1, 0);
  if (at == MAP_FAILED || (address != 0 && at != (void *)address))
    host_fail("cannot map %llu bytes at 0x%llx: %s", (unsigned long long)size, (unsigned long long)address,
              strerror(errno));
  return at;
}

void memory_start(uint64_t ram_bytes) {
  memory.frames = ram_bytes / PAGE;
  map(DIRECT_BASE, ram_bytes, PROT_READ | PROT_WRITE);
  (void)madvise((void *)DIRECT_BASE, ram_bytes, MADV_NOHUGEPAGE);
  map((uint64_t)sim_machine(), sizeof(struct host_sim_machine), PROT_READ | PROT_WRITE);
  for (uint64_t i = 0; i < MACHINE_CPUS; i++)
    map((uint64_t)host_sim_processor_at(i), sizeof(struct host_sim_processor), PROT_READ | PROT_WRITE);
  memory.frame = map(0, memory.frames * sizeof *memory.frame, PROT_READ | PROT_WRITE);
  memory.region = map(0, REGION_SIZE / PAGE * sizeof *memory.region, PROT_READ | PROT_WRITE);
  memory.dynamic = map(0, DYNAMIC_SHOWN / PAGE * sizeof *memory.dynamic, PROT_READ | PROT_WRITE);
  memory.hot = map(0, memory.frames * sizeof *memory.hot, PROT_READ | PROT_WRITE);
  memory.base = map(0, ram_bytes, PROT_READ | PROT_WRITE);
  for (uint64_t i = 0; i < memory.frames; i++)
    memory.frame[i] = (struct frame){.home = DIRECT_BASE + i * PAGE, .prot = PROT_READ | PROT_WRITE};
}

void *memory_at(uint64_t physical, uint64_t size) {
  if (physical / PAGE >= memory.frames || physical % PAGE + size > PAGE)
    host_fail("physical address 0x%llx is no RAM", (unsigned long long)physical);
  return (void *)(memory.frame[physical / PAGE].home + physical % PAGE);
}

void memory_look_up(uint64_t address, struct memory_leaf *leaf) {
  tables_look_up(sim_machine()->page_root, memory.frames, address, leaf);
}

static uint64_t direct_of(uint64_t frame) {
  return DIRECT_BASE + frame * PAGE;
}

static uint32_t *lodger(uint64_t page) {
  if (page == BOOT_STUB) return &memory.stub;
  if (page - REGION_BASE < REGION_SIZE) return &memory.region[(page - REGION_BASE) / PAGE];
  if (page - DYNAMIC_BASE < DYNAMIC_SHOWN) return &memory.dynamic[(page - DYNAMIC_BASE) / PAGE];
  return NULL;
}

static bool is_direct(uint64_t page) {
  return page >= DIRECT_BASE && page - DIRECT_BASE < memory.frames * PAGE;
}

static int host_prot(uint64_t page, uint32_t prot) {
  if (prot == 0) return PROT_NONE;
  bool writable = (prot & REGION_W) || (sim_options.tables_writable && is_direct(page));
  return PROT_READ | (writable ? PROT_WRITE : 0) | (prot & REGION_X ? PROT_EXEC : 0);
}

static void set_prot(uint64_t frame, int prot) {
  struct frame *it = &memory.frame[frame];
  if (it->prot == prot) return;
  if (mprotect((void *)it->home, PAGE, prot) != 0) host_fail("cannot protect a page: %s", strerror(errno));
  it->prot = prot;
}

static void protect(uint64_t frame, int prot) {
  set_prot(frame, memory.tracking && memory.frame[frame].hot == 0 ? prot & ~PROT_WRITE : prot);
}

// Keeps the page as it is before its first write.
static void heat(uint64_t frame) {
  struct frame *it = &memory.frame[frame];
  if (!memory.tracking || it->hot != 0) return;
  if (!(it->prot & PROT_READ)) set_prot(frame, PROT_READ);
  memcpy(memory.base[memory.hot_count], (const void *)it->home, PAGE);
  memory.hot[memory.hot_count] = (uint32_t)frame;
  it->hot = (uint32_t)++memory.hot_count;
}

// Pages [frame, frame + count), which lie side by side, move to `to`.
static void move(uint64_t frame, uint64_t count, uint64_t to) {
  uint64_t from = memory.frame[frame].home;
  if (mremap((void *)from, count * PAGE, count * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED)
    host_fail("cannot move a page to 0x%llx: %s", (unsigned long long)to, strerror(errno));
  for (uint64_t i = 0; i < count; i++) {
    uint32_t *left = lodger(from + i * PAGE), *taken = lodger(to + i * PAGE);
    if (left != NULL) *left = 0;
    if (taken != NULL) *taken = (uint32_t)(frame + i + 1);
    memory.frame[frame + i].home = to + i * PAGE;
  }
}

static void send_home(uint64_t page) {
  uint32_t *at = lodger(page);
  if (at == NULL || *at == 0) return;
  uint64_t frame = *at - 1;
  struct memory_leaf leaf;
  memory_look_up(direct_of(frame), &leaf);
  move(frame, 1, direct_of(frame));
  protect(frame, host_prot(direct_of(frame), leaf.prot));
}

// Makes one page of the process agree with the tables.
static void agree(uint64_t page, const struct memory_leaf *leaf) {
  uint64_t frame = (leaf->physical + (page - leaf->start)) / PAGE;
  if (leaf->prot == 0) {
    send_home(page);
    if (is_direct(page) && memory.frame[(page - DIRECT_BASE) / PAGE].home == page)
      protect((page - DIRECT_BASE) / PAGE, PROT_NONE);
    return;
  }
  if (frame >= memory.frames || (lodger(page) == NULL && !is_direct(page)))
    return;  // no RAM, or beyond what is simulated
  if (memory.frame[frame].home != page) {
    send_home(page);
    move(frame, 1, page);
  }
  protect(frame, host_prot(page, leaf->prot));
}

// Pages of the direct map that are there get one protection.
static void protect_run(uint64_t first, uint64_t count, int prot) {
  if (memory.tracking) {
    for (uint64_t i = first; i < first + count; i++)
      if (memory.frame[i].home == direct_of(i)) protect(i, prot);
    return;
  }
  for (uint64_t i = 0, run = 0; i < count; i += run) {
    struct frame *frame = &memory.frame[first + i];
    run = 1;
    if (frame->home != direct_of(first + i) || frame->prot == prot) continue;
    while (i + run < count && frame[run].home == direct_of(first + i + run) && frame[run].prot != prot)
      run++;
    if (mprotect((void *)frame->home, run * PAGE, prot) != 0) host_fail("cannot protect memory: %s", strerror(errno));
    for (uint64_t k = 0; k < run; k++)
      frame[k].prot = prot;
  }
}

static void agree_large(const struct memory_leaf *leaf) {
  uint64_t first = leaf->physical / PAGE, count = leaf->size / PAGE;
  if (!is_direct(leaf->start) || first >= memory.frames) return;
  if (first + count > memory.frames) count = memory.frames - first;
  protect_run(first, count, host_prot(leaf->start, leaf->prot));
}

static void settle(uint64_t address) {
  struct memory_leaf leaf;
  memory_look_up(address, &leaf);
  if (leaf.size == PAGE || leaf.prot == 0)
    agree(address & ~(uint64_t)(PAGE - 1), &leaf);
  else
    agree_large(&leaf);
}

void memory_tlb_drop(uint64_t address) {
  settle(address);
  if (memory.dropped_count < DROPPED) memory.dropped[memory.dropped_count] = address;
  memory.dropped_count++;
}

static bool continues(const struct memory_leaf *run, const struct memory_leaf *leaf) {
  return leaf->size == PAGE && leaf->prot == run->prot && leaf->start == run->start + run->size &&
         leaf->physical == run->physical + run->size;
}

// A run of equal pages of the region.
static void move_run(const struct memory_leaf *run) {
  if (run->size == 0 || lodger(run->start) == NULL) return;
  uint64_t frame = run->physical / PAGE, count = run->size / PAGE;
  move(frame, count, run->start);
  int prot = host_prot(run->start, run->prot);
  if (mprotect((void *)run->start, run->size, prot) != 0) host_fail("cannot protect memory: %s", strerror(errno));
  for (uint64_t i = 0; i < count; i++)
    memory.frame[frame + i].prot = prot;
}

void memory_paging_on(void) {
  struct memory_leaf run = {0}, leaf;
  for (uint64_t at = REGION_BASE; at < REGION_BASE + REGION_SIZE; at = leaf.start + leaf.size) {
    memory_look_up(at, &leaf);
    if (leaf.prot != 0 && continues(&run, &leaf)) {
      run.size += leaf.size;
      continue;
    }
    move_run(&run);
    run = leaf.prot != 0 ? leaf : (struct memory_leaf){0};
  }
  move_run(&run);
  uint64_t first = 0, count = 0;
  int prot = PROT_NONE;
  for (uint64_t frame = 0; frame < memory.frames;) {
    memory_look_up(direct_of(frame), &leaf);
    uint64_t pages = (leaf.start + leaf.size - direct_of(frame)) / PAGE;
    if (pages > memory.frames - frame) pages = memory.frames - frame;
    int wanted = host_prot(direct_of(frame), leaf.prot);
    if (wanted != prot) {
      protect_run(first, count, prot);
      first = frame, count = 0, prot = wanted;
    }
    count += pages, frame += pages;
  }
  protect_run(first, count, prot);
}

// Holds every page against the tables. What they show elsewhere comes there when it is touched.
static void settle_all(void) {
  struct memory_leaf leaf;
  for (uint64_t frame = 0; frame < memory.frames; frame++) {
    uint64_t home = memory.frame[frame].home;
    memory_look_up(home, &leaf);
    if (leaf.prot != 0 && leaf.physical + (home - leaf.start) == frame * PAGE)
      protect(frame, host_prot(home, leaf.prot));
    else if (is_direct(home))
      protect(frame, PROT_NONE);
    else
      send_home(home);
  }
}

// Entries are changed together with a drop of their own, so those are all that can be wrong when undo has changed them back.
static void settle_from(uint64_t first) {
  if (memory.dropped_count > DROPPED) return settle_all();
  for (uint64_t i = first; i < memory.dropped_count; i++)
    settle(memory.dropped[i]);
}

void memory_tlb_drop_all(void) {
  settle_from(memory.settled);
  if (memory.dropped_count > DROPPED && !memory.tracking) memory.dropped_count = 0;
  memory.settled = memory.dropped_count;
}

void memory_windows_closed(void) {
  struct host_sim_processor *processor = sim_processor();
  uint64_t count = processor->window_count;
  processor->window_count = 0;
  for (uint64_t i = 0; i < count; i++)
    settle(processor->window_page[i]);
}

static bool is_allowed(const struct memory_leaf *leaf, uint32_t error) {
  if (leaf->prot == 0) return false;
  if (error & ERROR_FETCH) return leaf->prot & REGION_X;
  return !(error & ERROR_WRITE) || (leaf->prot & REGION_W) || sim_processor()->windows != 0;
}

enum memory_answer memory_touched(uint64_t address, uint32_t error) {
  struct host_sim_processor *processor = sim_processor();
  uint64_t page = address & ~(uint64_t)(PAGE - 1);
  struct memory_leaf leaf;
  memory_look_up(address, &leaf);
  uint64_t frame = (leaf.physical + (page - leaf.start)) / PAGE;
  if (!is_allowed(&leaf, error) || frame >= memory.frames || (lodger(page) == NULL && !is_direct(page)))
    return MEMORY_FAULT;
  if (error & ERROR_WRITE) heat(frame);
  agree(page, &leaf);
  if ((error & ERROR_WRITE) && !(leaf.prot & REGION_W)) {  // through a window
    protect(frame, PROT_READ | PROT_WRITE);
    if (processor->window_count == MACHINE_WINDOW_PAGES)
      memory_windows_closed(), protect(frame, PROT_READ | PROT_WRITE);
    processor->window_page[processor->window_count++] = page;
  }
  return MEMORY_MENDED;
}

// The frame that is shown on a page, which is made to be at home there.
static uint64_t bring(uint64_t page, bool for_write) {
  struct memory_leaf leaf;
  memory_look_up(page, &leaf);
  uint64_t frame = (leaf.physical + (page - leaf.start)) / PAGE;
  if (leaf.prot == 0 || frame >= memory.frames) host_fail("nothing is shown at 0x%llx", (unsigned long long)page);
  if (for_write) heat(frame);
  agree(page, &leaf);
  return frame;
}

void memory_for_read(uint64_t address, uint64_t size) {
  for (uint64_t page = address & ~(uint64_t)(PAGE - 1); page < address + size; page += PAGE)
    bring(page, false);
}

void memory_for_write(uint64_t address, uint64_t size) {
  for (uint64_t page = address & ~(uint64_t)(PAGE - 1); page < address + size; page += PAGE)
    bring(page, true);
}

void memory_overwrite(uint64_t address, const void *from, uint64_t size) {
  for (uint64_t done = 0, part = 0; done < size; done += part) {
    part = PAGE - (address + done) % PAGE;
    if (part > size - done) part = size - done;
    uint64_t frame = bring((address + done) & ~(uint64_t)(PAGE - 1), true);
    int prot = memory.frame[frame].prot;
    set_prot(frame, PROT_READ | PROT_WRITE);
    memcpy((void *)(address + done), (const uint8_t *)from + done, part);
    set_prot(frame, prot);
  }
}

// ---- The world ----

void memory_base_take(void) {
  for (uint64_t i = 0; i < memory.hot_count; i++)
    memory.frame[memory.hot[i]].hot = 0;
  memory.tracking = true;
  memory.hot_count = memory.dropped_count = memory.settled = 0;
  for (uint64_t i = 0, run = 0; i < memory.frames; i += run) {
    struct frame *frame = &memory.frame[i];
    for (run = 1;
         i + run < memory.frames && frame[run].home == frame->home + run * PAGE && frame[run].prot == frame->prot;)
      run++;
    if (!(frame->prot & PROT_WRITE)) continue;
    int prot = frame->prot & ~PROT_WRITE;
    if (mprotect((void *)frame->home, run * PAGE, prot) != 0) host_fail("cannot protect memory: %s", strerror(errno));
    for (uint64_t k = 0; k < run; k++)
      frame[k].prot = prot;
  }
}

uint64_t memory_hot_count(void) {
  return memory.hot_count;
}

uint64_t memory_dropped_count(void) {
  return memory.dropped_count;
}

uint64_t memory_hot_address(uint64_t index) {
  return memory.frame[memory.hot[index]].home;
}

const uint8_t *memory_hot_page(uint64_t index) {
  uint64_t frame = memory.hot[index];
  if (!(memory.frame[frame].prot & PROT_READ)) set_prot(frame, PROT_READ);
  return (const uint8_t *)memory.frame[frame].home;
}

const uint8_t *memory_base_page(uint64_t index) {
  return memory.base[index];
}

void memory_put_back(uint64_t index, const uint8_t *bytes) {
  uint64_t frame = memory.hot[index];
  int prot = memory.frame[frame].prot;
  set_prot(frame, prot | PROT_READ | PROT_WRITE);
  memcpy((void *)memory.frame[frame].home, bytes, PAGE);
  set_prot(frame, prot);
}

// Behind the last memory_put_back: the tables are those of a moment when `dropped` translations had been dropped.
void memory_settle_since(uint64_t dropped) {
  settle_from(dropped);
  if (memory.dropped_count <= DROPPED) memory.dropped_count = dropped;
  if (memory.settled > memory.dropped_count) memory.settled = memory.dropped_count;
}

uint64_t memory_frames(void) {
  return memory.frames;
}

const uint8_t *memory_frame(uint64_t frame) {
  if (!(memory.frame[frame].prot & PROT_READ)) set_prot(frame, PROT_READ);
  return (const uint8_t *)memory.frame[frame].home;
}

// Stepping puts breakpoints into text: the host's page is writable from then on, the simulated one is not.
bool memory_text_for_write(uint64_t address) {
  uint64_t page = address & ~(uint64_t)(PAGE - 1);
  const uint32_t *at = lodger(page);
  if (at == NULL || *at == 0) return false;
  struct frame *frame = &memory.frame[*at - 1];
  if (!(frame->prot & PROT_EXEC)) return false;
  if (!(frame->prot & PROT_WRITE) && mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
    return false;
  frame->prot |= PROT_WRITE;
  return true;
}
