// SPDX-License-Identifier: Apache-2.0
#include <immintrin.h>
#include <linux/types.h>
#include <pthread.h>
#include <stdio.h>

#include <string>
#include <vector>

int main() {
  std::vector<std::string> words{"nothing", "of", "the", "host"};
  for (const std::string &word : words) {
    printf("%s\n", word.c_str());
  }
  return 0;
}
