// SPDX-License-Identifier: Apache-2.0
// log: lines as records of their own length in a ring of bytes.
//
// Writing is RAW, and so is all that it calls here: a line tells what happened, also when the transaction that wrote it is
// undone. Made again, the transaction writes it again.
//
// Positions count bytes since boot and never wrap; the ring holds [oldest, next). A record is first written beyond
// `next` and then published by one store of it, and old records go by one store of `oldest` before their bytes are used
// again. So whoever reads in the middle of a write (a fault in it, which turning interrupts off does not hold back)
// sees whole records only.
#include "kernel/log/log.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/log/depth.h"
#include "kernel/log/ring.h"

CELL_STATE(struct log_state, log_ring) = {.lowest = LOG_INFO};
static_assert(sizeof(struct log_state) <= 16 * 1024);

enum { PATIENCE = 1 << 20 };  // turns: long for a write, short for who waits

RAW_STATIC void ring_put(uint64_t position, const void *from, size_t size) {
  size_t at = position % LOG_RING, before_end = LOG_RING - at < size ? LOG_RING - at : size;
  __builtin_memcpy(log_ring.bytes + at, from, before_end);
  __builtin_memcpy(log_ring.bytes, (const uint8_t *)from + before_end, size - before_end);
}

static void ring_get(uint64_t position, void *to, size_t size) {
  size_t at = position % LOG_RING, before_end = LOG_RING - at < size ? LOG_RING - at : size;
  __builtin_memcpy(to, log_ring.bytes + at, before_end);
  __builtin_memcpy((uint8_t *)to + before_end, log_ring.bytes, size - before_end);
}

RAW_STATIC void publish(uint64_t *position, uint64_t value) {
  __atomic_store_n(position, value, __ATOMIC_RELEASE);
}
static uint64_t published(const uint64_t *position) {
  return __atomic_load_n(position, __ATOMIC_ACQUIRE);
}

// The record at `position`, if it can be one.
static bool record_at(uint64_t position, uint64_t end, struct log_record *record) {
  if (end - position < sizeof *record || end - position > LOG_RING) return false;
  ring_get(position, record, sizeof *record);
  return record->size >= sizeof *record + record->cell_length + record->text_length && record->size <= end - position &&
         record->cell_length < LOG_CELL && record->text_length < LOG_LINE;
}

// After a write that never came to its end: nothing of it was published, but its sequence number may be used up or not.
RAW_STATIC void take_over(void) {
  uint64_t position = log_ring.oldest;
  struct log_record record;
  while (position != log_ring.next) {
    if (!record_at(position, log_ring.next, &record)) {
      publish(&log_ring.oldest, log_ring.next);  // broken: the lines are lost, the log goes on
      break;
    }
    log_ring.sequence = record.sequence + 1;
    position += record.size;
  }
  log_ring.dropped++;
}

// Interrupts are off. Waits for another CPU's write, which takes microseconds. False: it does not end, or a write is under way further out on this
// very CPU and came to a fault.
//
// A write of this CPU that began at this depth of faults or at a deeper one comes to no end any more: it was abandoned by a fault,
// whether its transaction was undone or its task ended.
RAW_STATIC bool begin(void) {
  uint32_t cpu = cpu_number(), mine = cpu << LOG_CPU_SHIFT | (fault_depth() + 1), before = 0, turns = 0;
  while (!__atomic_compare_exchange_n(&log_ring.writing, &before, mine, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    if (before >> LOG_CPU_SHIFT == cpu ? before < mine : ++turns > PATIENCE) {
      __atomic_fetch_add(&log_ring.dropped, 1, __ATOMIC_RELAXED);
      return false;
    }
    if (before >> LOG_CPU_SHIFT == cpu) {
      __atomic_store_n(&log_ring.writing, mine, __ATOMIC_RELAXED);
      take_over();
      break;
    }
    arch_pause();
    before = 0;
  }
  return true;
}

RAW_STATIC void end(void) {
  __atomic_store_n(&log_ring.writing, 0, __ATOMIC_RELEASE);
}

void log_let_go(void) {
  uint32_t writing = __atomic_load_n(&log_ring.writing, __ATOMIC_RELAXED), depth = fault_depth();
  if (writing == 0 || writing >> LOG_CPU_SHIFT != cpu_number() || (writing & ((1 << LOG_CPU_SHIFT) - 1)) > depth)
    return;
  take_over();
  end();
}

RAW_STATIC void append(struct log_record *record, const char *cell, const char *text) {
  record->size = (uint32_t)(sizeof *record + record->cell_length + record->text_length + 7) / 8 * 8;
  record->sequence = log_ring.sequence;
  uint64_t oldest = log_ring.oldest, next = log_ring.next;
  while (next + record->size - oldest > LOG_RING) {
    struct log_record old;
    oldest = record_at(oldest, next, &old) ? oldest + old.size : next;
  }
  publish(&log_ring.oldest, oldest);
  ring_put(next, record, sizeof *record);
  ring_put(next + sizeof *record, cell, record->cell_length);
  ring_put(next + sizeof *record + record->cell_length, text, record->text_length);
  publish(&log_ring.next, next + record->size);
  publish(&log_ring.sequence, record->sequence + 1);
}

// Makes one printable line of it; returns its length.
static size_t clean(char *text, size_t formatted) {
  size_t length = formatted < LOG_LINE ? formatted : LOG_LINE - 1;
  if (formatted >= LOG_LINE)
    for (size_t i = LOG_LINE - 4; i < LOG_LINE - 1; i++)
      text[i] = '.';
  if (length > 0 && text[length - 1] == '\n') length--;
  for (size_t i = 0; i < length; i++)
    if ((uint8_t)text[i] < ' ' || text[i] == 0x7f) text[i] = '?';
  return length;
}

void log_write(enum log_level level, const char *cell, const char *format, ...) {
  if (level < log_ring.lowest || level > LOG_ERROR) return;
  char text[LOG_LINE];
  va_list arguments;
  va_start(arguments, format);
  size_t formatted = text_format_list(text, sizeof text, format, arguments);
  va_end(arguments);
  struct log_record record = {
      .cycles = arch_cycles(),
      .level = (uint8_t)level,
      .cell_length = (uint8_t)text_length_at_most(cell, LOG_CELL - 1),
      .text_length = (uint8_t)clean(text, formatted),
  };
  uint64_t interrupts = arch_interrupts_off();
  if (begin()) {
    append(&record, cell, text);
    end();
  }
  arch_interrupts_restore(interrupts);
}

static void copy_line(uint64_t position, const struct log_record *record, struct log_line *line) {
  *line =
      (struct log_line){.sequence = record->sequence, .cycles = record->cycles, .level = (enum log_level)record->level};
  ring_get(position + sizeof *record, line->cell, record->cell_length);
  ring_get(position + sizeof *record + record->cell_length, line->text, record->text_length);
}

status_t log_read(uint64_t from, struct log_line *line) {
  uint64_t interrupts = arch_interrupts_off();
  status_t status = EMPTY;
  uint64_t next = published(&log_ring.next);
  struct log_record record;
  for (uint64_t position = log_ring.oldest; position != next; position += record.size) {
    if (!record_at(position, next, &record)) break;
    if (record.sequence < from) continue;
    copy_line(position, &record, line);
    if (published(&log_ring.oldest) > position) {  // another CPU has used its bytes again meanwhile
      record.size = (uint32_t)(published(&log_ring.oldest) - position);
      continue;
    }
    status = OK;
    break;
  }
  arch_interrupts_restore(interrupts);
  return status;
}

uint64_t log_next(void) {
  return published(&log_ring.sequence);
}

uint64_t log_lost(void) {
  uint64_t interrupts = arch_interrupts_off();
  struct log_record record;
  uint64_t lost = log_ring.sequence;
  if (record_at(log_ring.oldest, log_ring.next, &record)) lost = record.sequence;
  arch_interrupts_restore(interrupts);
  return lost;
}

uint64_t log_dropped(void) {
  return log_ring.dropped;
}

void log_set_level(enum log_level lowest) {
  if (lowest <= LOG_ERROR) log_ring.lowest = lowest;
}

enum log_level log_level(void) {
  return log_ring.lowest;
}

const char *log_level_name(enum log_level level) {
  switch (level) {
  case LOG_DEBUG: return "debug";
  case LOG_INFO: return "info";
  case LOG_WARNING: return "warning";
  case LOG_ERROR: return "error";
  }
  return "?";
}
