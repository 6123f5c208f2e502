// SPDX-License-Identifier: Apache-2.0
// Which cells a request means: live ones by label, new ones by their bytes or as spares of the image.
#include "kernel/base/text.h"
#include "kernel/swap/internal.h"

RAW_BEGIN

static status_t read_file(struct swap_work *work, struct swap_member *member) {
  status_t status = linker_read(member->bytes, member->size, &member->elf, &work->error);
  if (status != OK) swap_say(work, "%s\n", work->error.text);
  return status;
}

static status_t take_spare(struct swap_work *work, struct swap_member *member, const char *name) {
  uint32_t index = graph_find_spare(graph_running(), name);
  if (index == GRAPH_NONE) {
    swap_say(work, "there is no spare %s in this image; `graph --spares` lists them\n", name);
    return NOT_FOUND;
  }
  const struct graph_spare *spare = graph_spare(graph_running(), index);
  member->bytes = graph_running() + (spare->address - REGION_BASE);
  member->size = spare->size;
  return OK;
}

static status_t find_old(struct swap_work *work, struct swap_member *member, const char *name) {
  member->old = graph_find(graph_running(), name);
  if (member->old != GRAPH_NONE) return OK;
  swap_say(work, "there is no cell %s, or several whose label ends so; `cells` lists them\n", name);
  return NOT_FOUND;
}

static status_t resolve_change(struct swap_work *work, struct swap_member *member, const struct swap_change *change) {
  member->old = member->now = GRAPH_NONE;
  member->bytes = change->bytes;
  member->size = change->size;
  status_t status = OK;
  if (change->old[0] != 0) status = find_old(work, member, change->old);
  if (status == OK && change->spare[0] != 0) status = take_spare(work, member, change->spare);
  if (status != OK) return status;
  if (member->bytes != NULL) return read_file(work, member);
  if (change->old[0] != 0) return OK;
  swap_say(work, "nothing to swap: neither an old cell nor a new one was named\n");
  return INVALID;
}

static status_t resolve_offer(struct swap_work *work, struct swap_member *member, const struct swap_offered *offer) {
  member->old = member->now = GRAPH_NONE;
  member->bytes = offer->span;
  member->size = offer->size;
  status_t status = read_file(work, member);
  if (status == OK) member->old = graph_find(graph_running(), member->elf.label);
  return status;
}

// What can be said of each before anything is linked.
static status_t check_member(struct swap_work *work, uint32_t index) {
  const struct swap_member *member = &work->members[index];
  for (uint32_t i = 0; i < index; i++) {
    const struct swap_member *other = &work->members[i];
    bool same_old = member->old != GRAPH_NONE && member->old == other->old;
    bool same_new = member->bytes != NULL && other->bytes != NULL && text_equal(member->elf.label, other->elf.label);
    if (!same_old && !same_new) continue;
    swap_say(work, "%s is in the set twice; give each cell once\n",
             same_old ? swap_label(member->old) : member->elf.label);
    return INVALID;
  }
  if (member->old == GRAPH_NONE) return OK;
  const struct graph_cell *old = graph_cell(graph_running(), member->old);
  if (old->flags & GRAPH_NUCLEUS) {
    swap_say(work, "%s holds every suspended stack and stays; restart with another image\n", swap_label(member->old));
    return INVALID;
  }
  if (member->bytes == NULL || member->elf.version != old->version ||
      !text_equal(member->elf.label, swap_label(member->old)))
    return OK;
  swap_say(work, "%s is version %08x already; nothing to swap\n", swap_label(member->old),
           (unsigned)(old->version >> 32));
  return EXISTS;
}

status_t swap_resolve(struct swap_work *work, const struct swap_request *request) {
  uint32_t count = request->offered ? swap.offer_count : request->count;
  if (count == 0 || count > SWAP_CHANGES) {
    swap_say(work, request->offered ? "no cell has arrived; push one first\n" : "a set has 1 to %d cells\n",
             SWAP_CHANGES);
    return INVALID;
  }
  status_t status = OK;
  for (uint32_t i = 0; i < count && status == OK; i++) {
    struct swap_member *member = &work->members[work->count++];
    status = request->offered ? resolve_offer(work, member, &swap.offers[i])
                              : resolve_change(work, member, &request->changes[i]);
    if (status == OK) status = check_member(work, i);
  }
  return status;
}

RAW_END
