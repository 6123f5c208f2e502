// SPDX-License-Identifier: Apache-2.0
// layout: offsets that the nucleus's assembly uses; cpu.c asserts each against the structures in nucleus.h.
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
#define CPU_FAULTS 88
#define CPU_IDLE_CYCLES 696
#define CPU_IDLE_SINCE 704

#define CONTEXT_RSP 0
#define CONTEXT_PREEMPTED 8
#define CONTEXT_REQUESTS 16

#define FRAME_QUADS 22
#define FRAME_RSP 160
#define FAULT_SIZE 200
#define FAULT_ADDRESS 176
#define FAULT_FRAME_DEPTH 184
#define FAULT_CONTEXT 192

#define CPU_STACK_SIZE 16384
#define CPU_FAULT_SLICE 8192
#define CPU_FAULTS_MAX 3
