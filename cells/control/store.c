// SPDX-License-Identifier: Apache-2.0
// store: a cell arrives, piece by piece, and is offered to kernel/swap when it is whole.
#include "cells/control/parts.h"
#include "kernel/base/text.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/swap.h"

enum { STORE_REQUEST = 12, STORE_SIZE = 8, DATA_OFFSET = 8, PAGE = 4096 };

void control_store_drop(void) {
  if (control.store != NULL) (void)pages_release(control.store);
  control.store = NULL;
  control.store_size = control.store_count = 0;
}

// What a session stored and did not swap goes with it, so that nobody swaps another one's cells in. A command that still
// runs may be doing that at this moment.
bool control_store_drop_stale(void) {
  if (control.offers_are_stale && control.runner.task == NULL) {
    swap_drop_offers();
    control.offers_are_stale = false;
  }
  return !control.offers_are_stale;
}

void control_store_begin(const struct control_frame *request) {
  control_store_drop();
  if (!control_store_drop_stale())
    return control_refuse(request, BUSY, "'%s' of an earlier client still runs and may use cells that wait; try again",
                          control.runner.name);
  if (request->length != STORE_REQUEST)
    return control_refuse(request, INVALID, "a STORE has a size (8 bytes) and a CRC-32 (4)");
  uint64_t size = control_get_number(request->payload, STORE_SIZE);
  if (size == 0 || size > CONTROL_STORE_MOST)
    return control_refuse(request, OUT_OF_RANGE, "a cell of %llu bytes; it may have 1 to %d", (unsigned long long)size,
                          CONTROL_STORE_MOST);
  void *span = NULL;
  status_t status = pages_reserve((uint32_t)((size + PAGE - 1) / PAGE), "cell from the control line", &span);
  if (status == OK && (status = pages_give(span, ledger_cell(CELL_LABEL))) != OK) (void)pages_release(span);
  if (status != OK)
    return control_refuse(request, status, "no memory for %llu bytes; `mem` tells where it is",
                          (unsigned long long)size);
  control.store = span;
  control.store_size = size;
  control.store_crc = 0;
  control.store_crc_wanted = (uint32_t)control_get_number(request->payload + STORE_SIZE, 4);
  control_answer(request, CONTROL_ACCEPTED, NULL, 0);
}

// All bytes are there. What is refused here has to be stored anew.
HOLDS(&control.lock) static void offer(const struct control_frame *request) {
  if (control.store_crc != control.store_crc_wanted) {
    control_store_drop();
    return control_refuse(request, CORRUPT,
                          "the cell arrived with another CRC-32 than was announced; it was dropped, store it anew");
  }
  status_t status = swap_offer(control.store, control.store_size);
  if (status == OK) {
    control.store = NULL;  // the swap engine's now
    control_store_drop();
    return control_answer(request, CONTROL_ACCEPTED, NULL, 0);
  }
  control_store_drop();
  if (status == FULL)
    control_refuse(request, FULL, "%d cells wait to be swapped in already; swap or drop them first", SWAP_CHANGES);
  else
    control_refuse(request, status, "the swap engine does not take the cell (%s)", status_name(status));
}

void control_store_more(const struct control_frame *request) {
  if (control.store == NULL) return control_refuse(request, NOT_FOUND, "no cell is announced; begin with STORE");
  if (request->length <= DATA_OFFSET)
    return control_refuse(request, INVALID, "a DATA has an offset (8 bytes) and at least one byte");
  uint64_t offset = control_get_number(request->payload, DATA_OFFSET), count = request->length - DATA_OFFSET;
  if (offset != control.store_count)
    return control_refuse(request, OUT_OF_RANGE, "DATA for offset %llu came where %llu was expected",
                          (unsigned long long)offset, (unsigned long long)control.store_count);
  if (count > control.store_size - offset)
    return control_refuse(
        request, OUT_OF_RANGE, "%llu bytes from offset %llu are more than the %llu that were announced",
        (unsigned long long)count, (unsigned long long)offset, (unsigned long long)control.store_size);
  __builtin_memcpy(control.store + offset, request->payload + DATA_OFFSET, count);
  control.store_crc = control_crc(control.store_crc, request->payload + DATA_OFFSET, count);
  control.store_count += count;
  if (control.store_count == control.store_size) return offer(request);
  control_answer(request, CONTROL_ACCEPTED, NULL, 0);
}
