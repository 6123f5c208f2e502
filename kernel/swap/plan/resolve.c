// SPDX-License-Identifier: Apache-2.0
// Which cells a request means: live ones by label, new ones by their bytes or as spares of the image.
#include "kernel/swap/plan/internal.h"

RAW_BEGIN

static status_t read_file(struct plan *plan, struct plan_member *member) {
  status_t status = linker_read(member->bytes, member->size, &member->elf, &plan->error);
  if (status != OK) plan_say(plan, "%s\n", plan->error.text);
  return status;
}

static status_t take_spare(struct plan *plan, struct plan_member *member, const char *name) {
  uint32_t index = graph_find_spare(plan->region, name);
  if (index == GRAPH_NONE) {
    plan_say(plan, "there is no spare %s in this image; `graph --spares` lists them\n", name);
    return NOT_FOUND;
  }
  const struct graph_spare *spare = graph_spare(plan->region, index);
  member->bytes = plan->region + (spare->address - REGION_BASE);
  member->size = spare->size;
  return OK;
}

static status_t find_old(struct plan *plan, struct plan_member *member, const char *name) {
  member->old = graph_find(plan->region, name);
  if (member->old != GRAPH_NONE) return OK;
  plan_say(plan, "there is no cell %s, or several whose label ends so; `cells` lists them\n", name);
  return NOT_FOUND;
}

static status_t resolve_change(struct plan *plan, struct plan_member *member, const struct plan_change *change) {
  member->old = member->now = GRAPH_NONE;
  member->bytes = change->bytes;
  member->size = change->size;
  status_t status = OK;
  if (change->old[0] != 0) status = find_old(plan, member, change->old);
  if (status == OK && change->spare[0] != 0) status = take_spare(plan, member, change->spare);
  if (status == OK && member->bytes != NULL) status = read_file(plan, member);
  if (status != OK) return status;
  if (change->by_label) member->old = graph_find(plan->region, member->elf.label);
  if (member->bytes != NULL || change->old[0] != 0) return OK;
  plan_say(plan, "nothing to swap: neither an old cell nor a new one was named\n");
  return INVALID;
}

// What can be said of each before anything is linked.
static status_t check_member(struct plan *plan, uint32_t index) {
  const struct plan_member *member = &plan->members[index];
  for (uint32_t i = 0; i < index; i++) {
    const struct plan_member *other = &plan->members[i];
    bool same_old = member->old != GRAPH_NONE && member->old == other->old;
    bool same_new = member->bytes != NULL && other->bytes != NULL && text_equal(member->elf.label, other->elf.label);
    if (!same_old && !same_new) continue;
    plan_say(plan, "%s is in the set twice; give each cell once\n",
             same_old ? plan_label(plan, member->old) : member->elf.label);
    return INVALID;
  }
  if (member->old == GRAPH_NONE) return OK;
  const struct graph_cell *old = graph_cell(plan->region, member->old);
  const char *label = plan_label(plan, member->old);
  if (old->flags & GRAPH_NUCLEUS) {
    plan_say(plan, "%s holds every suspended stack and stays; restart with another image\n", label);
    return INVALID;
  }
  if (member->bytes == NULL || member->elf.version != old->version || !text_equal(member->elf.label, label)) return OK;
  plan_say(plan, "%s is version %08x already; nothing to swap\n", label, (unsigned)(old->version >> 32));
  return EXISTS;
}

status_t plan_resolve(struct plan *plan, const struct plan_change *changes, uint32_t count) {
  if (count == 0 || count > PLAN_SET) {
    plan_say(plan, "a set has 1 to %d cells\n", PLAN_SET);
    return INVALID;
  }
  status_t status = OK;
  for (uint32_t i = 0; i < count && status == OK; i++) {
    status = resolve_change(plan, &plan->members[plan->count++], &changes[i]);
    if (status == OK) status = check_member(plan, i);
  }
  return status;
}

RAW_END
