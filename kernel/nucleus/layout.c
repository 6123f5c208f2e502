// SPDX-License-Identifier: Apache-2.0
// The offsets that assembly uses, held against the structures.
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"

#define IS_AT(type, member, offset) static_assert(offsetof(struct type, member) == (offset), #type "." #member)

IS_AT(nucleus_cpu, self, CPU_SELF);
IS_AT(nucleus_cpu, current, CPU_CURRENT);
IS_AT(nucleus_cpu, stack_top, CPU_STACK_TOP);
IS_AT(nucleus_cpu, preempt_off, CPU_PREEMPT_OFF);
IS_AT(nucleus_cpu, choose_pending, CPU_CHOOSE_PENDING);
IS_AT(nucleus_cpu, idle, CPU_IDLE);
IS_AT(nucleus_cpu, fault_depth, CPU_FAULT_DEPTH);
IS_AT(nucleus_cpu, fault_stack_top, CPU_FAULT_STACK_TOP);
IS_AT(nucleus_cpu, upcalls.choose, CPU_CHOOSE);
IS_AT(nucleus_cpu, upcalls.interrupt, CPU_INTERRUPT);
IS_AT(nucleus_cpu, upcalls.fault, CPU_FAULT);
IS_AT(nucleus_cpu, journal, CPU_JOURNAL);
IS_AT(nucleus_cpu, transaction, CPU_TRANSACTION);
IS_AT(nucleus_cpu, strict, CPU_STRICT);
IS_AT(nucleus_cpu, next, CPU_NEXT);
IS_AT(nucleus_cpu, scratch, CPU_SCRATCH);
IS_AT(nucleus_cpu, masked, CPU_MASKED);
IS_AT(nucleus_cpu, idle_cycles, CPU_IDLE_CYCLES);
IS_AT(nucleus_cpu, idle_since, CPU_IDLE_SINCE);
IS_AT(nucleus_cpu, resume_on, CPU_RESUME_ON);
IS_AT(nucleus_cpu, start, CPU_START);
IS_AT(nucleus_cpu, meet, CPU_MEET);
IS_AT(nucleus_cpu, met, CPU_MET);
IS_AT(nucleus_cpu, quiet, CPU_QUIET);
IS_AT(nucleus_cpu, stale, CPU_STALE);
IS_AT(nucleus_cpu, dropped, CPU_DROPPED);
IS_AT(nucleus_cpu, unmaskable, CPU_UNMASKABLE);
IS_AT(nucleus_cpu, faults, CPU_FAULTS);
IS_AT(nucleus_cpu, transactions, CPU_TRANSACTIONS);

IS_AT(nucleus_context, rsp, CONTEXT_RSP);
IS_AT(nucleus_context, preempted, CONTEXT_PREEMPTED);
IS_AT(nucleus_context, requests, CONTEXT_REQUESTS);
IS_AT(nucleus_context, acquired, CONTEXT_ACQUIRED);

IS_AT(nucleus_request, target, REQUEST_TARGET);
IS_AT(nucleus_request, arguments, REQUEST_ARGUMENTS);
IS_AT(nucleus_request, r15, REQUEST_R15);
IS_AT(nucleus_request, rbp, REQUEST_RBP);

IS_AT(nucleus_transaction, word, TRANSACTION_WORD);
IS_AT(nucleus_transaction, result, TRANSACTION_RESULT);
IS_AT(nucleus_transaction, request, TRANSACTION_REQUEST);
IS_AT(nucleus_transaction, journal, TRANSACTION_JOURNAL);
IS_AT(nucleus_transaction, befores, TRANSACTION_BEFORES);
static_assert(sizeof(struct nucleus_transaction) == TRANSACTION_SIZE);

IS_AT(nucleus_frame, vector, FRAME_VECTOR);
IS_AT(nucleus_frame, rip, FRAME_RIP);
IS_AT(nucleus_frame, rsp, FRAME_RSP);
static_assert(sizeof(struct nucleus_frame) == FRAME_QUADS * 8);

IS_AT(nucleus_fault, address, FAULT_ADDRESS);
IS_AT(nucleus_fault, depth, FAULT_FRAME_DEPTH);
IS_AT(nucleus_fault, context, FAULT_CONTEXT);
IS_AT(nucleus_fault, transaction, FAULT_TRANSACTION);
IS_AT(nucleus_fault, next, FAULT_NEXT);
IS_AT(nucleus_fault, journal, FAULT_JOURNAL);
IS_AT(nucleus_fault, preempt_off, FAULT_PREEMPT_OFF);
IS_AT(nucleus_fault, request, FAULT_REQUEST);
IS_AT(nucleus_fault, active, FAULT_ACTIVE);
static_assert(sizeof(struct nucleus_fault) == FAULT_SIZE);

static_assert(NUCLEUS_STACK_PAGES * 4096 == CPU_STACK_SIZE && NUCLEUS_FAULT_SLICE == CPU_FAULT_SLICE);
static_assert(NUCLEUS_CPU_PAGES * 4096 == CPU_BLOCK_SIZE && CPU_BLOCK_SIZE * CELL_CPUS_MAX == 1 << CPU_AREA_LOG);
static_assert(NUCLEUS_JOURNAL_PAGE * 4096 == CPU_JOURNALS);
static_assert((NUCLEUS_SCRATCH_PAGE + NUCLEUS_SCRATCH_PAGES + 1 - NUCLEUS_JOURNAL_PAGE) * 4096 == CPU_JOURNALS_SIZE);
