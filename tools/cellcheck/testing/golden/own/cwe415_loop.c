// SPDX-License-Identifier: Apache-2.0
// cwe415_loop: the loop releases what it was given once in each round (CWE-415).
#include "mailbox.h"

// note: 'letter' is owned from here: the parameter is marked OWN
// note: 'letter' is owned from here: the parameter is marked OWN
void forget(OWN struct letter *letter, uint32_t copies) {
  // note: the condition is true here
  // note: the condition is true here
  // note: the condition is false here
  for (uint32_t i = 0; i <= copies; i++)
    // want: own.double 'letter' is given to letter_destroy, but letter_destroy took it before
    // note: letter_destroy took it here
    letter_destroy(letter);
  // want: own.parameter 'letter' is marked OWN and is not consumed on this path
}
