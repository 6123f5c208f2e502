// SPDX-License-Identifier: Apache-2.0
// parameter_left_by_release: a release has no other parameter, so its caller is rid of the letter with an error too.
#include "mailbox.h"

// note: 'letter' is owned from here: the parameter is marked OWN
status_t letter_drop(OWN struct letter *letter) {
  // want: own.parameter 'letter' is marked OWN and is not consumed on this path
  // note: 'letter->size' is 0 here
  // mend: call letter_destroy on this path, or take the mark OWN away
  if (letter->size == 0) return INVALID;
  letter_destroy(letter);
  return OK;
}
