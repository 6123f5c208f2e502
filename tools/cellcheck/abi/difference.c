// SPDX-License-Identifier: Apache-2.0
// What lies between two texts, as the running system says it.
#include <string.h>

#include "kernel/types/types.h"
#include "tools/cellcheck/abi/book.h"

static void say(void *context, const char *text, uint32_t size) {
  buffer_add(context, text, size);
}

void difference_put(struct buffer *out, const char *names, const char *before, const char *after, uint32_t most) {
  struct types_text old, new;
  types_split(before, strlen(before), &old);
  types_split(after, strlen(after), &new);
  old.names = new.names = (struct types_span){names, (uint32_t)strlen(names)};
  types_difference(&old, &new, most, say, out);
}
