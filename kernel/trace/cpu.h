// SPDX-License-Identifier: Apache-2.0
// cpu: this processor's number and what runs on it, in one instruction each: recording takes 40 in all, and a call of
// nucleus_cpu with all that must be kept across it would add 20.
#pragma once
#include "kernel/nucleus/nucleus.h"

#ifdef __DELIAS__
__attribute__((always_inline)) static inline uint64_t cpu_number(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->number;
}
__attribute__((always_inline)) static inline const struct nucleus_context *cpu_context(void) {
  return ((const struct nucleus_cpu __seg_gs *)NULL)->current;
}
#else
__attribute__((always_inline)) static inline uint64_t cpu_number(void) {
  return nucleus_cpu()->number;
}
__attribute__((always_inline)) static inline const struct nucleus_context *cpu_context(void) {
  return nucleus_cpu()->current;
}
#endif
