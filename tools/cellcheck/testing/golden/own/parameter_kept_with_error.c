// SPDX-License-Identifier: Apache-2.0
// parameter_kept_with_error: the letter is in the queue already where it is refused, and whoever is refused destroys it.
#include "mailbox.h"

struct queue {
  OWN struct letter *first;
  uint32_t count, most;
};

// note: 'queue->first' is owned from here: the parameter is marked OWN
bool queue_put(struct queue *queue, OWN struct letter *letter) {
  // note: 'queue->first' is null here
  if (queue->first != NULL) return false;
  queue->first = letter;
  // want: own.parameter 'letter' is taken on this path, but false is returned, and the caller owns it still
  // note: the condition is true here
  // mend: return true here, or leave 'letter' to the caller
  if (queue->count == queue->most) return false;
  queue->count++;
  return true;
}
