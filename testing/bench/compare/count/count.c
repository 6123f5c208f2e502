// SPDX-License-Identifier: Apache-2.0
// A plugin of the emulator that counts the instructions of all processors, those of a processor that spins for a lock too, while they run
// really at once. Under -icount the emulator runs one processor after another, and who spins gives way: nobody is seen to wait.
//
// What is counted lies between two marks (testing/bench/compare/mark.h), which both systems execute. At MARK_REPORT the least of all spans
// since the last one, and their median, are written to the emulator's log, on a line.
//
// It has no library: it becomes part of an emulator that brings its own.
#include <stdbool.h>
#include <stdint.h>

#include "testing/bench/compare/count/qemu_plugin.h"
#include "testing/bench/compare/mark.h"

#define EXPORTED __attribute__((visibility("default")))

enum { PROCESSORS = 64, NUMBER = 24, SPANS_MOST = 64 };

EXPORTED const int qemu_plugin_version = QEMU_PLUGIN_INTERFACE;
EXPORTED int qemu_plugin_install(uint64_t id, const void *info, int count, char **words);

// A line of the cache each: their threads do not meet here.
static struct {
  uint64_t instructions;
} __attribute__((aligned(64))) processor[PROCESSORS];
static uint64_t begun, spans[SPANS_MOST];  // in order
static uint32_t span_count;

static uint64_t total(void) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < PROCESSORS; i++)
    sum += __atomic_load_n(&processor[i].instructions, __ATOMIC_RELAXED);
  return sum;
}

static void write_number(uint64_t value, char behind) {
  char text[NUMBER], *at = text + sizeof text;
  *--at = 0;
  *--at = behind;
  do
    *--at = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  qemu_plugin_outs(at);
}

// What is one too many is dropped.
static void keep(uint64_t span) {
  if (span_count == SPANS_MOST) return;
  uint32_t at = span_count++;
  for (; at > 0 && spans[at - 1] > span; at--)
    spans[at] = spans[at - 1];
  spans[at] = span;
}

static void executed(unsigned int vcpu, void *instructions) {
  uint64_t *counted = &processor[vcpu % PROCESSORS].instructions;
  __atomic_store_n(counted, *counted + (uintptr_t)instructions, __ATOMIC_RELAXED);
}

static void marked(unsigned int, void *mark) {
  switch ((uintptr_t)mark) {
  case MARK_BEGIN: begun = total(); break;
  case MARK_END: keep(total() - begun); break;
  case MARK_REPORT:
    write_number(spans[0], ' ');
    write_number(spans[span_count / 2], '\n');
    span_count = 0;
    break;
  default: break;
  }
}

// 0: it is none.
static uint8_t mark_of(const struct qemu_plugin_insn *insn) {
  static const uint8_t code[MARK_SIZE] = {0x0f, 0x1f, 0x80, 0, 'M', 'R', 'K'};
  const uint8_t *data = qemu_plugin_insn_data(insn);
  if (qemu_plugin_insn_size(insn) != MARK_SIZE) return 0;
  for (uint32_t i = 0; i < MARK_SIZE; i++)
    if (i != 3 && data[i] != code[i]) return 0;
  return data[3];
}

static void translated(uint64_t, struct qemu_plugin_tb *tb) {
  size_t count = qemu_plugin_tb_n_insns(tb);
  qemu_plugin_register_vcpu_tb_exec_cb(tb, executed, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)count);
  for (size_t i = 0; i < count; i++) {
    struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
    uint8_t mark = mark_of(insn);
    if (mark != 0)
      qemu_plugin_register_vcpu_insn_exec_cb(insn, marked, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)mark);
  }
}

int qemu_plugin_install(uint64_t id, const void *, int, char **) {
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  return 0;
}
