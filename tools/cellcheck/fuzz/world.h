// SPDX-License-Identifier: Apache-2.0
// world: what the fuzzed programs may use: kernel/base/cell.h and the headers of some other cells, in short. No system header is needed.
#pragma once

inline constexpr char WORLD[] = R"(#pragma once
typedef unsigned char uint8_t; typedef unsigned short uint16_t; typedef unsigned uint32_t; typedef int int32_t;
typedef unsigned long uint64_t, size_t, uintptr_t; typedef long int64_t;
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
enum status : int { OK, NO_MEMORY, NOT_FOUND, EXISTS, FULL, EMPTY, INVALID, OUT_OF_RANGE, BUSY, TIMED_OUT, WAITING };
typedef enum status status_t;
#define MARK(text) __attribute__((annotate(text)))
#define KIND(kind) __attribute__((visibility("default"), annotate("cell.kind=" #kind)))
#define READ KIND(READ)
#define ATOMIC KIND(ATOMIC)
#define STEPS KIND(STEPS)
#define RAW KIND(RAW)
#define RAW_STATIC MARK("cell.kind=RAW") static
#define OWNED MARK("cell.owned")
#define OWN MARK("cell.own")
#define OWN_RET MARK("cell.own_ret")
#define VIEW_RET MARK("cell.view_ret")
#define RETAINS MARK("cell.retains")
#define NOESCAPE MARK("cell.noescape")
#define CLOCK MARK("cell.clock")
#define BLOCKS MARK("cell.blocks")
#define FOREVER MARK("cell.forever")
#define ENDS_TASK MARK("cell.ends_task")
#define LOCKS MARK("cell.locks")
#define UNLOCKS MARK("cell.unlocks")
#define AS(kind) MARK("cell.as=" #kind)
#define CELL_UNSAFE(reason) MARK("cell.unsafe=" reason)
#define PLACED(area, type, name) __attribute__((visibility("default"), used, section(".cell." area "." type "." #name)))
#define CELL_STATE(type, name) extern type name; PLACED("state", #type, name) type name
#define CELL_CPU_STATE(type, name) extern type name[16]; PLACED("cpustate", #type, name) type name[16]
#define CELL_OPS(type, name) extern const type name; PLACED("ops", #type, name) const type name
#define CELL_CALLBACK __attribute__((visibility("default"), noinline, section(".text.cell.callback")))
#define AFTER(fn, a, b, c) nucleus_after(fn, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c))
#define BEFORE(fn) nucleus_before(fn)
#define NEW(type) ((type *)heap_new(sizeof(type), alignof(type), #type))
struct lock { uint64_t word; };
RAW void lock_enter(struct lock *lock) LOCKS;
RAW void lock_leave(struct lock *lock) UNLOCKS;
ATOMIC void nucleus_after(AS(ATOMIC) FOREVER void (*fn)(uint64_t, uint64_t, uint64_t), uint64_t, uint64_t, uint64_t);
ATOMIC void nucleus_before(AS(ATOMIC) void (*fn)(void));
ATOMIC OWN_RET void *heap_new(size_t size, size_t align, const char *type);
ATOMIC void heap_delete(OWN void *object);
ATOMIC status_t heap_give(RETAINS void *object, uint32_t owner);
STEPS void sched_give_way(void);
RAW BLOCKS status_t sched_wait_here(void);
ATOMIC status_t sched_spawn(const char *name, AS(STEPS) void (*entry)(void *argument), void *argument);
READ CLOCK uint64_t clock_now(void);
void *memcpy(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
struct list_node { struct list_node *next, *prev; };
static inline void list_init(struct list_node *list) { list->next = list->prev = list; }
static inline void list_add(struct list_node *list, struct list_node *node) {
  node->next = list; node->prev = list->prev; list->prev->next = node; list->prev = node;
}
static inline void list_remove(struct list_node *node) { node->prev->next = node->next; node->next->prev = node->prev; }
struct OWNED ring;
ATOMIC OWN_RET struct ring *ring_create(uint32_t slots);
ATOMIC void ring_destroy(OWN struct ring *ring);
ATOMIC status_t ring_push(struct ring *ring, uint32_t word);
ATOMIC status_t ring_pop(struct ring *ring, uint32_t *word);
READ uint32_t ring_count(const struct ring *ring);
READ VIEW_RET const char *ring_name(const struct ring *ring);
struct OWNED file;
ATOMIC status_t file_open(const char *path, OWN_RET struct file **file);
ATOMIC void file_close(OWN struct file *file);
ATOMIC status_t file_read(struct file *file, void *bytes, uint32_t size, uint32_t *count);
ATOMIC status_t line_claim(uint32_t number, OWN_RET uint32_t *line);
ATOMIC void line_release(OWN uint32_t line);
struct mailbox;
struct letter { uint32_t size, from; OWN uint8_t *bytes; };
READ VIEW_RET struct mailbox *mailbox_of(uint32_t task);
ATOMIC OWN_RET struct letter *letter_create(uint32_t size);
ATOMIC void letter_destroy(OWN struct letter *letter);
ATOMIC status_t mailbox_put(struct mailbox *mailbox, OWN struct letter *letter);
ATOMIC status_t mailbox_take(struct mailbox *mailbox, OWN_RET struct letter **letter);
ATOMIC void mailbox_watch(struct mailbox *mailbox, RETAINS const char *name);
struct handlers { void (*on_byte)(uint8_t byte); };
ATOMIC void handler_set(void (*handler)(uint8_t byte));
ATOMIC void handlers_set(const struct handlers *handlers);
READ void words_sort(uint32_t *words, uint32_t count, NOESCAPE bool (*is_before)(uint32_t a, uint32_t b));
)";
