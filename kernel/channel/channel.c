// SPDX-License-Identifier: Apache-2.0
// channel: how channels and ends come and go, and what the ledger knows of them.
#include "kernel/channel/channel.h"

#include "kernel/base/text.h"
#include "kernel/channel/inside.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

CELL_CALLBACK void channel_release(uint64_t object) {
  channel_bury(object);
}
CELL_CALLBACK void channel_release_end(uint64_t object) {
  channel_close((struct channel_end *)object);
}
// Asked without a lock: the object may have gone, so no pointer of it is followed.
CELL_CALLBACK void channel_describe(uint64_t object, char *text, uint32_t size) {
  const struct channel *channel = (const struct channel *)object;
  text_copy(text, size < sizeof channel->name ? size : sizeof channel->name, channel->name);
}
CELL_CALLBACK void channel_describe_end(uint64_t object, char *text, uint32_t size) {
  uint32_t rights = ((const struct channel_end *)object)->rights;
  text_copy(text, size, rights == CHANNEL_SEND ? "sends" : rights == CHANNEL_RECEIVE ? "receives" : "sends, receives");
}
CELL_OPS(struct ledger_type,
         channel_entry_type) = {.name = "channel", .release = channel_release, .describe = channel_describe};
CELL_OPS(struct ledger_type,
         channel_end_type) = {.name = "channel end", .release = channel_release_end, .describe = channel_describe_end};

CELL_OPS(struct channel_type, channel_stream_type) = {.name = "bytes", .size = 1, .gives = CHANNEL_STREAM};

const struct channel_type *stream_type(void) {
  return &channel_stream_type;
}

// ---- Types ----

// FNV-1a (Fowler, Noll, Vo).
static uint64_t mix(uint64_t hash, const void *bytes, size_t count) {
  for (const uint8_t *at = bytes; count-- > 0; at++)
    hash = (hash ^ *at) * UINT64_C(0x100000001b3);
  return hash;
}

uint64_t channel_hash(const struct channel_type *type) {
  const uint8_t *region = graph_running();
  const struct graph_ops *row;
  for (uint32_t i = 0; (row = graph_ops(region, i)) != NULL; i++)
    if (row->address == (uint64_t)type) return row->schema;
  uint64_t hash = mix(UINT64_C(0xcbf29ce484222325), type->name, text_length(type->name));
  return mix(hash, &type->size, sizeof type->size);
}

static bool is_of_type(const struct channel *channel, const struct channel_type *type) {
  if (type == NULL) return false;
  uint64_t hash = channel_hash(type);
  if (hash == channel->hash && type->gives == channel->gives) return true;
  LOG(LOG_WARNING, "channel '%s' carries %s (%016llx), not %s (%016llx); build who connects with the same header",
      channel->name, channel->type, (unsigned long long)channel->hash, type->name, (unsigned long long)hash);
  return false;
}

// ---- Coming ----

// Its block is the cell's, since it outlives whoever asked for it; the end itself is the caller's.
static status_t add_end(struct channel *channel, uint32_t rights, struct channel_end **out) {
  uint32_t cell = ledger_cell(CELL_LABEL);
  struct channel_end *end = cell == LEDGER_NONE ? NULL : NEW(struct channel_end);
  if (end == NULL) return NO_MEMORY;
  status_t status = heap_give(end, cell);
  if (status == OK) {
    end->entry = ledger_add(LEDGER_SELF, &channel_end_type, (uint64_t)end);
    if (end->entry == LEDGER_NONE) status = NO_MEMORY;
  }
  if (status != OK) {
    heap_delete(end);
    return NO_MEMORY;
  }
  end->owner = ledger_self();
  end->rights = rights;
  end->channel = channel;
  end->leader = end;
  list_push_back(&channel->ends, &end->all);
  channel->may_send += (rights & CHANNEL_SEND) != 0;
  channel->may_receive += (rights & CHANNEL_RECEIVE) != 0;
  channel->had_sender |= (rights & CHANNEL_SEND) != 0;
  channel->had_receiver |= (rights & CHANNEL_RECEIVE) != 0;
  *out = end;
  return OK;
}

static bool are_rights(uint32_t rights) {
  return rights != 0 && (rights & ~(uint32_t)CHANNEL_BOTH) == 0;
}

static status_t size_of(const struct channel_type *type, uint32_t capacity, uint32_t *slot) {
  bool is_stream = type->gives == CHANNEL_STREAM;
  if (is_stream && (capacity < STREAM_LEAST || capacity > STREAM_MOST)) return OUT_OF_RANGE;
  if (type->size == 0 || type->size > CHANNEL_MESSAGE_MOST) return OUT_OF_RANGE;
  uint32_t whole = (type->size + (uint32_t)sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
  *slot = is_stream ? 1 : whole + (type->gives == CHANNEL_GIVES_NOTHING ? 0 : (uint32_t)sizeof(void *));
  return (uint64_t)capacity * *slot > CHANNEL_KEPT_MOST ? OUT_OF_RANGE : OK;
}

static struct channel *make(const struct channel_type *type, const char *name, uint32_t capacity, uint32_t slot) {
  uint32_t cell = ledger_cell(CELL_LABEL);
  size_t size = sizeof(struct channel) + (size_t)capacity * slot;
  struct channel *channel = cell == LEDGER_NONE ? NULL : heap_new(size, alignof(struct channel), "struct channel");
  if (channel == NULL) return NULL;
  bool is_given = heap_give(channel, cell) == OK;
  if (is_given) channel->entry = ledger_add(cell, &channel_entry_type, (uint64_t)channel);
  if (!is_given || channel->entry == LEDGER_NONE) {
    heap_delete(channel);
    return NULL;
  }
  channel->size = type->size;
  channel->slot = slot;
  channel->capacity = capacity;
  channel->gives = type->gives;
  channel->hash = channel_hash(type);
  text_copy(channel->name, sizeof channel->name, name);
  text_copy(channel->type, sizeof channel->type, type->name);
  list_init(&channel->senders);
  list_init(&channel->receivers);
  list_init(&channel->ends);
  return channel;
}

status_t channel_make(const struct channel_type *type, const char *name, uint32_t capacity, uint32_t rights,
                      struct channel_end **out) {
  uint32_t slot;
  if (type == NULL || name == NULL || !are_rights(rights)) return INVALID;
  status_t status = size_of(type, capacity, &slot);
  if (status != OK) return status;
  struct channel *channel = make(type, name, capacity, slot);
  if (channel == NULL) return NO_MEMORY;
  status = add_end(channel, rights, out);  // nobody else knows it yet
  if (status != OK) channel_bury((uint64_t)channel);
  return status;
}

status_t channel_share(struct channel_end *of, const struct channel_type *type, uint32_t rights,
                       struct channel_end **out) {
  struct channel *channel = of->channel;
  if (!are_rights(rights)) return INVALID;
  lock_enter(&channel->lock);
  status_t status = is_of_type(channel, type) ? add_end(channel, rights, out) : INVALID;
  lock_leave(&channel->lock);
  return status;
}

status_t channel_spawn(struct channel_end *of, const struct channel_type *type, uint32_t rights, const char *name,
                       void (*entry)(void *end), struct task **out) {
  struct channel_end *end = NULL;
  struct task *task = NULL;
  status_t status = channel_share(of, type, rights, &end);
  if (status != OK) return status;
  status = sched_spawn(name, entry, end, &task);
  if (status != OK) {
    channel_close(end);
    return status;
  }
  status = channel_give(end, (uint32_t)task->context.owner);
  if (status != OK) {  // it cannot: nobody waits by it, and the task has just been made
    (void)!sched_kill(task->number);
    channel_close(end);
  }
  if (status != OK || out == NULL)
    task_release(task);
  else
    *out = task;
  return status;
}

// While the lock of the ledger is held, to the end of the transaction, the channel stays.
static struct channel *channel_of(uint32_t entry) {
  struct ledger_info info;
  if (ledger_look(entry, &info) != OK || info.dying || !text_equal(info.type, channel_entry_type.name)) return NULL;
  return (struct channel *)info.object;
}

status_t channel_enter(uint32_t entry, const struct channel_type *type, uint32_t rights, struct channel_end **out) {
  if (!are_rights(rights)) return INVALID;
  struct channel *channel = channel_of(entry);
  if (channel == NULL) return NOT_FOUND;
  lock_enter(&channel->lock);
  status_t status = is_of_type(channel, type) ? add_end(channel, rights, out) : INVALID;
  lock_leave(&channel->lock);
  return status;
}

status_t channel_connect(const char *name, const struct channel_type *type, uint32_t rights, struct channel_end **out) {
  struct ledger_info info;
  uint32_t cursor = 0;
  status_t status;
  if (name == NULL || name[0] == 0) return INVALID;
  while ((status = ledger_next(&cursor, &info)) != NOT_FOUND) {
    if (status == BUSY) {
      cursor = 0;
    } else if (text_equal(info.type, channel_entry_type.name) && text_equal(info.name, name)) {
      status = channel_enter(info.entry, type, rights, out);
      if (status != NOT_FOUND) return status;
    }
  }
  return NOT_FOUND;
}

// ---- Going ----

status_t channel_give(struct channel_end *end, uint32_t owner) {
  lock_enter(&end->channel->lock);
  status_t status = list_is_empty(&end->leader->sleeper) ? ledger_move(end->entry, (uint64_t)end, owner) : BUSY;
  if (status == OK) end->owner = owner;
  lock_leave(&end->channel->lock);
  if (status == OK) channel_leave(end);
  return status;
}

void channel_bury(uint64_t object) {
  struct channel *channel = (struct channel *)object;
  ledger_remove(channel->entry, object);
  heap_delete(channel);
}

// What is kept and owned is the undertaker's: however much it is, each object in a transaction of its own.
static void end_channel(struct channel *channel) {
  if (channel->count > 0 && channel->slot > channel->size && channel->gives != CHANNEL_GIVES_NOTHING)
    ledger_disown(channel->entry);
  else
    channel_bury((uint64_t)channel);
}

void channel_close(struct channel_end *end) {
  if (end == NULL) return;
  struct channel *channel = end->channel;
  channel_leave(end);
  lock_enter(&channel->lock);
  list_remove(&end->all);
  channel->may_send -= (end->rights & CHANNEL_SEND) != 0;
  channel->may_receive -= (end->rights & CHANNEL_RECEIVE) != 0;
  channel_wake_some(channel);
  bool is_last = list_is_empty(&channel->ends);
  lock_leave(&channel->lock);
  ledger_remove(end->entry, (uint64_t)end);
  heap_delete(end);
  if (is_last) end_channel(channel);
}

// ---- Showing ----

// A task in the list of the end that leads: the others may have stayed in the queue since.
static bool waits(const struct channel_end *end) {
  return !list_is_empty(&end->waiting) && !list_is_empty(&end->leader->sleeper);
}

static uint32_t count_waiting(const struct list_node *queue) {
  uint32_t count = 0;
  for (const struct list_node *at = queue->next; at != queue; at = at->next)
    count += waits(LIST_OBJECT(at, struct channel_end, waiting));
  return count;
}

static uint32_t length_of(const struct list_node *list) {
  uint32_t count = 0;
  for (const struct list_node *at = list->next; at != list; at = at->next)
    count++;
  return count;
}

status_t channel_look(uint32_t entry, struct channel_info *info) {
  struct channel *channel = channel_of(entry);
  if (channel == NULL) return NOT_FOUND;
  lock_enter(&channel->lock);
  *info = (struct channel_info){
      .hash = channel->hash,
      .capacity = channel->capacity,
      .kept = channel->count,
      .ends = length_of(&channel->ends),
      .senders = channel->may_send,
      .receivers = channel->may_receive,
      .want_to_send = count_waiting(&channel->senders),
      .want_to_receive = count_waiting(&channel->receivers),
      .sent = channel->sent,
      .gives = channel->gives,
  };
  text_copy(info->name, sizeof info->name, channel->name);
  text_copy(info->type, sizeof info->type, channel->type);
  lock_leave(&channel->lock);
  return OK;
}

status_t channel_look_end(uint32_t entry, uint32_t index, struct channel_end_info *info) {
  struct channel *channel = channel_of(entry);
  if (channel == NULL) return NOT_FOUND;
  status_t status = NOT_FOUND;
  lock_enter(&channel->lock);
  for (const struct list_node *at = channel->ends.next; at != &channel->ends && status != OK; at = at->next) {
    if (index-- > 0) continue;
    const struct channel_end *end = LIST_OBJECT(at, struct channel_end, all);
    *info = (struct channel_end_info){.owner = end->owner, .rights = end->rights, .waits = waits(end)};
    status = OK;
  }
  lock_leave(&channel->lock);
  return status;
}
