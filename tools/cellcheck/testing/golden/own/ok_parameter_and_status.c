// SPDX-License-Identifier: Apache-2.0
// ok_parameter_and_status: a transfer takes on OK and leaves the letter with an error; a release takes it either way.
#include "mailbox.h"

struct queue {
  OWN struct letter *first;
};

status_t queue_put(struct queue *queue, OWN struct letter *letter) {
  if (queue->first != NULL) return FULL;
  queue->first = letter;
  return OK;
}

status_t letter_drop(OWN struct letter *letter) {
  status_t status = letter->size == 0 ? INVALID : OK;
  letter_destroy(letter);
  return status;
}

status_t queue_greet(struct queue *queue, uint32_t size) {
  struct letter *letter = letter_create(size);
  if (letter == NULL) return NO_MEMORY;
  if (queue_put(queue, letter) == OK) return OK;
  return letter_drop(letter);
}
