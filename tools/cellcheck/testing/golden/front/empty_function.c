// SPDX-License-Identifier: Apache-2.0
// empty_function: functions without statements, with only labels, only blocks, only declarations.
#include "kernel/base/cell.h"
void nothing(void) {
}
void blocks(void) {
  {
    {
    }
    ;
  }
}
void declares(void) {
  extern uint32_t elsewhere(void);
  typedef uint32_t word;
  enum { A, B };
  struct inside {
    word words[B];
  };
  static_assert(sizeof(struct inside) == 4);
}
