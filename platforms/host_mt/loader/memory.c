// SPDX-License-Identifier: Apache-2.0
// RAM, and the process's mappings in place of a TLB.
//
// RAM is a file in memory, which the direct map shows whole. What the system's tables show elsewhere is mapped a second time, a page at a time, when
// it is touched, as a processor fills its TLB; a dropped translation is unmapped, for all threads at once. A fault that the tables do not allow
// is one of the system's processor.
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kernel/nucleus/pvh/parameters.h"
#include "platforms/host_mt/loader/mt.h"

#define BOOT_STUB (BOOT_PARAMETERS & ~(uint64_t)(PAGE - 1))
#define DYNAMIC_SHOWN (UINT64_C(16) << 30)  // of the dynamic area, from its start: far more than RAM can fill
#define LARGE_PAGE (UINT64_C(2) << 20)
enum {
  ERROR_WRITE = 2,
  ERROR_FETCH = 16,
  PROT_BITS = 3,
  DROPPED = 4096,  // a transaction cannot change more entries: its journal holds no more records
};

// What a page of the process shows: the frame + 1 and enum region_prot; 0: nothing.
typedef uint32_t shown_t;

static struct {
  int file;
  uint64_t frames, page_root;
  shown_t *region, *dynamic, stub;
} memory;

// Of mappings and of what is noted of them. Held in signal handlers too, so never while the system's memory is touched that may fault.
static pthread_mutex_t mappings = PTHREAD_MUTEX_INITIALIZER;

// What a CPU's own transaction has dropped lately.
static _Thread_local struct {
  uint64_t address[DROPPED], count, settled;
} dropped;

static void *map(uint64_t address, uint64_t size, int prot, int flags, int file, uint64_t offset) {
  void *at = mmap((void *)address, size, prot, flags | MAP_NORESERVE, file, (off_t)offset);
  if (at == MAP_FAILED || (address != 0 && at != (void *)address))
    host_fail("cannot map %llu bytes at 0x%llx: %s", (unsigned long long)size, (unsigned long long)address,
              strerror(errno));
  return at;
}

static void *map_own(uint64_t address, uint64_t size) {
  return map(address, size, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | (address == 0 ? 0 : MAP_FIXED_NOREPLACE), -1, 0);
}

void memory_start(uint64_t ram_bytes) {
  memory.frames = ram_bytes / PAGE;
  memory.file = memfd_create("delias", MFD_CLOEXEC);
  if (memory.file < 0 || ftruncate(memory.file, (off_t)ram_bytes) != 0)
    host_fail("cannot make %llu MiB of memory: %s", (unsigned long long)ram_bytes >> 20, strerror(errno));
  map(DIRECT_BASE, ram_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, memory.file, 0);
  map_own(MACHINE_SHARED, sizeof(struct host_devices));
  for (uint64_t i = 0; i < MACHINE_CPUS; i++)
    map_own((uint64_t)host_mt_processor_at(i), sizeof(struct host_mt_processor));
  memory.region = map_own(0, REGION_SIZE / PAGE * sizeof *memory.region);
  memory.dynamic = map_own(0, DYNAMIC_SHOWN / PAGE * sizeof *memory.dynamic);
}

void *memory_at(uint64_t physical, uint64_t size) {
  if (physical / PAGE >= memory.frames || physical % PAGE + size > PAGE)
    host_fail("physical address 0x%llx is no RAM", (unsigned long long)physical);
  return (void *)(DIRECT_BASE + physical);
}

uint64_t memory_page_root(void) {
  return memory.page_root;
}

void memory_look_up(uint64_t address, struct memory_leaf *leaf) {
  tables_look_up(memory.page_root, memory.frames, address, leaf);
}

static shown_t *shown_at(uint64_t page) {
  if (page == BOOT_STUB) return &memory.stub;
  if (page - REGION_BASE < REGION_SIZE) return &memory.region[(page - REGION_BASE) / PAGE];
  if (page - DYNAMIC_BASE < DYNAMIC_SHOWN) return &memory.dynamic[(page - DYNAMIC_BASE) / PAGE];
  return NULL;
}

static int host_prot(uint32_t prot) {
  return PROT_READ | (prot & REGION_W ? PROT_WRITE : 0) | (prot & REGION_X ? PROT_EXEC : 0);
}

// Makes one page of the process show that.
static void show(uint64_t page, shown_t *at, shown_t wanted) {
  if (*at == wanted) return;
  if (wanted == 0)
    map(page, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  else if (wanted >> PROT_BITS != *at >> PROT_BITS)
    map(page, PAGE, host_prot(wanted), MAP_SHARED | MAP_FIXED, memory.file,
        (uint64_t)((wanted >> PROT_BITS) - 1) * PAGE);
  else if (mprotect((void *)page, PAGE, host_prot(wanted)) != 0)
    host_fail("cannot protect a page: %s", strerror(errno));
  *at = wanted;
}

static shown_t wanted_on(uint64_t page, const struct memory_leaf *leaf) {
  uint64_t frame = (leaf->physical + (page - leaf->start)) / PAGE;
  if (leaf->prot == 0 || frame >= memory.frames) return 0;
  return (shown_t)((frame + 1) << PROT_BITS | leaf->prot);
}

// Makes what is shown agree with the tables, but shows nothing new. Where a table or a large page is absent, all of it is.
static void settle(uint64_t address) {
  struct memory_leaf leaf;
  memory_look_up(address, &leaf);
  uint64_t span = leaf.size < LARGE_PAGE ? PAGE : LARGE_PAGE, start = address & ~(span - 1);
  for (uint64_t page = start; page < start + span; page += PAGE) {
    shown_t *at = shown_at(page);
    if (at == NULL) return;
    if (*at != 0) show(page, at, wanted_on(page, &leaf));
  }
}

void memory_tlb_drop(uint64_t address) {
  pthread_mutex_lock(&mappings);
  settle(address);
  pthread_mutex_unlock(&mappings);
  dropped.address[dropped.count++ % DROPPED] = address;
}

void memory_settle_dropped(void) {
  pthread_mutex_lock(&mappings);
  if (dropped.count - dropped.settled > DROPPED) dropped.settled = dropped.count - DROPPED;
  while (dropped.settled < dropped.count)
    settle(dropped.address[dropped.settled++ % DROPPED]);
  pthread_mutex_unlock(&mappings);
}

void memory_windows_closed(void) {
  struct host_mt_processor *processor = cpus_here();
  pthread_mutex_lock(&mappings);
  for (uint64_t i = 0; i < processor->window_count; i++)
    settle(processor->window_page[i]);
  processor->window_count = 0;
  pthread_mutex_unlock(&mappings);
}

static bool is_allowed(const struct memory_leaf *leaf, uint32_t error) {
  if (leaf->prot == 0) return false;
  if (error & ERROR_FETCH) return leaf->prot & REGION_X;
  return !(error & ERROR_WRITE) || (leaf->prot & REGION_W) || cpus_here()->windows != 0;
}

// While a window is open, other threads can write to the page, too.
static void show_writable(uint64_t page, shown_t *at) {
  struct host_mt_processor *processor = cpus_here();
  show(page, at, *at | REGION_W);
  if (processor->window_count == MACHINE_WINDOW_PAGES) {
    settle(processor->window_page[0]);
    processor->window_page[0] = processor->window_page[--processor->window_count];
  }
  processor->window_page[processor->window_count++] = page;
}

static enum memory_answer touched(uint64_t page, uint32_t error) {
  struct memory_leaf leaf;
  memory_look_up(page, &leaf);
  shown_t *at = shown_at(page), wanted = wanted_on(page, &leaf);
  if (at == NULL || wanted == 0 || !is_allowed(&leaf, error)) return MEMORY_FAULT;
  show(page, at, wanted);
  if ((error & ERROR_WRITE) && !(leaf.prot & REGION_W)) show_writable(page, at);
  return MEMORY_MENDED;
}

enum memory_answer memory_touched(uint64_t address, uint32_t error) {
  pthread_mutex_lock(&mappings);
  enum memory_answer answer = touched(address & ~(uint64_t)(PAGE - 1), error);
  pthread_mutex_unlock(&mappings);
  return answer;
}

void memory_paging_on(uint64_t page_root) {
  memory.page_root = page_root;
  struct memory_leaf leaf;
  for (uint64_t page = REGION_BASE; page < REGION_BASE + REGION_SIZE; page = leaf.start + leaf.size) {
    memory_look_up(page, &leaf);
    if (leaf.prot != 0) show(page, shown_at(page), wanted_on(page, &leaf));
  }
}

static bool bring(uint64_t address, uint64_t size, uint32_t error) {
  for (uint64_t page = address & ~(uint64_t)(PAGE - 1); page < address + size; page += PAGE)
    if (shown_at(page) != NULL && memory_touched(page, error) != MEMORY_MENDED) return false;
  return true;
}

void memory_for_write(uint64_t address, uint64_t size) {
  if (!bring(address, size, ERROR_WRITE)) host_fail("nothing is shown at 0x%llx", (unsigned long long)address);
}

bool memory_has_room(uint64_t stack) {
  return bring(stack - FRAME_ROOM, FRAME_ROOM, ERROR_WRITE);
}

bool host_read(uint64_t address, void *to, uint64_t size) {
  struct memory_leaf leaf;
  for (uint64_t done = 0, part = 0; done < size; done += part) {
    part = PAGE - (address + done) % PAGE;
    if (part > size - done) part = size - done;
    memory_look_up(address + done, &leaf);
    if (leaf.prot == 0) return false;
    memcpy((uint8_t *)to + done, memory_at(leaf.physical + (address + done - leaf.start), part), part);
  }
  return true;
}
