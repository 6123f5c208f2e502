// SPDX-License-Identifier: Apache-2.0
// Any bytes as rows, as they are and made whole by a head and an end: they are refused with a sentence, or become a tree in which nobody has more
// samples than the caller, and a picture. The sanitizer watches the rest.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tools/cellctl/flame/stacks.h"
#include "tools/cellctl/flame/svg.h"

namespace {

[[noreturn]] void Fail(const char *what) {
  std::fprintf(stderr, "flame_fuzz: %s\n", what);
  std::abort();
}

bool Holds(const struct stack_node *node) {
  uint64_t sum = 0;
  for (const struct stack_node *child = node->child; child != nullptr; child = child->next) {
    if (!Holds(child) || __builtin_add_overflow(sum, child->count, &sum)) return false;
  }
  return sum <= node->count;
}

void Draw(std::string text) {
  struct stacks stacks;
  char why[256] = "";
  text.push_back('\0');
  if (!stacks_read(text.data(), &stacks, why, sizeof why)) {
    if (why[0] == '\0' || stacks.root != nullptr) Fail("a refusal without a sentence, or with a tree");
    return;
  }
  if (!Holds(stacks.root)) Fail("a callee has more samples than its callers");
  char *bytes = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&bytes, &size);
  if (!svg_write(&stacks, "fuzz", out)) Fail("it cannot be written");
  std::fclose(out);
  std::free(bytes);
  stacks_free(&stacks);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  Draw(text);
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    count += text.compare(at, 6, "stack ") == 0;
    if (text.find('\n', at) == std::string::npos) break;
  }
  Draw("profiler 1\n" + text + "\nend " + std::to_string(count) + "\n");
  return 0;
}
