// SPDX-License-Identifier: Apache-2.0
// wrap: sets a list of words in lines of bounded width behind a heading, for whoever prints lists. Plain code, linked privately:
//
//   struct wrap wrap;
//   wrap_start(&wrap, "  //kernel/heap", 30);
//   while ((word = next()) != NULL)
//     if (!wrap_add(&wrap, word)) print(wrap.line), wrap_next(&wrap, word);
//   print(wrap.line);
//
// The line that is printed lacks its newline. A word longer than a line stands alone and is cut.
#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { WRAP_WIDTH = 100 };

struct wrap {
  char line[WRAP_WIDTH + 2];
  uint32_t length;
  uint32_t indent;  // where words begin in each line
  uint32_t words;   // all so far
};

// heading: at the start of the first line; a longer one than indent moves the words of its own line to the right.
void wrap_start(struct wrap *wrap, const char *heading, uint32_t indent);
bool wrap_add(struct wrap *wrap, const char *word);   // false: no room in this line
void wrap_next(struct wrap *wrap, const char *word);  // a new line that begins with the word

#ifdef __cplusplus
}
#endif
