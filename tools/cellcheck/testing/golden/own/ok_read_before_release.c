// SPDX-License-Identifier: Apache-2.0
// ok_read_before_release: what is still needed is taken out first.
// file: ok_read_before_release.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct session {
  uint32_t number;
  uint32_t errors;
};

ATOMIC uint32_t session_close(OWN struct session *session);

// file: ok_read_before_release.c
#include "ok_read_before_release.h"

uint32_t session_close(struct session *session) {
  if (session == NULL) return 0;
  uint32_t errors = session->errors;
  heap_delete(session);
  return errors;
}
