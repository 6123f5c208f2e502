// SPDX-License-Identifier: Apache-2.0
// What kernel code does to memory: lists, a tree, queues, rings, odd widths, atomics, copies.
#include "tools/journal/testing/subject.h"

static struct subject_item *item_at(struct subject_world *world, uint64_t number) {
  return &world->items[number % SUBJECT_ITEMS];
}

uint64_t subject_allocate(struct subject_world *world, uint64_t a, uint64_t b) {
  struct subject_item *item = world->free;
  if (item == NULL) {
    for (uint32_t i = 0; i < SUBJECT_ITEMS; i++)
      if (world->items[i].state == 0) {
        world->items[i].next = world->free;
        world->free = &world->items[i];
      }
    item = world->free;
    if (item == NULL) return 0;
  }
  world->free = item->next;
  *item = (struct subject_item){.key = a, .rank = (uint16_t)b, .state = 1, .priority = (uint8_t)(a % SUBJECT_QUEUES)};
  world->counters[0]++;
  return item->key + 1;
}

uint64_t subject_release(struct subject_world *world, uint64_t a, uint64_t) {
  struct subject_item *item = item_at(world, a);
  if (item->state != 1) return 0;
  item->state = 0;
  item->uses++;
  item->next = world->free;
  world->free = item;
  return item->uses;
}

uint64_t subject_wake(struct subject_world *world, uint64_t a, uint64_t b) {
  struct subject_item *item = item_at(world, a);
  if (item->state == 2) return 0;
  uint32_t priority = b % SUBJECT_QUEUES;
  item->state = 2;
  item->priority = (uint8_t)priority;
  item->next = NULL;
  item->previous = world->queue[priority].tail;
  if (item->previous != NULL)
    item->previous->next = item;
  else
    world->queue[priority].head = item;
  world->queue[priority].tail = item;
  world->ready |= 1u << priority;
  return ++world->ready_count;
}

uint64_t subject_choose(struct subject_world *world, uint64_t, uint64_t) {
  if (world->ready == 0) return 0;
  uint32_t priority = (uint32_t)__builtin_ctz(world->ready);
  struct subject_item *item = world->queue[priority].head;
  if (item == NULL) {
    world->ready &= ~(1u << priority);
    return 0;
  }
  world->queue[priority].head = item->next;
  if (item->next != NULL) {
    item->next->previous = NULL;
  } else {
    world->queue[priority].tail = NULL;
    world->ready &= ~(1u << priority);
  }
  item->next = item->previous = NULL;
  item->state = 1;
  item->uses++;
  world->ready_count--;
  return item->key;
}

uint64_t subject_insert(struct subject_world *world, uint64_t a, uint64_t b) {
  struct subject_item *item = item_at(world, a), **place = &world->root;
  // Any of the operations may have left the tree with a circle in it.
  for (uint32_t depth = 0; *place != NULL; depth++) {
    if (*place == item || depth == SUBJECT_ITEMS) return 1;
    place = b < (*place)->key ? &(*place)->left : &(*place)->right;
  }
  item->key = b;
  item->left = item->right = NULL;
  *place = item;
  struct subject_item **bucket = &world->bucket[b % SUBJECT_BUCKETS];
  item->rank = *bucket == NULL ? 0 : (uint16_t)((*bucket)->rank + 1);
  *bucket = item;
  return 2;
}

static __attribute__((noinline)) struct subject_message message(uint64_t a, uint64_t b) {
  struct subject_message made = {.id = a, .words = {a, b, a ^ b, a * b}, .length = a % 31, .kind = (uint16_t)b};
  for (uint32_t i = 0; i < sizeof made.text; i++)
    made.text[i] = (uint8_t)(a >> i);
  return made;
}

uint64_t subject_put(struct subject_world *world, uint64_t a, uint64_t b) {
  if (world->ring_put - world->ring_taken >= 8) return 0;
  world->ring[world->ring_put % 8] = message(a, b);
  world->ring_put++;
  world->counters[b % 8] += a;
  return 1;
}

uint64_t subject_take(struct subject_world *world, uint64_t a, uint64_t) {
  if (world->ring_put == world->ring_taken) return 0;
  struct subject_message taken = world->ring[world->ring_taken++ % 8];
  __builtin_memset(&world->ring[(world->ring_taken - 1) % 8], 0, sizeof taken);
  uint64_t at = a % (SUBJECT_BYTES - 40);
  // Any of the operations may have left another length in the ring.
  __builtin_memcpy(&world->bytes[at], &taken, taken.length % 31);
  __builtin_memset(&world->bytes[at], (int)a, a % 7);
  return taken.id ^ taken.kind;
}

static __attribute__((noinline)) void fill(struct subject_odd *odd, uint64_t a, uint64_t b) {
  odd->a = a;
  odd->b = b;
  odd->c = a * b;
  odd->wide = (unsigned __int128)a << 64 | b;
  for (uint32_t i = 0; i < 5; i++)
    odd->halves[i] += (uint16_t)(a >> i);
  odd->last ^= (uint8_t)b;
}

uint64_t subject_mix(struct subject_world *world, uint64_t a, uint64_t b) {
  struct subject_odd local = world->odd[0];
  fill(&local, a, b);
  fill(&world->odd[0], b, a);
  world->odd[1] = local;
  world->odd[1].halves[a % 5] = world->odd[0].halves[b % 5];
  return (uint64_t)world->odd[1].wide + world->odd[0].b;
}

uint64_t subject_count(struct subject_world *world, uint64_t a, uint64_t b) {
  uint64_t expected = world->counters[1];
  __atomic_fetch_add(&world->counters[a % 8], b, __ATOMIC_RELAXED);
  __atomic_store_n(&world->shorts[b % 6], (uint16_t)a, __ATOMIC_RELEASE);
  uint32_t ready = __atomic_exchange_n(&world->ready_count, (uint32_t)b, __ATOMIC_ACQ_REL);
  __atomic_compare_exchange_n(&world->counters[1], &expected, a, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
  __atomic_fetch_or(&world->bytes[a % 16], (uint8_t)b, __ATOMIC_SEQ_CST);
  world->ready_count = ready;
  return expected;
}

uint64_t subject_move(struct subject_world *world, uint64_t a, uint64_t b) {
  __builtin_memmove(&world->bytes[b % 64], &world->bytes[a % 64], (a + b) % 200);
  __builtin_memcpy(&world->bytes[256], &world->bytes[a % 8], 200);
  for (uint64_t i = 0; i < a % 50; i++)
    world->bytes[100 + i] = 0;
  world->bytes[3] = (uint8_t)a;
  *(uint16_t *)&world->bytes[5] = (uint16_t)b;  // at an odd address
  *(uint32_t *)&world->bytes[7] = (uint32_t)b;
  *(uint64_t *)&world->bytes[11] = a;
  return world->bytes[b % SUBJECT_BYTES];
}

uint64_t subject_assembly(struct subject_world *world, uint64_t a, uint64_t b) {
  __asm__("movq %1, %0" : "=m"(world->counters[a % 8]) : "r"(b));
  __asm__("incw %0" : "+m"(world->shorts[b % 6]));
  return world->counters[b % 8];
}

uint64_t subject_loop(struct subject_world *world, uint64_t a, uint64_t b) {
  uint64_t changed = 0;
  for (struct subject_item *item = world->root; item != NULL && changed < SUBJECT_ITEMS; item = item->right) {
    item->uses = (uint32_t)a;
    if (b & 1) item->rank++;
    item->uses++;
    for (uint32_t i = 0; i < (a & 3); i++)
      item->priority += (uint8_t)i;
    changed++;
  }
  for (uint32_t i = 0; i < 6; i++)
    world->shorts[i] ^= (uint16_t)b;
  return changed;
}

static __attribute__((noinline)) void lead_somewhere(struct subject_item *item) {
  if (item->right == NULL) item->right = item;
}

// The second address is loaded behind the first store: the log of both stands in front of it.
uint64_t subject_follow(struct subject_world *world, uint64_t a, uint64_t b) {
  struct subject_item *item = item_at(world, a);
  lead_somewhere(item);
  if (world->free == NULL) return 0;
  item->uses = (uint32_t)b;
  item->right->key = b;
  item->rank = (uint16_t)a;
  world->free->rank++;
  return item->right->uses;
}
