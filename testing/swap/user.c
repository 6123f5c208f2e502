// SPDX-License-Identifier: Apache-2.0
#include "testing/swap/user.h"

#include "testing/swap/subject.h"

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
  return subject_add(more);
}
