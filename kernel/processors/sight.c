// SPDX-License-Identifier: Apache-2.0
// Where another processor stands, whatever it does: it notes that itself, in a non-maskable interrupt. docs/processors.md.
#include "kernel/arch/arch.h"
#include "kernel/base/lock_word.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/graph/graph.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/log/log.h"
#include "kernel/processors/state.h"

enum { PAGE = 4096, FLAG_INTERRUPTS = 1 << 9 };

static_assert(offsetof(struct task, context) == 0);

// What is asked of a processor, and what it has noted.
struct processors_note {
  uint32_t looker;       // 1 + the number of the processor that looks at it; 0: none
  uint32_t urges;        // NMIs that were sent and have not come
  uint64_t asked, told;  // numbers of looks
  struct processor_sight sight;
  uint64_t top[2];  // of its stack
};
CELL_CPU_STATE(struct processors_note, processors_notes);

// ---- On the one that is looked at: in an NMI, which may have come into anything. No lock, no wait, no memory that might not be there. ----

struct stack_bounds {
  uint64_t low, high;
};

RAW_STATIC bool holds(struct stack_bounds stack, uint64_t address) {
  return address % 8 == 0 && address >= stack.low && address < stack.high && stack.high - address >= 16;
}

RAW_STATIC struct stack_bounds stack_of(const struct nucleus_cpu *cpu, uint64_t address) {
  const struct nucleus_context *context = cpu->current;
  struct stack_bounds stacks[] = {
      {cpu->stack_top - NUCLEUS_STACK_PAGES * PAGE, cpu->stack_top},
      {cpu->fault_stack_top - NUCLEUS_FAULT_PAGES * PAGE, cpu->fault_stack_top},
      {context == NULL ? 0 : context->stack_low, context == NULL ? 0 : context->stack_high},
  };
  for (uint32_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++)
    if (holds(stacks[i], address)) return stacks[i];
  return (struct stack_bounds){0, 0};
}

RAW_STATIC uint64_t walk(struct stack_bounds stack, const struct nucleus_frame *at, uint64_t frame[PROCESSOR_FRAMES]) {
  uint64_t count = 0, pointer = at->rbp;
  frame[count++] = at->rip;
  while (count < PROCESSOR_FRAMES && holds(stack, pointer)) {
    const uint64_t *saved = (const uint64_t *)pointer;
    if (saved[1] == 0) break;
    frame[count++] = saved[1];
    stack.low = pointer + 8;
    pointer = saved[0];
  }
  return count;
}

// A lock is on a list before it is taken: whose it is tells whether it is held or waited for.
RAW_STATIC void note_lock(struct processor_sight *sight, const struct lock *lock, uint32_t me) {
  if (lock->owner != me)
    sight->wanted = (uint64_t)lock;
  else if (sight->held == 0)
    sight->held = (uint64_t)lock;
}

RAW_STATIC void note_locks(const struct nucleus_cpu *cpu, struct processor_sight *sight) {
  const struct nucleus_transaction *holder = cpu->next;
  uint32_t me = (uint32_t)cpu->number + 1;
  sight->held = sight->wanted = 0;
  for (uint32_t i = 0; i < holder->locks && i < NUCLEUS_LOCKS; i++)
    note_lock(sight, holder->lock[i], me);
  for (uint32_t i = 0; i < holder->reads && i < NUCLEUS_READ_LOCKS; i++)
    note_lock(sight, holder->read[i], me);
}

RAW_STATIC void note_here(const struct nucleus_cpu *cpu, const struct nucleus_frame *frame,
                          struct processors_note *own) {
  struct processor_sight *sight = &own->sight;
  const struct task *task = (const struct task *)cpu->current;
  sight->task = task == NULL ? 0 : task->number;
  for (uint32_t i = 0; i < sizeof sight->name; i++)
    sight->name[i] = task == NULL ? 0 : task->name[i];
  sight->is_halted = cpu->idle != 0;
  sight->interrupts_are_off = (frame->rflags & FLAG_INTERRUPTS) == 0;
  sight->is_in_transaction = cpu->transaction != NULL;
  sight->preempt_off = cpu->preempt_off;
  note_locks(cpu, sight);
  struct stack_bounds stack = stack_of(cpu, frame->rsp);
  sight->frames = walk(stack, frame, sight->frame);
  own->top[0] = own->top[1] = 0;
  if (holds(stack, frame->rsp)) {
    own->top[0] = ((const uint64_t *)frame->rsp)[0];
    own->top[1] = ((const uint64_t *)frame->rsp)[1];
  }
}

RAW_STATIC bool take_urge(struct processors_note *own) {
  uint32_t urges = __atomic_load_n(&own->urges, __ATOMIC_ACQUIRE);
  while (urges != 0)
    if (__atomic_compare_exchange_n(&own->urges, &urges, urges - 1, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      return true;
  return false;
}

RAW_STATIC bool answer(const struct nucleus_frame *frame) {
  const struct nucleus_cpu *cpu = nucleus_cpu();
  struct processors_note *own = &processors_notes[cpu->number];
  if (!take_urge(own)) return false;
  nucleus_drop_stale();
  uint64_t asked = __atomic_load_n(&own->asked, __ATOMIC_ACQUIRE);
  if (own->told == asked) return true;
  note_here(cpu, frame, own);
  __atomic_store_n(&own->told, asked, __ATOMIC_RELEASE);
  return true;
}

CELL_CALLBACK bool processors_unmaskable(const struct nucleus_frame *frame) {
  return answer(frame);
}

// ---- On the one that looks ----

RAW_STATIC status_t urge(uint32_t index) {
  struct processors_note *note = &processors_notes[index];
  __atomic_fetch_add(&note->urges, 1, __ATOMIC_ACQ_REL);
  status_t status = controller_urge(processors.row[index].id);
  if (status != OK) (void)take_urge(note);
  return status;
}

// From here to `leave` nobody else runs on this processor: its own number there is what a fault has left.
RAW_STATIC bool enter(struct processors_note *note, uint64_t deadline_ns) {
  nucleus_preempt_off();
  uint32_t me = (uint32_t)nucleus_cpu()->number + 1, holder = 0;
  while (!__atomic_compare_exchange_n(&note->looker, &holder, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
    if (holder == me) return true;
    if (clock_now() > deadline_ns) {
      nucleus_preempt_on();
      return false;
    }
    holder = 0;
    arch_pause();
  }
  return true;
}

RAW_STATIC void leave(struct processors_note *note) {
  __atomic_store_n(&note->looker, 0, __ATOMIC_RELEASE);
  nucleus_preempt_on();
}

// In a function's first instructions (push %rbp; mov %rsp, %rbp) and at its return its caller is in no frame, but on top of the stack.
RAW_STATIC uint64_t caller_on_top(const struct processors_note *note) {
  enum { RETURN = 0xc3, FRAME_MADE = 4 };
  uint32_t cell;
  const char *symbol;
  uint64_t offset, rip = note->sight.frame[0];
  if (graph_symbol_at(graph_running(), rip, &cell, &symbol, &offset) != OK) return 0;
  if (offset == 0 || *(const uint8_t *)rip == RETURN) return note->top[0];
  return offset < FRAME_MADE ? note->top[1] : 0;
}

RAW_STATIC void copy(const struct processors_note *note, struct processor_sight *sight) {
  uint64_t caller = caller_on_top(note);
  *sight = note->sight;
  if (caller == 0 || sight->frames < 1) return;
  if (sight->frames < PROCESSOR_FRAMES) sight->frames++;
  for (uint64_t i = sight->frames - 1; i > 1; i--)
    sight->frame[i] = sight->frame[i - 1];
  sight->frame[1] = caller;
}

RAW_STATIC status_t look(uint32_t index, uint64_t deadline_ns, struct processor_sight *sight) {
  struct processors_note *note = &processors_notes[index];
  if (!enter(note, deadline_ns)) return BUSY;
  uint64_t asked = note->asked + 1;
  __atomic_store_n(&note->asked, asked, __ATOMIC_RELEASE);
  status_t status = urge(index);
  if (status == OK && !processors_await(&note->told, asked, deadline_ns)) status = TIMED_OUT;
  if (status == OK) copy(note, sight);
  leave(note);
  return status;
}

status_t processors_look(uint32_t index, uint64_t patience_ns, struct processor_sight *sight) {
  if (index >= processors.count) return OUT_OF_RANGE;
  if (processors.row[index].state != PROCESSOR_ONLINE) return NOT_FOUND;
  return look(index, processors_deadline(patience_ns), sight);
}

void processors_tell_frames(const uint64_t *frame, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    uint32_t cell;
    const char *symbol, *which = i == 0 ? "at" : "by";
    uint64_t offset, address = frame[i] - (i == 0 ? 0 : 1);  // of the call, not of what follows it
    if (graph_symbol_at(graph_running(), address, &cell, &symbol, &offset) != OK) {
      LOG(LOG_ERROR, "  %s %016lx", which, frame[i]);
      continue;
    }
    const struct graph_cell *row = graph_cell(graph_running(), cell);
    LOG(LOG_ERROR, "  %s %016lx %s %s+0x%lx", which, frame[i],
        row == NULL ? "?" : graph_string(graph_running(), row->label), symbol, offset);
  }
}

static void tell_lock(uint32_t index, const char *what, uint64_t lock) {
  char place[64] = "?";
  if (lock == 0) return;
  (void)graph_tell_address(graph_running(), lock, place, sizeof place);
  LOG(LOG_ERROR, "processor %u %s the lock at %lx, %s", index, what, lock, place);
}

void processors_tell(uint32_t index, status_t seen, const struct processor_sight *sight) {
  if (seen != OK) {
    LOG(LOG_ERROR, "processor %u cannot be looked at: %s", index,
        seen == UNSUPPORTED ? "this machine has no non-maskable interrupts" : status_name(seen));
    return;
  }
  if (sight->is_halted) {
    LOG(LOG_ERROR, "processor %u is halted", index);
    return;
  }
  LOG(LOG_ERROR, "processor %u runs %lu '%s'%s%s%s", index, sight->task, sight->task == 0 ? "nothing" : sight->name,
      sight->interrupts_are_off ? ", interrupts off" : "", sight->preempt_off != 0 ? ", preemption off" : "",
      sight->is_in_transaction ? ", inside a transaction" : "");
  tell_lock(index, "holds", sight->held);
  tell_lock(index, "wants", sight->wanted);
  processors_tell_frames(sight->frame, sight->frames);
}

// Of a wait that cannot be given up without harm. At the last there is nothing left to see of it but what it has noted before.
CELL_CALLBACK bool processors_urge(uint64_t number, bool last) {
  if (last) LOG(LOG_ERROR, "processor %lu takes no interrupts, not even a non-maskable one", number);
  return urge((uint32_t)number) != UNSUPPORTED;
}

RAW_PRIVATE void processors_listen_unmasked(struct nucleus_cpu *cpu) {
  cpu->unmaskable = processors_unmaskable;
  cpu->urge = processors_urge;
}
