// SPDX-License-Identifier: Apache-2.0
// depth: which CPU this is, and whether, and how deep, a fault is being handled on it. In unit tests a test says so.
#pragma once
#include "kernel/nucleus/nucleus.h"

#ifdef __DELIAS__
static inline uint32_t fault_depth(void) {
  return (uint32_t)((const struct nucleus_cpu __seg_gs *)NULL)->fault_depth;
}
static inline uint32_t cpu_number(void) {
  return (uint32_t)((const struct nucleus_cpu __seg_gs *)NULL)->number;
}
#else
extern uint32_t log_host_cpu;
static inline uint32_t cpu_number(void) {
  return log_host_cpu;
}
extern uint32_t log_host_fault_depth;
static inline uint32_t fault_depth(void) {
  return log_host_fault_depth;
}
#endif
