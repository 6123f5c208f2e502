// SPDX-License-Identifier: Apache-2.0
// abort: runs an operation one instruction at a time.
#pragma once
#include <cstdint>
#include <functional>

#include "tools/journal/testing/subject.h"

namespace journal_test {

// Called behind each instruction, on a stack of its own, with the address of the next and the stack pointer.
using AtInstruction = std::function<void(uint64_t address, uint64_t *stack)>;

// operation(world, a, b) by single steps (trap flag: Intel SDM vol. 3, 17.3.1.4). What is called in between sees memory as an abort
// there would leave it, and leaves it so, the stack included.
uint64_t Step(subject_operation *operation, subject_world *world, uint64_t a, uint64_t b, const AtInstruction &at);

}  // namespace journal_test
