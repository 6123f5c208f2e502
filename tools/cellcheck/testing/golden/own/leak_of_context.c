// SPDX-License-Identifier: Apache-2.0
// leak_of_context: what is given to a callback as its context stays the caller's, where no mark says that it goes.
#include "kernel/heap/heap.h"

struct count {
  uint32_t words;
};

void each_word(const char *text, NOESCAPE void (*say)(void *context), void *context);

static void add(void *context) {
  struct count *count = context;
  count->words++;
}

uint32_t words_in(const char *text) {
  // note: 'count' is owned from here: heap_new made it
  struct count *count = NEW(struct count);
  // note: 'count' is not null here
  if (count == NULL) return 0;
  each_word(text, add, count);
  // want: own.leak 'count' is lost here, and nobody else holds it
  // mend: call heap_delete before, or give it away
  return count->words;
}
