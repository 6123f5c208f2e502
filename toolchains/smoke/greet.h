// SPDX-License-Identifier: Apache-2.0
// greet: something small to compile for every target.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

[[gnu::visibility("default")]] int greet_next(int number);
[[gnu::visibility("default")]] int greet_through(int (*step)(int number), int number);
int greet_answer(void);  // written in assembler

#ifdef __cplusplus
}
#endif
