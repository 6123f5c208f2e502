// SPDX-License-Identifier: Apache-2.0
// entry: how the ledger keeps its tree; private to kernel/ledger.
//
// An entry's check lies below its object. It covers what says who owns what: object, type, sequence, owner and the entry's own
// number. Links are not covered, they are held against each other: whoever follows one looks whether the entry there has
// the same owner and leads back. Owner and the link back are one word, so that this is one comparison.
//
// Entries and their links are on the way of every allocation. So numbers count bytes, and words are stored whole: a processor
// that loads a word of which it has just stored a part waits for the store.
#pragma once
#include "kernel/base/profile.h"
#include "kernel/frames/frames.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/lock.h"
#include "kernel/nucleus/nucleus.h"

struct ledger_entry {
  uint64_t word;             // bits 16 to 63: the object; below: the check
  uint32_t type, sequence;   // of its owner's acquisitions; 0: its owner does not count
  uint32_t owner, previous;  // sibling; 0: none
  uint32_t next, first;      // sibling, or the next free entry; child, the newest. 0: none
};
static_assert(sizeof(struct ledger_entry) == 32);

enum {
  ENTRY_SHIFT = 5,
  ENTRY_BYTES = 1 << ENTRY_SHIFT,
  NEAR_ORDER = 4,  // of the first chunk, if it can be had
  CHUNK_ORDER = 2,
  CHUNK_SHIFT = 14,
  CHUNK_BYTES = 1 << CHUNK_SHIFT,
  CHUNK_ENTRIES = CHUNK_BYTES / ENTRY_BYTES,
  CHUNKS = 2048,
  CELL_LABEL_SIZE = 60,
  CELL_ROWS_PER_FRAME = FRAME_SIZE / 64,
  CELL_FRAMES = 4,
  CELL_PLACES = 512,
  LEDGER_CPUS = CELL_CPUS_MAX,
  FREE_MOST = 512,   // free entries that a processor keeps for itself, or half as many when it has had too many
  FREE_BATCH = 128,  // that it gets when it has none
  HOMES = 256,
};
static_assert(CHUNK_BYTES == FRAME_SIZE << CHUNK_ORDER);
static_assert(CHUNK_ENTRIES * CHUNKS >= 1000000);

// Entries that are always there. Nothing but nodes is below the root; what is below the dead is the undertaker's work.
enum { ENTRY_ROOT = 0, ENTRY_DEAD = ENTRY_BYTES, ENTRY_FIRST = 2 * ENTRY_BYTES };

// In place of an owner.
#define OWNER_FREE UINT32_C(0xffffffff)  // the entry is free
#define OWNER_LOST UINT32_C(0xfffffffe)  // it is quarantined

// In an entry's type.
enum {
  TYPE_CONTEXT = 1,  // its object begins with a struct nucleus_context, which counts what it acquires
  TYPE_CPU = 2,      // its object is a struct nucleus_cpu
  TYPE_DYING = 4,    // nothing is added under it
  TYPE_COUNTS = TYPE_CONTEXT | TYPE_CPU,
  TYPE_FLAGS = 7,  // tables are aligned to 8 bytes and more
};

// A type is the place of its ops table: in the region where those are, which they keep through all versions of their cell; in
// unit tests near the ledger's own.
extern const struct ledger_type ledger_root_type, ledger_dead_type, ledger_cpu_type, ledger_cell_type, ledger_lost_type;
#ifdef __DELIAS__
#define TYPE_BASE REGION_BASE
#else
#define TYPE_BASE ((uint64_t)&ledger_root_type - UINT64_C(0x40000000))
#endif
static inline uint32_t type_code(const struct ledger_type *type) {
  return (uint32_t)((uint64_t)type - TYPE_BASE);
}
static inline const struct ledger_type *type_of(uint32_t code) {
  return (const struct ledger_type *)(TYPE_BASE + (code & ~(uint32_t)TYPE_FLAGS));
}

#define OBJECT_MOST UINT64_C(0x0000ffffffffffff)

struct ledger_cell_row {
  char label[CELL_LABEL_SIZE];
  uint32_t node;
};
static_assert(sizeof(struct ledger_cell_row) == 64);

// What is being released, and how often that was begun: so a release that faults each time is found by whoever tries next.
struct ledger_attempt {
  uint32_t entry, tries;
  uint64_t object;
};

struct ledger_recent {  // who added last
  uint32_t owner;       // OWNER_LOST: nobody
  struct ledger_entry *node;
  uint64_t *counter;
};

// What a processor has for itself. Under its lock it enters and removes what belongs to contexts and processors that are at home with
// it; everything else is done under the locks of all.
struct __attribute__((aligned(64))) ledger_local {
  struct lock lock;
  union {
    struct {
      uint32_t free, frees;  // first of its free entries, 0: none; how many
    };
    uint64_t free_word;  // a record of the journal reads one
  };
  struct ledger_recent recent;
  uint64_t uncounted;          // stands for the counter of who has none
  struct ledger_entry nobody;  // stands for the sibling of who has none
  bool is_known;               // to who takes the locks of all
};

struct ledger_state {
  union {
    struct lock lock;  // by this name clang knows whichever of them are needed
    struct ledger_local local[LEDGER_CPUS];
  };
  uint32_t cpus;       // processors below this one may be known
  uint32_t free;       // first of the free entries that no processor has; 0: none
  uint32_t reach;      // entries of the first chunk that have ever been in use, less one
  uint64_t near;       // where the first chunk lies
  uint32_t count;      // of entries that have ever been in use; 0: there is no table yet
  uint32_t near_size;  // bytes of the first chunk
  uint64_t moved, released, quarantined, mended, refused;
  uint64_t lost;                                 // quarantined entries that are there now
  void (*notice)(uint64_t, uint64_t, uint64_t);  // of the undertaker; null: none
  struct ledger_attempt burial, abandonment;
  uint32_t chunks, cell_rows;
  struct ledger_cell_row *cells[CELL_FRAMES];
  uint8_t cell_at[CELL_PLACES];  // open hash table of rows, from 1; 0: empty
  uint8_t home[HOMES];           // by an owner's number: the processor under whose lock what it owns is changed
  uint64_t chunk[CHUNKS];        // those behind the first: where each lies, less its distance from the first's end
};
extern struct ledger_state ledger;

static inline uint64_t pair(uint32_t low, uint32_t high) {
  return low | (uint64_t)high << 32;
}
static inline uint64_t pair_load(const uint32_t *at) {
  uint64_t value;
  __builtin_memcpy(&value, at, sizeof value);
  return value;
}
static inline void pair_store(uint32_t *at, uint64_t value) {
  __builtin_memcpy(at, &value, sizeof value);
}

// The factor is odd and has no long run of equal bits, so each single bit that changes below shows in the check: the unit test
// tries all of them.
static inline uint64_t entry_word(uint64_t object, uint64_t type_and_sequence, uint32_t owner, uint32_t number) {
  if (!PROFILE_LOOKS) return object << 16;
  uint64_t mixed = object ^ (type_and_sequence << 23 | type_and_sequence >> 41) ^ owner ^ number;
  return object << 16 | (mixed * UINT64_C(0x9e3779b97f4a7c15)) >> 48;
}

// Whether an entry lies there. Turning the number brings the bits that must be 0 to the top.
HOLDS(&ledger.lock) static inline bool entry_exists(uint32_t number) {
  return (number >> ENTRY_SHIFT | number << (32 - ENTRY_SHIFT)) < ledger.count;
}
// Of a number that exists.
HOLDS(&ledger.lock) static inline struct ledger_entry *entry_at(uint32_t number) {
  uint64_t start = ledger.near;
  if (number >= ledger.near_size) {
    number -= ledger.near_size;
    start = ledger.chunk[number >> CHUNK_SHIFT];
  }
  return (struct ledger_entry *)(start + number);
}
HOLDS(&ledger.lock) static inline uint32_t entry_end(void) {
  return ledger.count * ENTRY_BYTES;
}
static inline uint64_t entry_object(const struct ledger_entry *entry) {
  return entry->word >> 16;
}
// In use, and not quarantined.
static inline bool entry_is_used(const struct ledger_entry *entry) {
  return entry->owner < OWNER_LOST;
}
static inline bool entry_is_whole(const struct ledger_entry *entry, uint32_t number) {
  if (!PROFILE_LOOKS) return entry_is_used(entry);
  return entry->word == entry_word(entry_object(entry), pair_load(&entry->type), entry->owner, number) &&
         entry_is_used(entry);
}
HOLDS(&ledger.lock) static inline bool entry_is_damaged(uint32_t number) {
  return entry_is_used(entry_at(number)) && !entry_is_whole(entry_at(number), number);
}
// The entry, if it is one and passes its check; else null.
HOLDS(&ledger.lock) static inline struct ledger_entry *entry_find(uint32_t number) {
  if (!entry_exists(number)) return NULL;
  struct ledger_entry *entry = entry_at(number);
  return entry_is_whole(entry, number) ? entry : NULL;
}
// Whether `number` is a child of `owner` that follows `previous` (0: is the first). What this lets pass lies in the table and
// says so itself; whoever goes on from there looks at its check as well.
HOLDS(&ledger.lock) static inline bool entry_follows(uint32_t number, uint32_t owner, uint32_t previous) {
  return entry_exists(number) && pair_load(&entry_at(number)->owner) == pair(owner, previous);
}
// What leads to `number`, a child of `owner` behind `previous` (0: the first); null: that does not.
HOLDS(&ledger.lock) static inline uint32_t *entry_link_to(uint32_t number, uint32_t owner, uint32_t previous) {
  if (previous == 0) {
    if (!entry_exists(owner)) return NULL;
    struct ledger_entry *node = entry_at(owner);
    return node->first == number && node->owner != OWNER_FREE ? &node->first : NULL;
  }
  if (!entry_exists(previous)) return NULL;
  struct ledger_entry *before = entry_at(previous);
  return before->next == number && before->owner == owner ? &before->next : NULL;
}

// What counts its acquisitions; null: nothing.
static inline uint64_t *entry_counter(const struct ledger_entry *entry) {
  if ((entry->type & TYPE_CONTEXT) != 0) return &((struct nucleus_context *)entry_object(entry))->acquired;
  if ((entry->type & TYPE_CPU) != 0) return &((struct nucleus_cpu *)entry_object(entry))->acquired;
  return NULL;
}

// All below: with the lock held.

// table.c
bool table_start(void) HOLDS(&ledger.lock);  // root and dead are there and whole; false: no memory
bool table_reserve(uint32_t entries)
    HOLDS(&ledger.lock);  // so many were never used before, or there is memory for them now
uint32_t table_take_elsewhere(uint32_t keep) HOLDS(&ledger.lock);  // table_take, where this processor has no free entry
void table_unlink(uint32_t number, const struct ledger_entry *entry)
    HOLDS(&ledger.lock);                                 // from its owner and siblings
void table_forget(uint32_t number) HOLDS(&ledger.lock);  // it is no owner any more. With the locks of all
uint32_t table_lose(uint32_t number)
    HOLDS(&ledger.lock);  // a list of free entries led to it, which is none; 0, the list's new beginning
void *table_frames(uint32_t order) HOLDS(&ledger.lock);  // null: no memory
// Whether a link is none, or to a whole child of `owner` that follows `previous`.
bool table_link_is_sound(uint32_t to, uint32_t owner, uint32_t previous) HOLDS(&ledger.lock);

// mend.c
// Takes out an entry that does not pass its check, and joins what was linked to it.
void mend_quarantine(uint32_t number, const char *why) HOLDS(&ledger.lock);
// The link from `previous` (0: from the owner) does not lead to a child: finds what was meant and links it again. 0: none.
uint32_t mend_link(uint32_t owner, uint32_t previous) HOLDS(&ledger.lock);
uint32_t *mend_link_to(uint32_t number) HOLDS(&ledger.lock);  // what leads to it, wherever that is; null: nothing

// walk.c
uint32_t walk_child(uint32_t owner, uint32_t child)
    HOLDS(&ledger.lock);  // behind `child` (0: the first); mends what it meets. 0: no more

// node.c
uint32_t node_of_cpu(void) HOLDS(&ledger.lock);  // made at first use; 0: no memory
// Links an entry that is in no list under another owner, with another object and type.
void node_place(uint32_t number, uint64_t object, uint32_t type, uint32_t owner, uint32_t sequence) HOLDS(&ledger.lock);
void node_kill(uint32_t number, struct ledger_entry *entry) HOLDS(&ledger.lock);  // gives it to the dead
void node_orphan(uint32_t number, struct ledger_entry *entry)
    HOLDS(&ledger.lock);  // its object is gone, what that owned is not

// local.c
void local_enter_first(struct ledger_local *local)
    ACQUIRES(&ledger.lock);  // this processor's, for the first time in a transaction
// What `owner` owns is changed under this processor's lock from now on.
void local_claim(uint32_t owner) HOLDS(&ledger.lock);
void local_enter_others(void);  // those behind the first
void local_leave_others(void);
void local_widen(void) HOLDS(&ledger.lock);   // the same for who has this processor's
void local_forget(void) HOLDS(&ledger.lock);  // nobody has a free entry any more
bool local_refill(void)
    HOLDS(&ledger.lock);                   // gets some of the free entries that no processor has. False: there are none
bool local_rob(void) HOLDS(&ledger.lock);  // gets those of another processor
void local_spill(void)
    HOLDS(&ledger.lock);  // keeps half of FREE_MOST of this processor's free entries, and leaves the others to all
// cpu.c, cpu_host.c
struct nucleus_cpu *ledger_cpu(void);

static inline struct ledger_local *local_here(void) {
  return &ledger.local[ledger_cpu()->number];
}
// No other processor is known: this one's lock is those of all.
HOLDS(&ledger.lock) static inline bool local_is_alone(void) {
  return ledger.cpus <= 1;
}
HOLDS(&ledger.lock) static inline uint8_t *local_home(uint32_t owner) {
  return &ledger.home[owner / ENTRY_BYTES % HOMES];
}
// The locks of all processors: everything may be changed.
ACQUIRES(&ledger.lock) TRUSTED_LOCK static inline void local_enter_all(void) {
  lock_enter(&ledger.local[0].lock);
  if (!local_is_alone()) local_enter_others();
}
RELEASES(&ledger.lock) TRUSTED_LOCK static inline void local_leave_all(void) {
  if (!local_is_alone()) local_leave_others();
  lock_leave(&ledger.local[0].lock);
}
