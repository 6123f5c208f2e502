// SPDX-License-Identifier: Apache-2.0
// One function: which locks are held where, in order, and what its callees add.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/flow/flow.h"
#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/rules/locks/inside.h"

// What holds at a point, on some way to it.
struct held {
  uint64_t now;      // and not yet given
  uint64_t entered;  // in the transaction: given at its end only
  value_t since;     // the first call that entered one of `now`
  value_t below;     // the first call of another cell's ATOMIC function
};

struct pass {
  struct locks *locks;
  struct walk *walk;
  bool is_last;  // facts are settled: events are noted
};

static bool join(void *into, const void *from, void *context) {
  (void)context;
  struct held *to = into, before = *to;
  const struct held *other = from;
  to->now |= other->now;
  to->entered |= other->entered;
  if (to->since == 0 || (other->since != 0 && other->since < to->since)) to->since = other->since;
  if (to->below == 0 || (other->below != 0 && other->below < to->below)) to->below = other->below;
  return memcmp(&before, to, sizeof before) != 0;
}

static uint64_t bit(uint32_t lock) {
  return lock < CLASSES_MOST ? UINT64_C(1) << lock : 0;
}

static void tell_unseen(struct pass *pass, value_t at, const char *who, int most) {
  if (!pass->is_last || pass->locks->reports == NULL) return;
  const struct function *function = pass->walk->function;
  report(pass->locks->reports, RULE_FRONT_UNSEEN, function, function->code[at].place, NULL, 0,
         "split the cell: a lock that is not followed is held against no rule",
         "a lock is entered here, and %s has more than the %d that cellcheck follows", who, most);
}

static void note_event(struct pass *pass, const struct lock_event *event) {
  struct walk *walk = pass->walk;
  if (event->lock >= CLASSES_MOST) tell_unseen(pass, event->at, "the cell", CLASSES_MOST);
  if (!pass->is_last || event->lock >= CLASSES_MOST) return;
  for (uint32_t i = 0; i < walk->event_count; i++)
    if (walk->events[i].lock == event->lock && walk->events[i].at == event->at) {
      walk->events[i].before |= event->before;
      return;
    }
  if (walk->event_count == EVENTS_MOST) {
    tell_unseen(pass, event->at, "its function", EVENTS_MOST);
    return;
  }
  if (walk->events == NULL) walk->events = ir_whole(calloc(EVENTS_MOST, sizeof *walk->events));
  walk->events[walk->event_count++] = *event;
}

static void enter(struct pass *pass, struct held *held, value_t at, uint32_t lock, const struct lock_event *inner) {
  struct lock_event event = {
      .lock = lock, .before = held->entered, .in = pass->walk->function, .at = at, .inner = inner};
  if (held->below != 0) {
    event.below_in = pass->walk->function;
    event.below_at = held->below;
  }
  if (inner != NULL) {
    for (uint32_t i = 0; i < CLASSES_MOST; i++)
      if ((inner->before & bit(i)) != 0)
        event.before |=
            bit(class_mapped(&pass->locks->classes, i, pass->walk->summary, &pass->walk->function->code[at]));
    if (event.below_in == NULL) {
      event.below_in = inner->below_in;
      event.below_at = inner->below_at;
    }
  }
  if ((held->entered & bit(lock)) == 0) note_event(pass, &event);
}

// The first effect of a callee that waits; null: none does.
static const struct effect *wait_of(const struct summary *summary) {
  for (uint32_t i = 0; summary != NULL && i < summary->effect_count; i++) {
    const struct effect *effect = summary->effects[i];
    const struct effect *leaf = effect_leaf(effect);
    if (effect->kind != EFFECT_CALL) continue;
    bool may_wait = effect->callee != NULL
                        ? effect->callee->kind == KIND_STEPS || (effect->callee->marks & MARK_BLOCKS) != 0
                        : reach_pointer_kind(leaf->in, &leaf->in->code[leaf->at]) == KIND_STEPS;
    if (may_wait) return effect;
  }
  return NULL;
}

static void tell_wait(struct pass *pass, const struct held *held, value_t at, const char *waits,
                      const struct effect *way) {
  if (!pass->is_last || pass->locks->reports == NULL || held->now == 0) return;
  const struct function *function = pass->walk->function;
  char lock[128], taken[192], inside[256], name[256] = "what the pointer leads to";
  if (waits != NULL) snprintf(name, sizeof name, "'%s'", waits);
  uint32_t number = (uint32_t)__builtin_ctzll(held->now);
  class_name(&pass->locks->classes, number, lock, sizeof lock);
  snprintf(taken, sizeof taken, "%s is entered here", lock);
  struct note notes[2] = {{function->code[held->since].place, taken}};
  uint32_t count = 1;
  if (way != NULL) {
    snprintf(inside, sizeof inside, "%.200s is called here", name);
    notes[count++] = (struct note){effect_leaf(way)->in->code[effect_leaf(way)->at].place, inside};
  }
  report(pass->locks->reports, RULE_LOCK_WAIT, function, function->code[at].place, notes, count,
         "leave the lock first; look at the condition and enter the queue in one ATOMIC function",
         "%s is held where %s may wait", lock, name);
}

static void call_part(struct pass *pass, struct held *held, value_t at, const struct walk *callee) {
  struct classes *classes = &pass->locks->classes;
  const struct instruction *call = &pass->walk->function->code[at];
  const struct summary *summary = pass->walk->summary;
  const struct effect *wait = reach_is_part(callee->function) ? wait_of(callee->summary) : NULL;
  if (wait != NULL) tell_wait(pass, held, at, wait->callee != NULL ? wait->callee->name : NULL, wait);
  bool steps = callee->function->kind == KIND_STEPS;
  if (steps) tell_wait(pass, held, at, callee->function->name, NULL);
  if (steps || callee->function->kind == KIND_RAW) return;
  for (uint32_t i = 0; i < callee->event_count; i++)
    enter(pass, held, at, class_mapped(classes, callee->events[i].lock, summary, call), &callee->events[i]);
  bool is_part = reach_is_part(callee->function);
  for (uint32_t i = 0; i < CLASSES_MOST; i++) {
    uint64_t lock = ((callee->entered | callee->left_held | callee->given) & bit(i)) != 0
                        ? bit(class_mapped(classes, i, summary, call))
                        : 0;
    if ((callee->entered & bit(i)) != 0) held->entered |= lock;
    if (is_part && (callee->given & bit(i)) != 0) held->now &= ~lock;
    if (is_part && (callee->left_held & bit(i)) != 0) {
      if (held->now == 0) held->since = at;
      held->now |= lock;
    }
  }
  if (held->below == 0 && callee->below_in != NULL) held->below = at;
}

static void call_function(struct pass *pass, struct held *held, value_t at, const struct function *callee) {
  const struct instruction *in = &pass->walk->function->code[at];
  if ((callee->marks & (MARK_LOCKS | MARK_UNLOCKS)) != 0 && in->argument_count > 0) {
    uint32_t lock = class_of(&pass->locks->classes, pass->walk->summary, in->arguments[0], 0);
    if ((callee->marks & MARK_LOCKS) != 0) {
      enter(pass, held, at, lock, NULL);
      if (held->now == 0) held->since = at;
      held->now |= bit(lock);
      held->entered |= bit(lock);
    } else {
      if ((held->now & bit(lock)) == 0) pass->walk->given |= bit(lock);
      held->now &= ~bit(lock);
    }
    return;
  }
  const struct walk *known = locks_walk(pass->locks, callee);
  if (known != NULL) {
    call_part(pass, held, at, known);
    return;
  }
  if (callee->kind == KIND_STEPS || (callee->marks & MARK_BLOCKS) != 0) tell_wait(pass, held, at, callee->name, NULL);
  if (callee->kind == KIND_ATOMIC && held->below == 0) held->below = at;
}

// Through a pointer: to each function that is known to be in it, or to none of them.
static void call_pointer(struct pass *pass, struct held *held, value_t at) {
  const struct function *function = pass->walk->function;
  const struct instruction *in = &function->code[at];
  const struct function *callees[REACH_CALLEES_MOST];
  bool all;
  uint32_t count = reach_callees(pass->locks->reach, pass->walk->summary, in, callees, &all);
  if (reach_pointer_kind(function, in) == KIND_STEPS) tell_wait(pass, held, at, NULL, NULL);
  const struct held before = *held;
  for (uint32_t i = 0; i < count; i++) {
    struct held after = before;
    call_function(pass, &after, at, callees[i]);
    join(held, &after, NULL);
  }
}

static void call(struct pass *pass, struct held *held, value_t at) {
  const struct function *callee = pass->walk->function->code[at].function;
  if (callee != NULL)
    call_function(pass, held, at, callee);
  else
    call_pointer(pass, held, at);
}

static void pass_block(void *state, const struct flow *flow, uint32_t block, void *context) {
  const struct block *code = &flow->function->blocks[block];
  for (value_t at = code->first; at < code->last; at++)
    if (flow->function->code[at].op == OP_CALL) call(context, state, at);
}

static void finish(struct pass *pass, const struct flow *flow, const struct flow_facts *facts) {
  struct walk *walk = pass->walk;
  pass->is_last = true;
  walk->event_count = 0;
  for (uint32_t i = 0; i < flow->order_count; i++) {
    uint32_t block = flow->order[i];
    if (!facts->reached[block]) continue;
    struct held held = *(struct held *)flow_facts_at(facts, block);
    pass_block(&held, flow, block, pass);
    walk->entered |= held.entered;
    if (walk->below_in == NULL && held.below != 0) {
      walk->below_in = walk->function;
      walk->below_at = held.below;
    }
    if (walk->function->blocks[block].end == END_RETURN) walk->left_held |= held.now;
  }
}

bool walk_function(struct locks *locks, struct walk *walk) {
  struct walk before = *walk;
  struct pass pass = {.locks = locks, .walk = walk};
  struct flow *flow = ir_whole(flow_new(walk->function));
  const struct flow_problem problem = {.size = sizeof(struct held), .context = &pass, .join = join, .pass = pass_block};
  struct flow_facts facts;
  (void)ir_whole(flow_solve(flow, &problem, &facts) ? &facts : NULL);
  finish(&pass, flow, &facts);
  flow_facts_end(&facts);
  flow_delete(flow);
  return before.entered != walk->entered || before.left_held != walk->left_held || before.given != walk->given ||
         before.event_count != walk->event_count || before.below_in != walk->below_in;
}
