// SPDX-License-Identifier: Apache-2.0
// layout: offsets that the nucleus's assembly and the journalling pass use; layout.c asserts each against the structures in
// nucleus.h.
#pragma once
#define CPU_SELF 0
#define CPU_CURRENT 8
#define CPU_STACK_TOP 16
#define CPU_PREEMPT_OFF 24
#define CPU_CHOOSE_PENDING 32
#define CPU_IDLE 40
#define CPU_FAULT_DEPTH 48
#define CPU_FAULT_STACK_TOP 56
#define CPU_CHOOSE 64
#define CPU_INTERRUPT 72
#define CPU_FAULT 80
#define CPU_JOURNAL 104
#define CPU_TRANSACTION 112
#define CPU_STRICT 120
#define CPU_NEXT 128
#define CPU_SCRATCH 136
#define CPU_MASKED 144
#define CPU_IDLE_CYCLES 160
#define CPU_IDLE_SINCE 168
#define CPU_RESUME_ON 208
#define CPU_START 224
#define CPU_MEET 232
#define CPU_MET 240
#define CPU_QUIET 248
#define CPU_STALE 256
#define CPU_DROPPED 264
#define CPU_UNMASKABLE 288
#define CPU_FAULTS 328
#define CPU_TRANSACTIONS 1072

#define CONTEXT_RSP 0
#define CONTEXT_PREEMPTED 8
#define CONTEXT_REQUESTS 16
#define CONTEXT_ACQUIRED 48

#define REQUEST_ARGUMENTS 32
#define REQUEST_TARGET 80
#define REQUEST_R15 88
#define REQUEST_RBP 128

#define TRANSACTION_WORD 0
#define TRANSACTION_RESULT 8
#define TRANSACTION_REQUEST 24
#define TRANSACTION_JOURNAL 32
#define TRANSACTION_BEFORES 52
#define TRANSACTION_SIZE 2104

#define FRAME_QUADS 22
#define FRAME_VECTOR 120
#define FRAME_RIP 136
#define FRAME_RSP 160
#define FAULT_SIZE 248
#define FAULT_ADDRESS 176
#define FAULT_FRAME_DEPTH 184
#define FAULT_CONTEXT 192
#define FAULT_TRANSACTION 200
#define FAULT_NEXT 208
#define FAULT_JOURNAL 216
#define FAULT_PREEMPT_OFF 224
#define FAULT_REQUEST 232
#define FAULT_ACTIVE 240

#define CPU_STACK_SIZE 16384
#define CPU_FAULT_SLICE 8192
#define CPU_FAULTS_MAX 3
#define STUB_SIZE 9      // of each vector's
#define CPU_AREA_LOG 24  // the blocks of all CPUs, aligned to their size
#define CPU_BLOCK_SIZE 1048576
#define CPU_JOURNALS 131072       // where they lie in a block
#define CPU_JOURNALS_SIZE 233472  // of all, with their guards
