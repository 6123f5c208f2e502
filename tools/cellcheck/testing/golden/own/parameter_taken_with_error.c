// SPDX-License-Identifier: Apache-2.0
// parameter_taken_with_error: the letter is destroyed where it is refused, and whoever is refused destroys it once more.
#include "mailbox.h"

struct queue {
  OWN struct letter *first;
};

// note: 'letter' is owned from here: the parameter is marked OWN
status_t queue_put(struct queue *queue, OWN struct letter *letter) {
  // note: 'queue->first' is not null here
  if (queue->first != NULL) {
    // note: letter_destroy took it here
    letter_destroy(letter);
    // want: own.parameter 'letter' is taken on this path, but an error is returned, and the caller owns it still
    // mend: return OK here, or leave 'letter' to the caller
    return FULL;
  }
  queue->first = letter;
  return OK;
}
