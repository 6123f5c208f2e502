// SPDX-License-Identifier: Apache-2.0
// step: sends, receives and selects: what can be done at once is done, else the task is entered where the others find it.
#include "kernel/channel/inside.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

static bool is_possible(const struct channel_case *what) {
  const struct channel_end *end = what->end;
  if (end == NULL || what->message == NULL || (what->right != CHANNEL_SEND && what->right != CHANNEL_RECEIVE))
    return false;
  enum channel_gives gives = end->channel->gives;
  bool wants_object = gives != CHANNEL_GIVES_NOTHING && gives != CHANNEL_STREAM;
  return (end->rights & what->right) != 0 && (what->object != NULL) == wants_object;
}

static bool are_possible(const struct channel_case *cases, uint32_t count) {
  if (count == 0 || count > CHANNEL_CASES) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (!is_possible(&cases[i])) return false;
    for (uint32_t j = 0; j < i; j++)
      if (cases[j].end == cases[i].end) return false;
  }
  return true;
}

// Locks of several channels at once: clang cannot follow that.
TRUSTED_LOCK static void enter_all(const struct channel_case *cases, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    lock_enter(&cases[i].end->channel->lock);
}
TRUSTED_LOCK static void leave_all(const struct channel_case *cases, uint32_t count) {
  while (count-- > 0)
    lock_leave(&cases[count].end->channel->lock);
}

// The next one that can be done, behind the one that was done last, or never can be any more: what is left to hear is handed on to the next who
// waits for it.
TRUSTED_LOCK static status_t try_all(const struct channel_case *cases, uint32_t count, struct channel_turn *turn) {
  if (turn->done) return OK;  // a peer says so under the lock of its channel
  for (uint32_t n = 0, i = count == 1 ? 0 : cases[0].end->next_case % count; n < count;
       n++, i = i + 1 < count ? i + 1 : 0) {
    struct channel *channel = cases[i].end->channel;
    status_t status = channel->gives == CHANNEL_STREAM ? channel_do_stream(channel, &cases[i], turn, count == 1)
                                                       : channel_do(channel, &cases[i], turn);
    if (status == BUSY) continue;
    if (status == CLOSED) channel_wake_some(channel);
    if (turn->index != i) turn->index = i;
    if (count > 1) cases[0].end->next_case = i + 1;
    return status;
  }
  return BUSY;
}

TRUSTED_LOCK static status_t try_one(struct channel *channel, const struct channel_case *what,
                                     struct channel_turn *turn) {
  if (turn->done) return OK;
  status_t status =
      channel->gives == CHANNEL_STREAM ? channel_do_stream(channel, what, turn, true) : channel_do(channel, what, turn);
  if (status == BUSY) return BUSY;
  if (status == CLOSED) channel_wake_some(channel);
  if (turn->index != 0) turn->index = 0;
  return status;
}

static bool is_among(const struct channel_end *end, const struct channel_case *cases, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    if (cases[i].end == end) return true;
  return false;
}

// Ends of an earlier select of which not all are in this one: they must not take the coming wait for theirs.
static bool is_with_others(const struct channel_end *end, const struct channel_case *cases, uint32_t count) {
  if (list_is_empty(&end->group)) return false;
  for (const struct list_node *at = end->group.next; at != &end->group; at = at->next)
    if (!is_among(LIST_OBJECT(at, struct channel_end, group), cases, count)) return true;
  return false;
}

static bool is_owner(const struct task *task, const struct channel_end *end) {
  return task != NULL && end->owner == task->context.owner;
}

static status_t may_join(const struct channel_case *cases, uint32_t count) {
  const struct task *task = task_current();
  for (uint32_t i = 0; i < count; i++) {
    if (!is_owner(task, cases[i].end)) return INVALID;
    if (is_with_others(cases[i].end, cases, count)) return BUSY;
  }
  return OK;
}

TRUSTED_LOCK static void queue(struct channel_end *end, const struct channel_case *what) {
  struct channel *channel = end->channel;
  if (!list_is_empty(&end->waiting)) list_remove(&end->waiting);
  list_push_back(what->right == CHANNEL_SEND ? &channel->senders : &channel->receivers, &end->waiting);
}

// Who waits in a loop waits with the same again: what need not be stored need not be journalled.
static void keep_case(struct channel_end *end, struct channel_end *leader, uint32_t index,
                      const struct channel_case *what, struct channel_turn *turn) {
  if (end->leader != leader) end->leader = leader;
  if (end->index != index) end->index = index;
  if (end->wanted != what->count) end->wanted = what->count;
  if (end->message != what->message) end->message = what->message;
  if (end->object != what->object) end->object = what->object;
  if (end->turn != turn) end->turn = turn;
}

static void join(const struct channel_case *cases, uint32_t count, struct channel_turn *turn) {
  struct channel_end *leader = cases[0].end;
  for (uint32_t i = 0; i < count; i++) {
    struct channel_end *end = cases[i].end;
    if (count > 1 || !list_is_empty(&end->group)) list_init(&end->group);
    if (i > 0) list_push_back(&leader->group, &end->group);
    keep_case(end, leader, i, &cases[i], turn);
    queue(end, &cases[i]);
  }
}

// What most calls are, a single case: try_all, may_join and join without their loops.
TRUSTED_LOCK static status_t step_alone(const struct channel_case *what, struct channel_turn *turn,
                                        uint64_t deadline_ns) {
  if (!is_possible(what)) return INVALID;
  struct channel_end *end = what->end;
  struct channel *channel = end->channel;
  lock_enter(&channel->lock);
  status_t status = try_one(channel, what, turn);
  if (status == BUSY) {
    if (!is_owner(task_current(), end)) {
      status = INVALID;
    } else if (!is_with_others(end, what, 1)) {
      if (!list_is_empty(&end->group)) list_init(&end->group);
      keep_case(end, end, 0, what, turn);
      queue(end, what);
      sched_wait_join(&end->sleeper, deadline_ns, "channel");
      status = WAITING;
    }
  }
  lock_leave(&channel->lock);
  return status;
}

status_t channel_step(const struct channel_case *cases, uint32_t count, struct channel_turn *turn,
                      uint64_t deadline_ns) {
  if (count == 1) return step_alone(cases, turn, deadline_ns);
  if (!are_possible(cases, count)) return INVALID;
  enter_all(cases, count);
  status_t status = try_all(cases, count, turn);
  if (status == BUSY && (status = may_join(cases, count)) == OK) {
    join(cases, count, turn);
    sched_wait_join(&cases[0].end->sleeper, deadline_ns, "channel");
    status = WAITING;
  }
  leave_all(cases, count);
  return status;
}

status_t channel_try(const struct channel_case *cases, uint32_t count, struct channel_turn *turn) {
  if (!are_possible(cases, count)) return INVALID;
  enter_all(cases, count);
  status_t status = try_all(cases, count, turn);
  leave_all(cases, count);
  return status;
}

void channel_leave(struct channel_end *end) {
  struct channel_end *member;
  do {
    bool is_last = list_is_empty(&end->group);
    member = is_last ? end : LIST_OBJECT(end->group.next, struct channel_end, group);
    lock_enter(&member->channel->lock);
    list_remove(&member->group);
    list_remove(&member->waiting);
    member->leader = member;
    lock_leave(&member->channel->lock);
  } while (member != end);
}

// ---- Requests ----

static void leave_earlier(const struct channel_case *cases, uint32_t count) {
  for (uint32_t i = 0; i < count; i++)
    channel_leave(cases[i].end);
}

// Waits where a step has entered the task. True: the call is over, as *status says; else another step looks under the locks. What a peer on another
// processor has stored counts when its transaction has committed. It has if the task was off its processor meanwhile, since it was chosen
// again behind that.
static bool wait_is_over(const struct channel_turn *turn, status_t *status) {
  const struct task *task = task_current();
  uint64_t switches = task->switches;
  *status = sched_wait_here();
  return *status != OK || (turn->done && task->switches != switches);
}

static status_t step_on(const struct channel_case *cases, uint32_t count, struct channel_turn *turn,
                        uint64_t deadline_ns) {
  status_t status;
  while ((status = channel_step(cases, count, turn, deadline_ns)) == WAITING || status == BUSY) {
    if (status == BUSY)
      leave_earlier(cases, count);
    else if (wait_is_over(turn, &status))
      break;
  }
  return status;
}

status_t channel_select(const struct channel_case *cases, uint32_t count, struct channel_turn *turn,
                        uint64_t deadline_ns) {
  return step_on(cases, count, turn, deadline_ns);
}

status_t channel_send(struct channel_end *end, const void *message, struct channel_turn *turn, uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_SEND, .message = (void *)message};
  return step_on(&what, 1, turn, deadline_ns);
}

status_t channel_receive(struct channel_end *end, void *message, struct channel_turn *turn, uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_RECEIVE, .message = message};
  return step_on(&what, 1, turn, deadline_ns);
}

status_t channel_send_object(struct channel_end *end, const void *message, void **object, struct channel_turn *turn,
                             uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_SEND, .message = (void *)message, .object = object};
  return step_on(&what, 1, turn, deadline_ns);
}

status_t channel_receive_object(struct channel_end *end, void *message, void **object, struct channel_turn *turn,
                                uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_RECEIVE, .message = message, .object = object};
  return step_on(&what, 1, turn, deadline_ns);
}

status_t stream_read(struct channel_end *end, void *bytes, uint32_t count, struct channel_turn *turn,
                     uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_RECEIVE, .count = count, .message = bytes};
  return step_on(&what, 1, turn, deadline_ns);
}

status_t stream_write(struct channel_end *end, const void *bytes, uint32_t count, struct channel_turn *turn,
                      uint64_t deadline_ns) {
  struct channel_case what = {.end = end, .right = CHANNEL_SEND, .count = count, .message = (void *)bytes};
  return step_on(&what, 1, turn, deadline_ns);
}
