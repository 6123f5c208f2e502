// SPDX-License-Identifier: Apache-2.0
// store: a cell arrives, piece by piece, and is offered to kernel/swap when it is whole.
#include "cells/channel/parts.h"
#include "kernel/base/text.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/swap/swap.h"

enum { STORE_REQUEST = 12, STORE_SIZE = 8, DATA_OFFSET = 8, PAGE = 4096 };

void channel_store_drop(void) {
  if (channel.store != NULL) (void)pages_release(channel.store);
  channel.store = NULL;
  channel.store_size = channel.store_count = 0;
}

// What a session stored and did not swap goes with it, so that nobody swaps another one's cells in. A command that still
// runs may be doing that at this moment.
bool channel_store_drop_stale(void) {
  if (channel.offers_are_stale && channel.runner.task == NULL) {
    swap_drop_offers();
    channel.offers_are_stale = false;
  }
  return !channel.offers_are_stale;
}

void channel_store_begin(const struct channel_frame *request) {
  channel_store_drop();
  if (!channel_store_drop_stale())
    return channel_refuse(request, BUSY, "'%s' of an earlier client still runs and may use cells that wait; try again",
                          channel.runner.name);
  if (request->length != STORE_REQUEST)
    return channel_refuse(request, INVALID, "a STORE has a size (8 bytes) and a CRC-32 (4)");
  uint64_t size = channel_get_number(request->payload, STORE_SIZE);
  if (size == 0 || size > CHANNEL_STORE_MOST)
    return channel_refuse(request, OUT_OF_RANGE, "a cell of %llu bytes; it may have 1 to %d", (unsigned long long)size,
                          CHANNEL_STORE_MOST);
  void *span = NULL;
  status_t status = pages_reserve((uint32_t)((size + PAGE - 1) / PAGE), "cell from the channel", &span);
  if (status == OK && (status = pages_give(span, ledger_cell(CELL_LABEL))) != OK) (void)pages_release(span);
  if (status != OK)
    return channel_refuse(request, status, "no memory for %llu bytes; `mem` tells where it is",
                          (unsigned long long)size);
  channel.store = span;
  channel.store_size = size;
  channel.store_crc = 0;
  channel.store_crc_wanted = (uint32_t)channel_get_number(request->payload + STORE_SIZE, 4);
  channel_answer(request, CHANNEL_ACCEPTED, NULL, 0);
}

// All bytes are there. What is refused here has to be stored anew.
HOLDS(&channel.lock) static void offer(const struct channel_frame *request) {
  if (channel.store_crc != channel.store_crc_wanted) {
    channel_store_drop();
    return channel_refuse(request, CORRUPT,
                          "the cell arrived with another CRC-32 than was announced; it was dropped, store it anew");
  }
  status_t status = swap_offer(channel.store, channel.store_size);
  if (status == OK) {
    channel.store = NULL;  // the swap engine's now
    channel_store_drop();
    return channel_answer(request, CHANNEL_ACCEPTED, NULL, 0);
  }
  channel_store_drop();
  if (status == FULL)
    channel_refuse(request, FULL, "%d cells wait to be swapped in already; swap or drop them first", SWAP_CHANGES);
  else
    channel_refuse(request, status, "the swap engine does not take the cell (%s)", status_name(status));
}

void channel_store_more(const struct channel_frame *request) {
  if (channel.store == NULL) return channel_refuse(request, NOT_FOUND, "no cell is announced; begin with STORE");
  if (request->length <= DATA_OFFSET)
    return channel_refuse(request, INVALID, "a DATA has an offset (8 bytes) and at least one byte");
  uint64_t offset = channel_get_number(request->payload, DATA_OFFSET), count = request->length - DATA_OFFSET;
  if (offset != channel.store_count)
    return channel_refuse(request, OUT_OF_RANGE, "DATA for offset %llu came where %llu was expected",
                          (unsigned long long)offset, (unsigned long long)channel.store_count);
  if (count > channel.store_size - offset)
    return channel_refuse(
        request, OUT_OF_RANGE, "%llu bytes from offset %llu are more than the %llu that were announced",
        (unsigned long long)count, (unsigned long long)offset, (unsigned long long)channel.store_size);
  __builtin_memcpy(channel.store + offset, request->payload + DATA_OFFSET, count);
  channel.store_crc = channel_crc(channel.store_crc, request->payload + DATA_OFFSET, count);
  channel.store_count += count;
  if (channel.store_count == channel.store_size) return offer(request);
  channel_answer(request, CHANNEL_ACCEPTED, NULL, 0);
}
