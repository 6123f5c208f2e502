// SPDX-License-Identifier: Apache-2.0
// Plans swaps of every sort and prints what the engine says, for plan_test.sh to compare: a line `[plan] WORDS`, the words as `swap --plan` and
// `graph plan` have them, the text, `[planned] STATUS`; and at the end `[plans] N`.
#include "kernel/console/console.h"
#include "kernel/heap/heap.h"
#include "kernel/swap/swap.h"
#include "testing/swap/user.h"
#include "testing/system/system_test.h"

static const struct {
  const char *words;
  status_t status;
  const char *says;
} plans[] = {
    {"subject second", OK, "state: 1 kept where it lies"},
    {"round_robin priority", OK, "//kernel/sched:round_robin"},
    {"- absent", OK, "comes"},
    {"subject needs - absent", OK, "comes"},
    {"subject changed user user_of_changed", OK, "//testing/swap:user"},
    {"--back subject earlier", OK, "//testing/swap:subject"},
    {"- lower - upper", OK, "comes"},
    {"subject changed", INVALID, "//testing/swap:user, which calls subject_add, whose public header"},
    {"user user_of_changed", INVALID,
     "//testing/swap:subject, which has another subject_add than //testing/swap:user was"},
    {"subject gone", INVALID, "//testing/swap:user, which calls subject_version of //testing/swap:subject"},
    {"subject schema", INVALID, "has another schema"},
    {"subject stateless", INVALID, "would be lost"},
    {"subject needs", NOT_FOUND, "//testing/swap:absent, which //testing/swap:subject depends on"},
    {"- upper", NOT_FOUND, "//testing/plan:lower, which //testing/plan:upper depends on"},
    {"subject circle", INVALID, "would depend on itself"},
    {"subject earlier", INVALID, "say --back"},
    {"subject subject", EXISTS, "nothing to swap"},
    {"subject -", INVALID, "//testing/swap:user, which calls"},
    {"- other_table", INVALID, "//testing/swap:subject, whose table subject_table"},
    {"nucleus second", INVALID, "restart with another image"},
    {"nobody second", NOT_FOUND, "there is no cell nobody"},
    {"subject nobody", NOT_FOUND, "there is no spare nobody"},
    {"- -", INVALID, "neither an old cell nor a new one"},
    {"subject second subject gone", INVALID, "twice"},
    {"- second", EXISTS, "already; keep one"},
    {"- a - a - a - a - a - a - a - a - a", INVALID, "1 to 8 cells"},
};

// The next word; returns where the rest begins.
static const char *next_word(const char *at, char *word, uint32_t size) {
  uint32_t length = 0;
  while (*at == ' ')
    at++;
  for (; *at != 0 && *at != ' ' && length + 1 < size; at++)
    word[length++] = *at;
  word[length] = 0;
  return at;
}

static void add_word(struct swap_request *request, uint32_t number, const char *word) {
  uint32_t at = number / 2;
  request->count = at + 1;
  if (at >= SWAP_CHANGES) return;
  struct swap_change *change = &request->changes[at];
  const char *meant = text_equal(word, "-") ? "" : word;
  (void)text_copy(number % 2 == 0 ? change->old : change->spare, SWAP_NAME, meant);
}

static void read_request(const char *words, struct swap_request *request) {
  char word[SWAP_NAME];
  uint32_t number = 0;
  *request = (struct swap_request){.plan_only = true};
  for (const char *at = next_word(words, word, sizeof word); word[0] != 0; at = next_word(at, word, sizeof word)) {
    if (text_equal(word, "--back"))
      request->back = true;
    else
      add_word(request, number++, word);
  }
}

static bool contains(const char *text, const char *part) {
  for (; *text != 0; text++)
    if (text_starts(text, part)) return true;
  return false;
}

struct plan_call {
  struct swap_request request;
  struct swap_report report;
};

// On the task's stack, which is its own.
CELL_CALLBACK bool plan_each(char *why, uint32_t size) {
  struct plan_call call;
  SYSTEM_EXPECT(user_plain() == 1);
  for (uint32_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
    call.report = (struct swap_report){0};
    read_request(plans[i].words, &call.request);
    status_t status = swap_run(&call.request, &call.report);
    console_print("[plan] %s\n", plans[i].words);
    console_write(call.report.text, text_length(call.report.text));
    console_print("[planned] %s\n", status_name(status));
    if (status == plans[i].status && contains(call.report.text, plans[i].says)) continue;
    text_format(why, size, "%s: %s, %s", plans[i].words, status_name(status), call.report.text);
    return false;
  }
  console_print("[plans] %u\n", (uint32_t)(sizeof plans / sizeof plans[0]));
  return true;
}
CELL_OPS(struct system_test, plan_each_test) = {.name = "plans of every sort say what they should", .run = plan_each};
