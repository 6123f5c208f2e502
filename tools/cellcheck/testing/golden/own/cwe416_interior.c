// SPDX-License-Identifier: Apache-2.0
// cwe416_interior: a pointer into the object outlives it (CWE-416).
#include "kernel/heap/heap.h"

struct session {
  uint32_t counts[8];
  uint32_t user;
};

// note: 'session' is owned from here: the parameter is marked OWN
uint32_t session_end(OWN struct session *session, uint32_t which) {
  uint32_t *count = &session->counts[which & 7];
  // note: heap_delete took it here
  heap_delete(session);
  // want: own.after 'count' is used after heap_delete took it
  return *count;
}
