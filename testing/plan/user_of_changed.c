// SPDX-License-Identifier: Apache-2.0
// The user, compiled against the subject's other header.
#include "testing/swap/changed.h"
#include "testing/swap/user.h"

uint32_t user_plain(void) {
  return subject_version();
}

uint32_t user_version_by(uint32_t (*kept)(void)) {
  return kept();
}

uint32_t (*user_pointer(void))(void) {
  return subject_version;
}

uint32_t user_request(void) {
  struct subject_answer answer;
  return subject_ask(&answer) == OK ? answer.version : 0;
}

uint64_t user_add(uint64_t more) {
  return subject_add((uint32_t)more);
}
