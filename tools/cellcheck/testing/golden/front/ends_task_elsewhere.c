// SPDX-License-Identifier: Apache-2.0
// ends_task_elsewhere: ENDS_TASK speaks of functions, and of nothing else.
#include "kernel/base/cell.h"
// want: front.annotation ENDS_TASK means nothing on a parameter, here 'why'
// mend: take it away; it belongs on a function
void failed(ENDS_TASK char *why);
struct trial {
  // want: front.annotation ENDS_TASK means nothing on a field, here 'failed'
  // mend: take it away; it belongs on a function
  ENDS_TASK void (*failed)(char *why);
};
