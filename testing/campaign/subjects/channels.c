// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/channel and kernel/event. Words 0 and 1 are ends of one channel, 2 a status, 3 a task, 4 and 5 a turn, 6 a message, 7 an object,
// 8 to 15 cases or an event, 16 what a task has received.
#include "kernel/base/text.h"
#include "kernel/channel/stream.h"
#include "kernel/clock/clock.h"
#include "kernel/event/event.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "testing/campaign/subjects/crowd.h"

struct channels_word {
  uint64_t number;
};
struct channels_parcel {
  uint64_t number;
};
CHANNEL_TYPE(channels_word, CHANNEL_GIVES_NOTHING);
CHANNEL_TYPE(channels_parcel, CHANNEL_GIVES_HEAP);

static struct channel_end **end_of(struct campaign_kept *kept, uint32_t which) {
  return (struct channel_end **)&kept->word[which];
}
static struct task **task_of(struct campaign_kept *kept) {
  return (struct task **)&kept->word[3];
}
static struct channel_turn *turn_of(struct campaign_kept *kept) {
  return (struct channel_turn *)&kept->word[4];
}
static_assert(sizeof(struct channel_turn) == 2 * sizeof(uint64_t));
static void **object_of(struct campaign_kept *kept) {
  return (void **)&kept->word[7];
}
static struct channel_case *cases_of(struct campaign_kept *kept) {
  return (struct channel_case *)&kept->word[8];
}
static_assert(sizeof(struct channel_case) == 4 * sizeof(uint64_t));
static struct event *event_of(struct campaign_kept *kept) {
  return (struct event *)&kept->word[8];
}
static_assert(sizeof(struct event) == 4 * sizeof(uint64_t));

static void prepare(struct campaign_kept *kept, const struct channel_type *type, uint32_t capacity) {
  (void)!channel_make(type, "campaign", capacity, CHANNEL_BOTH, end_of(kept, 0));
  (void)!channel_share(*end_of(kept, 0), type, CHANNEL_BOTH, end_of(kept, 1));
  kept->word[6] = 77;
}

static void prepare_case(struct campaign_kept *kept, uint32_t which, uint32_t right) {
  cases_of(kept)[which] =
      (struct channel_case){.end = *end_of(kept, which), .right = right, .count = 8, .message = &kept->word[6]};
}

// A task that waits for what comes by an end of its own, or has something to send.
CELL_CALLBACK void channels_want(void *argument) {
  struct campaign_kept *kept = argument;
  struct channel_end *end;
  struct channel_turn turn = {0};
  if (channel_share(*end_of(kept, 0), CHANNEL_OF(channels_word), CHANNEL_RECEIVE, &end) != OK) return;
  (void)!channel_receive(end, &kept->word[16], &turn, 0);
  channel_close(end);
}
CELL_CALLBACK void channels_offer(void *argument) {
  struct campaign_kept *kept = argument;
  struct channel_end *end;
  struct channels_word message = {5};
  struct channel_turn turn = {0};
  if (channel_share(*end_of(kept, 0), CHANNEL_OF(channels_word), CHANNEL_SEND, &end) != OK) return;
  (void)!channel_send(end, &message, &turn, 0);
  channel_close(end);
}
CELL_CALLBACK void channels_wait_for_event(void *argument) {
  uint64_t taken = 0;
  (void)!event_wait(event_of(argument), &taken, 0);
}

static void start_other(struct campaign_kept *kept, void (*entry)(void *)) {
  (void)!sched_spawn("subject", entry, kept, task_of(kept));
  while ((*task_of(kept))->state != TASK_WAITING)
    sched_give_way();
}

CELL_CALLBACK void channels_prepare_pair(struct campaign_kept *kept) {
  (void)sched_tick(2);
  prepare(kept, CHANNEL_OF(channels_word), 2);
  prepare_case(kept, 0, CHANNEL_SEND);
  prepare_case(kept, 1, CHANNEL_RECEIVE);
}
CELL_CALLBACK void channels_prepare_kept(struct campaign_kept *kept) {
  channels_prepare_pair(kept);
  struct channel_turn turn = {0};
  (void)!channel_try(cases_of(kept), 1, &turn);
}
CELL_CALLBACK void channels_prepare_wanted(struct campaign_kept *kept) {
  channels_prepare_pair(kept);
  start_other(kept, channels_want);
}
CELL_CALLBACK void channels_prepare_offered(struct campaign_kept *kept) {
  channels_prepare_kept(kept);
  struct channel_turn turn = {0};
  (void)!channel_try(cases_of(kept), 1, &turn);
  start_other(kept, channels_offer);
}
CELL_CALLBACK void channels_prepare_parcel(struct campaign_kept *kept) {
  prepare(kept, CHANNEL_OF(channels_parcel), 2);
  *object_of(kept) = heap_new(50, 8, "campaign");
}
CELL_CALLBACK void channels_prepare_sent_parcel(struct campaign_kept *kept) {
  channels_prepare_parcel(kept);
  prepare_case(kept, 0, CHANNEL_SEND);
  cases_of(kept)[0].object = object_of(kept);
  struct channel_turn turn = {0};
  (void)!channel_try(cases_of(kept), 1, &turn);
}
CELL_CALLBACK void channels_prepare_stream(struct campaign_kept *kept) {
  prepare(kept, stream_type(), STREAM_LEAST);
  prepare_case(kept, 0, CHANNEL_SEND);
}
CELL_CALLBACK void channels_prepare_bytes(struct campaign_kept *kept) {
  channels_prepare_stream(kept);
  struct channel_turn turn = {0};
  (void)!channel_try(cases_of(kept), 1, &turn);
}
// Both ends have waited together, until the past.
CELL_CALLBACK void channels_prepare_selected(struct campaign_kept *kept) {
  channels_prepare_pair(kept);
  prepare_case(kept, 0, CHANNEL_RECEIVE);
  struct channel_turn turn = {0};
  (void)!channel_select(cases_of(kept), 2, &turn, CHANNEL_NOW);
}

CELL_CALLBACK void channels_finish(struct campaign_kept *kept) {
  channel_close(*end_of(kept, 0));
  channel_close(*end_of(kept, 1));
  heap_delete(*object_of(kept));
  if (*task_of(kept) == NULL) return;
  (void)!sched_kill((*task_of(kept))->number);
  (void)!sched_join(task_of(kept), NULL, NULL);
}

// ---- Coming and going ----

CELL_CALLBACK void channels_call_make(struct campaign_kept *kept) {
  kept->word[2] = channel_make(CHANNEL_OF(channels_word), "campaign", 3, CHANNEL_BOTH, end_of(kept, 0));
}
CAMPAIGN_SUBJECT(channel_made, "channel_make", "three places", NULL, channels_call_make, channels_finish);

CELL_CALLBACK void channels_prepare_one(struct campaign_kept *kept) {
  (void)!channel_make(CHANNEL_OF(channels_word), "campaign", 3, CHANNEL_BOTH, end_of(kept, 0));
}
CELL_CALLBACK void channels_call_share(struct campaign_kept *kept) {
  kept->word[2] = channel_share(*end_of(kept, 0), CHANNEL_OF(channels_word), CHANNEL_SEND, end_of(kept, 1));
}
CAMPAIGN_SUBJECT(channel_shared, "channel_share", "of the same type", channels_prepare_one, channels_call_share,
                 channels_finish);

CELL_CALLBACK void channels_nothing([[maybe_unused]] void *end) {}
CELL_CALLBACK void channels_call_spawn(struct campaign_kept *kept) {
  kept->word[2] = channel_spawn(*end_of(kept, 0), CHANNEL_OF(channels_word), CHANNEL_SEND, "subject", channels_nothing,
                                task_of(kept));
}
CAMPAIGN_SUBJECT(channel_spawned, "channel_spawn", "a task with an end", channels_prepare_one, channels_call_spawn,
                 channels_finish);

static uint32_t entry_of_channel(void) {
  struct ledger_info info;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
    if (text_equal(info.type, "channel")) return info.entry;
  return LEDGER_NONE;
}
CELL_CALLBACK void channels_prepare_found(struct campaign_kept *kept) {
  channels_prepare_one(kept);
  kept->word[6] = entry_of_channel();
}
CELL_CALLBACK void channels_call_enter(struct campaign_kept *kept) {
  kept->word[2] = channel_enter((uint32_t)kept->word[6], CHANNEL_OF(channels_word), CHANNEL_SEND, end_of(kept, 1));
}
CAMPAIGN_SUBJECT(channel_entered, "channel_enter", "by its entry", channels_prepare_found, channels_call_enter,
                 channels_finish);

CELL_CALLBACK void channels_prepare_gift(struct campaign_kept *kept) {
  (void)ledger_cell("//testing/campaign");
  channels_prepare_pair(kept);
}
CELL_CALLBACK void channels_call_take(struct campaign_kept *kept) {
  kept->word[2] = channel_give(*end_of(kept, 1), ledger_self());
}
CAMPAIGN_SUBJECT(channel_given, "channel_give", "to its owner", channels_prepare_gift, channels_call_take,
                 channels_finish);

CELL_CALLBACK void channels_call_close(struct campaign_kept *kept) {
  channel_close(*end_of(kept, 0));
  kept->word[0] = 0;
}
CAMPAIGN_SUBJECT(channel_closed, "channel_close", "another is left", channels_prepare_pair, channels_call_close,
                 channels_finish);
CELL_CALLBACK void channels_prepare_alone(struct campaign_kept *kept) {
  (void)sched_tick(2);
  (void)!channel_make(CHANNEL_OF(channels_word), "campaign", 1, CHANNEL_SEND, end_of(kept, 0));
  start_other(kept, channels_want);
}
CAMPAIGN_SUBJECT(channel_closed_waiting, "channel_close", "one waits", channels_prepare_alone, channels_call_close,
                 channels_finish);
CAMPAIGN_SUBJECT(channel_closed_last, "channel_close", "the last", channels_prepare_one, channels_call_close,
                 channels_finish);

CELL_CALLBACK void channels_prepare_last_parcel(struct campaign_kept *kept) {
  channels_prepare_sent_parcel(kept);
  channel_close(*end_of(kept, 1));
  kept->word[1] = 0;
}
CAMPAIGN_SUBJECT(channel_closed_full, "channel_close", "the last, with an object", channels_prepare_last_parcel,
                 channels_call_close, channels_finish);

// ---- Messages ----

CELL_CALLBACK void channels_call_send(struct campaign_kept *kept) {
  kept->word[2] = channel_send(*end_of(kept, 0), &kept->word[6], turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(channel_sent_kept, "channel_send", "kept", channels_prepare_pair, channels_call_send, channels_finish);
CAMPAIGN_SUBJECT(channel_sent_wanted, "channel_send", "one waits for it", channels_prepare_wanted, channels_call_send,
                 channels_finish);
CAMPAIGN_SUBJECT(channel_sent_late, "channel_send", "no room", channels_prepare_offered, channels_call_send,
                 channels_finish);

CELL_CALLBACK void channels_call_receive(struct campaign_kept *kept) {
  kept->word[2] = channel_receive(*end_of(kept, 1), &kept->word[6], turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(channel_received_kept, "channel_receive", "what is kept", channels_prepare_kept, channels_call_receive,
                 channels_finish);
CAMPAIGN_SUBJECT(channel_received_offered, "channel_receive", "one waits to send", channels_prepare_offered,
                 channels_call_receive, channels_finish);
CAMPAIGN_SUBJECT(channel_received_late, "channel_receive", "nothing is there", channels_prepare_pair,
                 channels_call_receive, channels_finish);

CELL_CALLBACK void channels_call_send_object(struct campaign_kept *kept) {
  kept->word[2] = channel_send_object(*end_of(kept, 0), &kept->word[6], object_of(kept), turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(channel_sent_object, "channel_send_object", "kept", channels_prepare_parcel, channels_call_send_object,
                 channels_finish);

CELL_CALLBACK void channels_call_receive_object(struct campaign_kept *kept) {
  kept->word[2] = channel_receive_object(*end_of(kept, 1), &kept->word[6], object_of(kept), turn_of(kept), CHANNEL_NOW);
}
CELL_CALLBACK void channels_finish_object(struct campaign_kept *kept) {
  heap_delete(*object_of(kept));
  *object_of(kept) = NULL;
  channels_finish(kept);
}
CAMPAIGN_SUBJECT(channel_received_object, "channel_receive_object", "kept", channels_prepare_sent_parcel,
                 channels_call_receive_object, channels_finish_object);

CELL_CALLBACK void channels_call_select(struct campaign_kept *kept) {
  kept->word[2] = channel_select(cases_of(kept), 2, turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(channel_selected, "channel_select", "the first of two", channels_prepare_pair, channels_call_select,
                 channels_finish);
CAMPAIGN_SUBJECT(channel_selected_late, "channel_select", "none of two, once more", channels_prepare_selected,
                 channels_call_select, channels_finish);

// As the others send and receive, or until its deadline.
enum { WAIT_NS = 20000 };
CELL_CALLBACK void channels_prepare_wait(struct campaign_kept *kept) {
  channels_prepare_pair(kept);
  prepare_case(kept, 0, CHANNEL_RECEIVE);
}
CELL_CALLBACK void channels_call_select_wait(struct campaign_kept *kept) {
  kept->word[2] = channel_select(cases_of(kept), 2, turn_of(kept), clock_now() + WAIT_NS);
}
CAMPAIGN_WAITING_SUBJECT(channel_selected_waiting, "channel_select", "two, until a deadline", channels_prepare_wait,
                         channels_call_select_wait, channels_finish);
CELL_CALLBACK void channels_call_receive_wait(struct campaign_kept *kept) {
  kept->word[2] = channel_receive(*end_of(kept, 1), &kept->word[6], turn_of(kept), clock_now() + WAIT_NS);
}
CAMPAIGN_WAITING_SUBJECT(channel_received_waiting, "channel_receive", "until a deadline", channels_prepare_pair,
                         channels_call_receive_wait, channels_finish);
CELL_CALLBACK void channels_prepare_full(struct campaign_kept *kept) {
  channels_prepare_kept(kept);
  struct channel_turn turn = {0};
  (void)!channel_try(cases_of(kept), 1, &turn);
}
CELL_CALLBACK void channels_call_send_wait(struct campaign_kept *kept) {
  kept->word[2] = channel_send(*end_of(kept, 0), &kept->word[6], turn_of(kept), clock_now() + WAIT_NS);
}
CAMPAIGN_WAITING_SUBJECT(channel_sent_waiting, "channel_send", "no room, until a deadline", channels_prepare_full,
                         channels_call_send_wait, channels_finish);

CELL_CALLBACK void channels_call_step(struct campaign_kept *kept) {
  kept->word[2] = channel_step(&cases_of(kept)[1], 1, turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(channel_stepped, "channel_step", "enters", channels_prepare_pair, channels_call_step, channels_finish);

CELL_CALLBACK void channels_call_try(struct campaign_kept *kept) {
  kept->word[2] = channel_try(cases_of(kept), 2, turn_of(kept));
}
CAMPAIGN_SUBJECT(channel_tried, "channel_try", "the first of two", channels_prepare_pair, channels_call_try,
                 channels_finish);

CELL_CALLBACK void channels_call_leave(struct campaign_kept *kept) {
  channel_leave(*end_of(kept, 1));
}
CAMPAIGN_SUBJECT(channel_left, "channel_leave", "two that waited together", channels_prepare_selected,
                 channels_call_leave, channels_finish);

// ---- Showing, burying ----

CELL_CALLBACK void channels_call_look(struct campaign_kept *kept) {
  struct channel_info info;
  kept->word[2] = channel_look((uint32_t)kept->word[6], &info);
}
CAMPAIGN_SUBJECT(channel_looked_at, "channel_look", "with an end", channels_prepare_found, channels_call_look,
                 channels_finish);
CELL_CALLBACK void channels_call_look_end(struct campaign_kept *kept) {
  struct channel_end_info info;
  kept->word[2] = channel_look_end((uint32_t)kept->word[6], 0, &info);
}
CAMPAIGN_SUBJECT(channel_end_looked_at, "channel_look_end", "the first", channels_prepare_found, channels_call_look_end,
                 channels_finish);

// ---- Bytes ----

CELL_CALLBACK void channels_call_write(struct campaign_kept *kept) {
  kept->word[2] = stream_write(*end_of(kept, 0), &kept->word[6], 8, turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(stream_written, "stream_write", "all of it", channels_prepare_stream, channels_call_write,
                 channels_finish);

CELL_CALLBACK void channels_call_read(struct campaign_kept *kept) {
  kept->word[2] = stream_read(*end_of(kept, 1), &kept->word[6], 5, turn_of(kept), CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(stream_was_read, "stream_read", "a part", channels_prepare_bytes, channels_call_read, channels_finish);

// ---- Events ----

CELL_CALLBACK void channels_prepare_event(struct campaign_kept *kept) {
  (void)sched_tick(2);
  event_set(event_of(kept), 6);
}
CELL_CALLBACK void channels_prepare_awaited(struct campaign_kept *kept) {
  start_other(kept, channels_wait_for_event);
}
CELL_CALLBACK void channels_call_set(struct campaign_kept *kept) {
  event_set(event_of(kept), 3);
}
CAMPAIGN_SUBJECT(event_was_set, "event_set", "one waits", channels_prepare_awaited, channels_call_set, channels_finish);

CELL_CALLBACK void channels_call_take_event(struct campaign_kept *kept) {
  kept->word[2] = event_take(event_of(kept), &kept->word[6], CHANNEL_NOW);
}
CAMPAIGN_SUBJECT(event_taken, "event_take", "it is set", channels_prepare_event, channels_call_take_event,
                 channels_finish);

CELL_CALLBACK void channels_call_wait(struct campaign_kept *kept) {
  kept->word[2] = event_wait(event_of(kept), &kept->word[6], CHANNEL_NOW);
}
CELL_CALLBACK void channels_prepare_no_event([[maybe_unused]] struct campaign_kept *kept) {
  (void)sched_tick(2);
}
CAMPAIGN_SUBJECT(event_waited_for, "event_wait", "until the past", channels_prepare_no_event, channels_call_wait,
                 channels_finish);

CELL_CALLBACK void channels_call_wait_long(struct campaign_kept *kept) {
  kept->word[2] = event_wait(event_of(kept), &kept->word[6], clock_now() + WAIT_NS);
}
CAMPAIGN_WAITING_SUBJECT(event_waited_long, "event_wait", "until a deadline", channels_prepare_no_event,
                         channels_call_wait_long, channels_finish);

// ---- The same channel on other processors ----

// They send numbers of their own, from 2^32 on, and receive what is there, by ends of their own: of the subject's channel, or, where that
// carries something else, of one for them all. What was sent is received once, by whomever, and from each sender in its order.
enum { SUM, PATIENCE_NS = 20000, SENDERS = 16 };

CELL_CALLBACK void channels_begin_crowd(struct campaign_kept *kept) {
  (void)!channel_make(CHANNEL_OF(channels_word), "crowd", 2, CHANNEL_BOTH, end_of(kept, 17));
}

static status_t find_end(struct campaign_kept *kept, struct channel_end **end) {
  if (*end_of(kept, 0) != NULL && channel_share(*end_of(kept, 0), CHANNEL_OF(channels_word), CHANNEL_BOTH, end) == OK)
    return OK;
  return channel_share(*end_of(kept, 17), CHANNEL_OF(channels_word), CHANNEL_BOTH, end);
}

static void send_one(struct channel_end *end, uint64_t number) {
  struct channels_word message = {number};
  struct channel_turn turn = {0};
  if (channel_send(end, &message, &turn, clock_now() + PATIENCE_NS) == OK) crowd_add(SUM, number);
}

static bool receive_one(struct channel_end *end, uint64_t deadline, uint64_t last[SENDERS]) {
  struct channels_word message = {0};
  struct channel_turn turn = {0};
  if (channel_receive(end, &message, &turn, deadline) != OK) return false;
  uint64_t sender = message.number >> 32 & (SENDERS - 1);
  if (sender == 0) return true;  // the subject's
  if (message.number <= last[sender]) crowd_wrong("a message came again, or before an earlier one");
  last[sender] = message.number;
  crowd_add(SUM, -message.number);
  return true;
}

CELL_CALLBACK void channels_work(struct campaign_kept *kept, uint64_t number) {
  struct channel_end *end;
  uint64_t last[SENDERS] = {0};
  status_t status = find_end(kept, &end);
  crowd_at_work();
  if (status != OK) return crowd_wrong("no end of a channel");
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    if ((round + number) % 2 == 0)
      send_one(end, number << 32 | (round + 1));
    else
      (void)receive_one(end, clock_now() + PATIENCE_NS, last);
  }
  crowd_leave();
  while (!crowd_has_left())
    sched_give_way();
  while (receive_one(end, CHANNEL_NOW, last)) {}
  channel_close(end);
}

CELL_CALLBACK void channels_end_crowd(struct campaign_kept *kept) {
  for (uint32_t i = 6; i <= 16; i += 10)
    if (kept->word[i] >> 32 != 0) crowd_add(SUM, -kept->word[i]);
  if (crowd_tally(SUM) != 0) crowd_wrong("a message was lost, or came twice");
  channel_close(*end_of(kept, 17));
}
CELL_OPS(struct campaign_neighbours,
         channels_crowd) = {.begin = channels_begin_crowd, .work = channels_work, .end = channels_end_crowd};
