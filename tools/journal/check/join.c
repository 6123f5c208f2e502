// SPDX-License-Identifier: Apache-2.0
// What is known where paths join: what holds on each of them, said in the values that hold from there on.
#include "tools/journal/check/state.h"

#include <string.h>

enum { PATHS_MAX = 64, CANDIDATES_MAX = 8, PATIENCE = 40, SETTLING = 3, TRIES_MAX = 8 };

// What each path brings to each place.
struct meeting {
  struct values *values;
  struct joint *joint;
  const struct state *const *from;
  uint32_t count, places;
  struct value first[PLACES + SLOTS_MAX];   // on path 0
  struct value result[PLACES + SLOTS_MAX];  // behind the joint
  uint8_t sizes[PLACES + SLOTS_MAX];        // of slots
  bool known[PLACES + SLOTS_MAX];
};

// The value of a place on a path; false where nothing is known of it.
static bool on_path(const struct meeting *meeting, uint32_t place, uint32_t path, struct value *value, uint8_t *size) {
  if (place < PLACES) {
    *value = meeting->from[path]->places[place], *size = 8;
    return true;
  }
  const struct joined_slot *where = &meeting->joint->slots[place - PLACES];
  const struct slot *slot = state_slot(meeting->from[path], where->node, where->offset);
  if (slot == NULL) return false;
  *value = slot->value, *size = slot->size;
  return true;
}

static void collect_slots(struct joint *joint, const struct state *state) {
  for (uint32_t i = 0; i < state->slot_count; i++) {
    const struct slot *slot = &state->slots[i];
    bool known = false;
    for (uint32_t k = 0; k < joint->slot_count; k++)
      known |= joint->slots[k].node == slot->node && joint->slots[k].offset == slot->offset;
    if (!known && joint->slot_count < SLOTS_MAX)
      joint->slots[joint->slot_count++] = (struct joined_slot){slot->node, slot->offset};
  }
}

static bool same_on_all(const struct meeting *meeting, uint32_t a, uint32_t b) {
  struct value x, y;
  uint8_t size;
  for (uint32_t path = 0; path < meeting->count; path++)
    if (!on_path(meeting, a, path, &x, &size) || !on_path(meeting, b, path, &y, &size) || !value_same(x, y))
      return false;
  return true;
}

// The value of place minus factor times that of another one, if it is the same on all paths and older than the joint.
static bool common_rest(const struct meeting *meeting, uint32_t place, uint32_t other, uint64_t factor,
                        struct value *rest) {
  struct value x, y, part, difference;
  uint8_t size;
  for (uint32_t path = 0; path < meeting->count; path++) {
    if (!on_path(meeting, place, path, &x, &size) || size != 8 || !on_path(meeting, other, path, &y, &size) ||
        size != 8)
      return false;
    if (!value_product(meeting->values, y, -factor, &part) || !value_sum(meeting->values, x, part, &difference))
      return false;
    if (path != 0 && !value_same(difference, *rest)) return false;
    *rest = difference;
  }
  return !value_depends(meeting->values, *rest, NODE_JOINED, meeting->joint->block);
}

// By how much a place grows on its way round a loop, if that is a number; 0 otherwise.
static int64_t stride(const struct meeting *meeting, uint32_t place) {
  struct value x, y, own = value_joined(meeting->values, meeting->joint->block, place + 1);
  uint8_t size;
  if (!on_path(meeting, place, 0, &x, &size) || size != 8) return 0;
  for (uint32_t path = 0; path < meeting->count; path++) {
    if (!on_path(meeting, place, path, &y, &size) || size != 8) return 0;
    if (y.node == own.node && y.add != 0) return (int64_t)y.add;
    if (y.node == x.node && y.add != x.add) return (int64_t)(y.add - x.add);
  }
  return 0;
}

// Says places that are new as multiples of others. Strides are seen when a loop is gone round for the first time, and
// kept.
static void relate(struct meeting *meeting) {
  struct joint *joint = meeting->joint;
  for (uint32_t i = 0; i < meeting->places; i++) {
    struct relation *relation = &joint->relations[i];
    int64_t step = meeting->known[i] && joint->classes[i] == i + 1 && relation->to == 0 && relation->tries < TRIES_MAX
                       ? stride(meeting, i)
                       : 0;
    for (uint32_t k = 0; k < meeting->places && step != 0; k++) {
      int64_t other = k != i && meeting->known[k] && joint->classes[k] == k + 1 && joint->relations[k].to == 0
                          ? stride(meeting, k)
                          : 0;
      if (other == 0 || step % other != 0 || (step == other && k > i) || (step == -other && k > i)) continue;
      *relation = (struct relation){
          .tries = (uint8_t)(relation->tries + 1), .to = (uint8_t)(k + 1), .factor = (uint64_t)(step / other)};
      break;
    }
  }
  for (uint32_t i = 0; i < meeting->places; i++) {
    struct relation *relation = &joint->relations[i];
    if (relation->to == 0 || !meeting->known[i] || joint->classes[i] != i + 1) continue;
    uint32_t to = relation->to - 1u;
    struct value rest, part;
    bool good = meeting->known[to] && joint->classes[to] == to + 1 && joint->relations[to].to == 0 &&
                joint->visits < PATIENCE && common_rest(meeting, i, to, relation->factor, &rest) &&
                value_product(meeting->values, meeting->result[to], relation->factor, &part) &&
                value_sum(meeting->values, rest, part, &meeting->result[i]);
    if (!good) relation->to = 0;
  }
  // The same for the places of its class.
  for (uint32_t i = 0; i < meeting->places; i++)
    if (meeting->known[i] && joint->classes[i] != 0) meeting->result[i] = meeting->result[joint->classes[i] - 1];
}

// Fills in what is known, and which places are new; their classes split where they differ from each other now.
static void compare(struct meeting *meeting) {
  struct joint *joint = meeting->joint;
  bool renew[PLACES + SLOTS_MAX];
  for (uint32_t i = 0; i < meeting->places; i++) {
    struct value value;
    uint8_t size;
    meeting->known[i] = on_path(meeting, i, 0, &meeting->first[i], &meeting->sizes[i]);
    renew[i] = joint->classes[i] != 0;
    for (uint32_t path = 1; path < meeting->count && meeting->known[i]; path++) {
      meeting->known[i] = on_path(meeting, i, path, &value, &size) && size == meeting->sizes[i];
      renew[i] |= !value_same(value, meeting->first[i]);
    }
    if (meeting->known[i]) renew[i] |= value_depends(meeting->values, meeting->first[i], NODE_JOINED, joint->block);
  }
  uint8_t classes[PLACES + SLOTS_MAX] = {0};
  for (uint32_t i = 0; i < meeting->places; i++) {
    meeting->result[i] = meeting->first[i];
    if (!meeting->known[i] || !renew[i]) continue;
    classes[i] = (uint8_t)(i + 1);
    // After too many visits nothing is thought equal any more.
    for (uint32_t k = 0; k < i && joint->visits < PATIENCE; k++)
      if (meeting->known[k] && classes[k] == k + 1 && joint->classes[k] == joint->classes[i] &&
          same_on_all(meeting, i, k)) {
        classes[i] = classes[k];
        break;
      }
    meeting->result[i] = value_joined(meeting->values, joint->block, classes[i]);
  }
  memcpy(joint->classes, classes, sizeof classes);
}

// A new value points into the frame if it does so on each path.
static void mark(struct meeting *meeting, bool *changed) {
  for (uint32_t i = 0; i < meeting->places; i++) {
    if (!meeting->known[i] || meeting->joint->classes[i] != i + 1) continue;
    bool frame = true;
    struct value value;
    uint8_t size;
    for (uint32_t path = 0; path < meeting->count; path++)
      frame &= on_path(meeting, i, path, &value, &size) && size == 8 && value_in_frame(meeting->values, value);
    if (meeting->joint->relations[i].to != 0) continue;
    uint8_t *flags = &meeting->values->flags[meeting->result[i].node];
    uint8_t wanted = NODE_SEEN | (frame ? NODE_STACK : 0);
    if ((*flags & NODE_SEEN) == 0)
      *flags |= wanted;
    else if (!frame && (*flags & NODE_STACK) != 0)
      *flags &= (uint8_t)~NODE_STACK, *changed = true;
  }
}

// The ways to say a path's node, without its constant, in the values behind the joint.
static uint32_t renamed_node(const struct meeting *meeting, uint32_t path, uint32_t node, struct value *candidates) {
  uint32_t count = 0;
  struct value plain = {node, 0};
  if (!value_depends(meeting->values, plain, NODE_JOINED, meeting->joint->block)) candidates[count++] = plain;
  for (uint32_t i = 0; i < meeting->places && count < CANDIDATES_MAX; i++) {
    struct value value;
    uint8_t size;
    if (!meeting->known[i] || meeting->joint->classes[i] != i + 1) continue;
    if (on_path(meeting, i, path, &value, &size) && size == 8 && value.node == node && node != 0) {
      candidates[count] = meeting->result[i];
      candidates[count++].add -= value.add;
    }
  }
  return count;
}

// The same for a whole value; of a sum each term is renamed.
static uint32_t renamed(const struct meeting *meeting, uint32_t path, struct value value, struct value *candidates) {
  uint32_t count = renamed_node(meeting, path, value.node, candidates);
  for (uint32_t i = 0; i < count; i++)
    candidates[i].add += value.add;
  const struct node node = meeting->values->nodes[value.node];
  if (node.kind != NODE_SUM || count == CANDIDATES_MAX) return count;
  // Each term has a few names; all combinations of the first two of each.
  struct value names[VALUE_TERMS][CANDIDATES_MAX];
  uint32_t name_counts[VALUE_TERMS], terms = 0, combinations = 1;
  for (; terms < VALUE_TERMS && node.terms[terms].factor != 0; terms++) {
    name_counts[terms] = renamed_node(meeting, path, node.terms[terms].node, names[terms]);
    if (name_counts[terms] == 0) return count;
    if (name_counts[terms] > 2) name_counts[terms] = 2;
    combinations *= name_counts[terms];
  }
  for (uint32_t i = 0; i < combinations && count < CANDIDATES_MAX; i++) {
    struct value sum = value_number(value.add), part;
    bool good = true;
    for (uint32_t k = 0, rest = i; k < terms; rest /= name_counts[k], k++)
      good = good && value_product(meeting->values, names[k][rest % name_counts[k]], node.terms[k].factor, &part) &&
             value_sum(meeting->values, sum, part, &sum);
    if (good) candidates[count++] = sum;
  }
  return count;
}

// What a node behind the joint is on a path.
static struct value node_on_path(const struct meeting *meeting, uint32_t path, uint32_t node) {
  const struct node *what = &meeting->values->nodes[node];
  struct value value = {node, 0};
  uint8_t size;
  if (what->kind == NODE_JOINED && what->where == meeting->joint->block)
    on_path(meeting, what->which - 1, path, &value, &size);
  return value;
}

static bool value_on_path(const struct meeting *meeting, uint32_t path, struct value value, struct value *result) {
  const struct node node = meeting->values->nodes[value.node];
  if (node.kind != NODE_SUM) {
    *result = node_on_path(meeting, path, value.node);
    result->add += value.add;
    return true;
  }
  struct value part;
  *result = value_number(value.add);
  for (uint32_t i = 0; i < VALUE_TERMS && node.terms[i].factor != 0; i++)
    if (!value_product(meeting->values, node_on_path(meeting, path, node.terms[i].node), node.terms[i].factor, &part) ||
        !value_sum(meeting->values, *result, part, result))
      return false;
  return true;
}

static bool holds_on(const struct meeting *meeting, uint32_t path, const struct fact *fact) {
  const struct state *state = meeting->from[path];
  struct fact there = *fact;
  if (!value_on_path(meeting, path, fact->at, &there.at) || !value_on_path(meeting, path, fact->with, &there.with))
    return false;
  if (fact->kind == FACT_LOGGED) return state_covers(state, there.at, fact->size);
  if (fact->kind == FACT_RANGE) return state_covers_range(state, there.at, there.with);
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *one = &state->facts[i];
    if (one->kind == there.kind && one->size >= there.size && value_same(one->at, there.at) &&
        value_same(one->with, there.with))
      return true;
  }
  return false;
}

// Facts of older values of a loop could become more and more; from a certain visit on they only become fewer.
static bool may_hold(const struct joint *joint, const struct fact *fact) {
  if (joint->visits < SETTLING) return true;
  for (uint32_t i = 0; i < joint->fact_count; i++) {
    const struct fact *one = &joint->facts[i];
    if (one->kind == fact->kind && one->size == fact->size && value_same(one->at, fact->at) &&
        value_same(one->with, fact->with))
      return true;
  }
  return false;
}

static void join_facts(const struct meeting *meeting, struct state *state) {
  for (uint32_t path = 0; path < meeting->count; path++) {
    for (uint32_t i = 0; i < meeting->from[path]->fact_count; i++) {
      const struct fact *fact = &meeting->from[path]->facts[i];
      struct value ats[CANDIDATES_MAX], withs[CANDIDATES_MAX];
      uint32_t at_count = renamed(meeting, path, fact->at, ats), with_count = renamed(meeting, path, fact->with, withs);
      for (uint32_t k = 0; k < at_count * with_count; k++) {
        struct fact candidate = {fact->kind, fact->size, ats[k % at_count], withs[k / at_count]};
        bool holds = may_hold(meeting->joint, &candidate);
        for (uint32_t other = 0; other < meeting->count && holds; other++)
          holds = other == path || holds_on(meeting, other, &candidate);
        if (holds) state_add_fact(state, candidate);
      }
    }
  }
}

bool state_join(struct state *state, struct joint *joint, struct values *values, const struct state *const *from,
                uint32_t count, bool *changed) {
  static struct meeting meeting;
  if (count == 0 || count > PATHS_MAX) return false;
  meeting = (struct meeting){.values = values, .joint = joint, .from = from, .count = count};
  for (uint32_t i = 0; i < count; i++)
    collect_slots(joint, from[i]);
  meeting.places = PLACES + joint->slot_count;
  compare(&meeting);
  relate(&meeting);
  mark(&meeting, changed);
  *state = (struct state){.reached = true};
  memcpy(state->places, meeting.result, sizeof state->places);
  for (uint32_t i = PLACES; i < meeting.places; i++)
    if (meeting.known[i])
      state_set_slot(state, (struct slot){joint->slots[i - PLACES].node, joint->slots[i - PLACES].offset,
                                          meeting.sizes[i], meeting.result[i]});
  if (joint->visits < PATIENCE) join_facts(&meeting, state);
  memcpy(joint->facts, state->facts, state->fact_count * sizeof state->facts[0]);
  joint->fact_count = state->fact_count;
  return true;
}
