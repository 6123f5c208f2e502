// SPDX-License-Identifier: Apache-2.0
// cwe416_read_after_release: the count is read after its record has gone.
// file: cwe416_read_after_release.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct session {
  uint32_t number;
  uint32_t errors;
};

ATOMIC uint32_t session_close(OWN struct session *session);

// file: cwe416_read_after_release.c
#include "cwe416_read_after_release.h"

// note: 'session' is owned from here: the parameter is marked OWN
uint32_t session_close(struct session *session) {
  // note: 'session' is not null here
  if (session == NULL) return 0;
  // note: heap_delete took it here
  heap_delete(session);
  // want: own.after 'session->errors' is used after heap_delete took it
  // mend: use it before it goes, or take what is needed out of it before
  return session->errors;
}
