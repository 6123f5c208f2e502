#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# generate.sh FOLDER: writes golden cases that are too large to be kept: many lines, deep nesting, long lines, many branches. Each loses
# something at its end, which must be found.
set -eu
cd "$1"

head() { # head NAME SENTENCE
  printf '// SPDX-License-Identifier: Apache-2.0\n// %s: %s\n#include "ring.h"\n' "$1" "$2"
}
loses() { # loses NAME: a function that loses a ring
  echo "void $1(uint32_t word) {"
  echo "  // note: 'ring' is owned from here: ring_create made it"
  echo "  struct ring *ring = ring_create(1);"
  echo "  // note: 'word' is 0 here"
  echo "  // want: own.leak 'ring' is lost here, and nobody else holds it"
  echo "  if (word == 0) return;"
  echo "  ring_destroy(ring);"
  echo "}"
}

{
  head ten_thousand_lines "10,000 lines of functions with loops and branches."
  awk 'BEGIN {
    for (i = 0; i < 840; i++) {
      printf "uint32_t f%d(uint32_t word) {\n  struct ring *ring = ring_create(word);\n  if (ring == NULL) return 0;\n", i
      printf "  for (uint32_t i = 0; i < word; i++) {\n    if (ring_push(ring, i) != OK) break;\n    word -= i;\n  }\n"
      printf "  uint32_t count = ring_count(ring);\n  ring_destroy(ring);\n  return count%s;\n}\n\n", i == 0 ? "" : " + f" (i - 1) "(word)"
    }
  }'
  loses last
} >ten_thousand_lines.c
{
  head deep_blocks "blocks and conditions in each other, 200 deep."
  echo "void deep(uint32_t word) {"
  awk 'BEGIN { for (i = 0; i < 200; i++) printf "if (word != %d) {\n", i; print "word++;"; for (i = 0; i < 200; i++) print "}" }'
  echo "}"
  loses last
} >deep_blocks.c
{
  head deep_expressions "brackets and operators in each other, 200 deep."
  printf 'uint32_t deep(uint32_t word) {\n  return '
  awk 'BEGIN { for (i = 0; i < 200; i++) printf "(word + %d * ", i; printf "word"; for (i = 0; i < 200; i++) printf ")"; print ";" }'
  echo "}"
  loses last
} >deep_expressions.c
{
  head long_line "a line of more than 20,000 characters."
  printf 'uint32_t wide(uint32_t word) { '
  awk 'BEGIN { for (i = 0; i < 1500; i++) printf "word += %d; ", i; print "return word; }" }'
  loses last
} >long_line.c
{
  head many_branches "2,000 branches one behind the other: the ways through them cannot be counted."
  echo "uint32_t many(uint32_t word) {"
  awk 'BEGIN { for (i = 0; i < 2000; i++) printf "  if (word & %d) word += %d;\n", i, i }'
  printf '  return word;\n}\n'
  loses last
} >many_branches.c
{
  head many_cases "a switch of 2,000 cases, one of which loses."
  echo "uint32_t many(uint32_t word) {"
  echo "  // note: 'ring' is owned from here: ring_create made it"
  echo "  struct ring *ring = ring_create(1);"
  echo "  // note: 'word' is 2000 here"
  echo "  switch (word) {"
  awk 'BEGIN { for (i = 0; i < 2000; i++) printf "  case %d: word = %d; break;\n", i, i * 7 }'
  printf "  // want: own.leak 'ring' is lost here, and nobody else holds it\n  case 2000: return 1;\n  }\n  ring_destroy(ring);\n  return word;\n}\n"
} >many_cases.c
{
  head many_variables "1,000 variables that each own something for a while."
  echo "void many(void) {"
  awk 'BEGIN { for (i = 0; i < 1000; i++) printf "  struct ring *r%d = ring_create(%d);\n", i, i; for (i = 0; i < 1000; i++) printf "  ring_destroy(r%d);\n", i }'
  echo "}"
  loses last
} >many_variables.c
{
  head longer_chain "if ... else if ..., 3,000 times."
  echo "uint32_t chain(uint32_t word) {"
  awk 'BEGIN { for (i = 0; i < 3000; i++) printf "%sif (word == %d) {\n  word = %d;\n} ", i == 0 ? "" : "else ", i, i * 3; print "" }'
  printf '  return word;\n}\n'
  loses last
} >longer_chain.c
{
  head long_chain "if ... else if ..., 500 times."
  echo "uint32_t chain(uint32_t word) {"
  awk 'BEGIN { for (i = 0; i < 500; i++) printf "%sif (word == %d) {\n  word = %d;\n} ", i == 0 ? "" : "else ", i, i * 3; print "" }'
  printf '  return word;\n}\n'
  loses last
} >long_chain.c
