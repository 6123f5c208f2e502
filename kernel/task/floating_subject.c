// SPDX-License-Identifier: Apache-2.0
// What computes: only tasks that have asked for floating point may call it.
#include "kernel/task/floating.h"

#include "kernel/arch/arch.h"
#include "kernel/sched/sched.h"

enum { ROUNDS = 24, TURNS = 30000 };
enum { CONTROL = 0x1f80, ROUNDING = 13, STATUS = 0x3f, CPUID_FEATURES = 1, HAS_AVX = 1 << 28 };

struct floating {
  double sum, twice;
  uint64_t calls, faults;
};
CELL_STATE(struct floating, floating);

void floating_reset(void) {
  floating.sum = floating.twice = 0;
  floating.calls = floating.faults = 0;
}

RAW_STATIC bool faults_now(void) {
  bool faults = __atomic_fetch_add(&floating.calls, 1, __ATOMIC_RELAXED) % FLOATING_EVERY == 0;
  if (faults) __atomic_fetch_add(&floating.faults, 1, __ATOMIC_RELAXED);
  return faults;
}

void floating_add(uint64_t part) {
  double share = 1.0 / (double)part;
  floating.sum += share;
  if (faults_now()) *(volatile uint64_t *)16;
  floating.twice += share + share;
}

uint64_t floating_faults(void) {
  return floating.faults;
}

bool floating_is(uint64_t parts) {
  double sum = 0;
  for (uint64_t part = 1; part <= parts; part++)
    sum += 1.0 / (double)part;
  return floating.sum == sum && floating.twice == sum + sum;
}

// ---- Registers ----

static uint32_t control_read(void) {
  uint32_t control;
  __asm__ volatile("stmxcsr %0" : "=m"(control));
  return control;
}

RAW_STATIC void control_write(uint32_t control) {
  __asm__ volatile("ldmxcsr %0" : : "m"(control));
}

#define EACH(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15)
#define ALL_REGISTERS                                                                                                  \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",  \
      "xmm14", "xmm15"
#define PUT(n) "movq %[word], %%xmm" #n "; punpcklqdq %%xmm" #n ", %%xmm" #n "; inc %[word];"
#define PUT_AVX(n) PUT(n) "vinsertf128 $1, %%xmm" #n ", %%ymm" #n ", %%ymm" #n ";"
#define HOLD "1: pause; dec %[turns]; jnz 1b; sub $16, %[word];"
#define SEE(n) "movq %%xmm" #n ", %[seen]; xor %[word], %[seen]; or %[seen], %[wrong];"
#define LOOK(n) SEE(n) "punpckhqdq %%xmm" #n ", %%xmm" #n ";" SEE(n) "inc %[word];"
#define LOOK_AVX(n)                                                                                                    \
  SEE(n)                                                                                                               \
  "vextractf128 $1, %%ymm" #n ", %%xmm" #n ";" SEE(n) "punpckhqdq %%xmm" #n ", %%xmm" #n ";" SEE(n) "inc %[word];"

// A word for each register, which is found there after so many turns. Other tasks have their own there meanwhile.
RAW_STATIC bool keeps_sse(uint64_t word, uint64_t turns) {
  uint64_t seen, wrong = 0;
  __asm__ volatile(EACH(PUT) HOLD EACH(LOOK)
                   : [word] "+r"(word), [turns] "+r"(turns), [seen] "=&r"(seen), [wrong] "+r"(wrong)
                   :
                   : ALL_REGISTERS, "cc");
  return wrong == 0;
}

RAW_STATIC bool keeps_avx(uint64_t word, uint64_t turns) {
  uint64_t seen, wrong = 0;
  __asm__ volatile(EACH(PUT_AVX) HOLD EACH(LOOK_AVX) "vzeroupper"
                   : [word] "+r"(word), [turns] "+r"(turns), [seen] "=&r"(seen), [wrong] "+r"(wrong)
                   :
                   : ALL_REGISTERS, "cc");
  return wrong == 0;
}

static bool has_avx(void) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  return (leaf[2] & HAS_AVX) != 0;
}

// ---- Tasks ----

void floating_holds(void *argument) {
  uint64_t number = (uint64_t)argument;
  uint32_t control = CONTROL | (uint32_t)(number % 4) << ROUNDING;
  bool is_avx = has_avx() && number % 2 == 0;
  control_write(control);
  for (uint64_t round = 0; round < ROUNDS; round++) {
    uint64_t word = number << 32 | round << 8;
    if (!(is_avx ? keeps_avx(word, TURNS) : keeps_sse(word, TURNS))) sched_exit(1);
    if ((control_read() & ~(uint32_t)STATUS) != control) sched_exit(2);
    if (round % 4 == 0) sched_give_way();
  }
}

void floating_sums(void *) {
  floating_reset();
  for (uint64_t part = 1; part <= FLOATING_PARTS; part++)
    floating_add(part);
  if (!floating_is(FLOATING_PARTS)) sched_exit(1);
}

RAW_STATIC void divide(void) {
  uint16_t control = 0x37b;  // as FNINIT, but for division by zero
  __asm__ volatile("fldcw %0; fld1; fldz; fdivrp; fwait" : : "m"(control));
}

void floating_divides(void *) {
  divide();
}

void floating_first(void *) {
  __asm__ volatile("xorps %%xmm1, %%xmm1" : : : "xmm1");
}
