// SPDX-License-Identifier: Apache-2.0
// rule_locks: no lock is held at a wait, and locks are entered in one order: a cell's own before those of the cells that it calls, the locks of one
// state object as they stand in it. A lock that was entered in a transaction is held to its end, whatever is left before.
//
// Assumed: an ATOMIC function of another cell may enter locks, a READ one has left them when it returns.
#include <stdio.h>
#include <stdlib.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/locks/inside.h"

enum { NOTES = 8, TEXT = 200, ROUNDS_MOST = 100, DEPTH_MOST = 100 };

static int compare(const void *a, const void *b) {
  const struct walk *left = *(struct walk *const *)a, *right = *(struct walk *const *)b;
  uintptr_t x = (uintptr_t)left->function, y = (uintptr_t)right->function;
  return (x > y) - (x < y);
}

static int compare_position(const void *a, const void *b) {
  uint32_t x = ((const struct walk *)a)->summary->position, y = ((const struct walk *)b)->summary->position;
  return (x > y) - (x < y);
}

const struct walk *locks_walk(const struct locks *locks, const struct function *function) {
  struct walk wanted = {.function = function}, *key = &wanted;
  struct walk **found = bsearch(&key, locks->by_function, locks->walk_count, sizeof(struct walk *), compare);
  return found != NULL ? *found : NULL;
}

struct pair {
  uint32_t first, second;
  const struct lock_event *event;
};

static const struct lock_event *leaf_of(const struct lock_event *event) {
  for (uint32_t depth = 0; event->inner != NULL && depth < DEPTH_MOST;
       depth++)  // in a circle of functions it has no end
    event = event->inner;
  return event;
}

static uint32_t note_way(const struct lock_event *event, struct note notes[NOTES], char texts[NOTES][TEXT],
                         uint32_t count) {
  for (; event->inner != NULL && count < NOTES; event = event->inner) {
    snprintf(texts[count], TEXT, "'%s' calls '%s' here", event->in->name, event->inner->in->name);
    notes[count] = (struct note){event->in->code[event->at].place, texts[count]};
    count++;
  }
  return count;
}

// The call of the other cell itself, where the first is one of a part of this cell.
static const struct instruction *below_of(const struct locks *locks, const struct lock_event *event) {
  const struct instruction *call = &event->below_in->code[event->below_at];
  for (uint32_t depth = 0; depth < NOTES; depth++) {
    const struct walk *walk = locks_walk(locks, call->function);
    if (walk == NULL || walk->below_in == NULL) break;
    call = &walk->below_in->code[walk->below_at];
  }
  return call;
}

static void tell_below(struct locks *locks, const struct lock_event *event) {
  char lock[TEXT], texts[NOTES][TEXT];
  struct note notes[NOTES];
  class_name(&locks->classes, event->lock, lock, sizeof lock);
  const struct instruction *below = below_of(locks, event);
  snprintf(texts[0], TEXT, "'%s' is called here: locks of its cell may be held to the end of the transaction",
           below->function->name);
  notes[0] = (struct note){below->place, texts[0]};
  uint32_t count = note_way(event, notes, texts, 1);
  const struct lock_event *leaf = leaf_of(event);
  report(locks->reports, RULE_LOCK_RANK, leaf->in, leaf->in->code[leaf->at].place, notes, count,
         "enter this cell's lock before the first call of another cell's ATOMIC function",
         "%s is entered behind locks of a cell that this one depends on", lock);
}

static void tell_pair(struct locks *locks, const struct lock_event *event, uint32_t first, const char *why,
                      const char *mend) {
  char lock[TEXT], other[TEXT], texts[NOTES][TEXT];
  struct note notes[NOTES];
  class_name(&locks->classes, event->lock, lock, sizeof lock);
  class_name(&locks->classes, first, other, sizeof other);
  uint32_t count = note_way(event, notes, texts, 0);
  const struct lock_event *leaf = leaf_of(event);
  report(locks->reports, RULE_LOCK_RANK, leaf->in, leaf->in->code[leaf->at].place, notes, count, mend,
         "%s is entered behind %s: %s", lock, other, why);
}

// Of two locks of one state object, that which stands first is first.
static bool is_against(const struct classes *classes, uint32_t first, uint32_t second) {
  const struct lock_class *a = &classes->of[first], *b = &classes->of[second];
  return a->kind == CLASS_STATE && b->kind == CLASS_STATE && a->variable == b->variable && a->offset > b->offset;
}

static bool is_ordered(const struct classes *classes, uint32_t first, uint32_t second) {
  const struct lock_class *a = &classes->of[first], *b = &classes->of[second];
  return a->kind == CLASS_STATE && b->kind == CLASS_STATE && a->variable == b->variable;
}

static bool enters(const struct walk *walk, uint32_t first, uint32_t second) {
  for (uint32_t i = 0; i < walk->event_count; i++)
    if (walk->events[i].lock == second && (walk->events[i].before >> first & 1) != 0) return true;
  return false;
}

static void check_pair(struct locks *locks, const struct lock_event *event, uint32_t first) {
  if (first == event->lock || locks->classes.of[first].kind == CLASS_OTHER) return;
  if (is_against(&locks->classes, first, event->lock)) {
    tell_pair(locks, event, first, "it stands before that in the state object, so its rank is lower",
              "enter the one that stands first in the state object first");
    return;
  }
  if (is_ordered(&locks->classes, first, event->lock)) return;
  for (uint32_t i = 0; i < locks->walk_count; i++) {
    if (!enters(&locks->walks[i], event->lock, first)) continue;
    tell_pair(locks, event, first, "elsewhere in this cell they are entered the other way round",
              "enter the two in one order everywhere");
    return;
  }
}

static void check_function(struct locks *locks, const struct walk *walk) {
  bool is_transaction = walk->function->kind == KIND_ATOMIC ||
                        (walk->function->kind == KIND_NONE && (walk->function->marks & MARK_CALLBACK) != 0);
  for (uint32_t i = 0; i < walk->event_count; i++) {
    const struct lock_event *event = &walk->events[i];
    if (locks->classes.of[event->lock].kind == CLASS_OTHER) continue;
    if (is_transaction && event->below_in != NULL) tell_below(locks, event);
    for (uint32_t first = 0; first < CLASSES_MOST; first++)
      if ((event->before >> first & 1) != 0) check_pair(locks, event, first);
  }
}

void rule_locks(const struct cell *cell, struct reports *reports) {
  if (!reach_is_wanted(cell)) return;
  struct locks locks = {.cell = cell, .reach = reach_of(cell)};
  locks.walks = ir_whole(calloc(cell->function_count + 1, sizeof *locks.walks));
  bool has_locks = false;
  for (uint32_t i = 0; i < cell->function_count; i++) {
    has_locks |= (cell->functions[i]->marks & MARK_LOCKS) != 0;
    const struct summary *summary = reach_summary(locks.reach, cell->functions[i]);
    if (summary == NULL) continue;
    locks.walks[locks.walk_count++] = (struct walk){.function = cell->functions[i], .summary = summary};
  }
  if (!has_locks) {
    free(locks.walks);
    return;
  }
  qsort(locks.walks, locks.walk_count, sizeof *locks.walks, compare_position);
  locks.by_function = ir_whole(calloc(locks.walk_count + 1, sizeof(struct walk *)));
  for (uint32_t i = 0; i < locks.walk_count; i++)
    locks.by_function[i] = &locks.walks[i];
  qsort(locks.by_function, locks.walk_count, sizeof(struct walk *), compare);
  const struct walk *moving = &locks.walks[0];
  for (uint32_t round = 0; moving != NULL && round < ROUNDS_MOST; round++) {
    moving = NULL;
    for (uint32_t i = 0; i < locks.walk_count; i++)
      if (walk_function(&locks, &locks.walks[i])) moving = &locks.walks[i];
  }
  if (moving != NULL)
    report(reports, RULE_FRONT_UNSEEN, moving->function, moving->function->place, NULL, 0,
           "call each other in no circle where locks are entered", "which locks '%s' enters does not come to an end",
           moving->function->name);
  locks.reports = reports;
  for (uint32_t i = 0; i < locks.walk_count; i++)
    walk_function(&locks, &locks.walks[i]);
  for (uint32_t i = 0; i < locks.walk_count; i++)
    check_function(&locks, &locks.walks[i]);
  for (uint32_t i = 0; i < locks.walk_count; i++)
    free(locks.walks[i].events);
  free(locks.by_function);
  free(locks.walks);
}
