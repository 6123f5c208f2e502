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
      if (i == 839) print "// want: front.unseen \047f839\047 does more than cellcheck follows: the rest is not held against its kind, nor against the rules of locks, state and code"
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
public() { # public NAME SENTENCE DECLARATION...: the header, and the begin of the source
  printf '// SPDX-License-Identifier: Apache-2.0\n// %s: %s\n// file: cell.h public\n#pragma once\n#include "kernel/base/cell.h"\n' "$1" "$2"
  name=$1
  shift 2
  printf '%s\n' "$@" "// file: $name.c" '#include "cell.h"'
}
{
  public many_locks "66 locks: 64 are told apart." "ATOMIC void put(void);"
  echo '#include "kernel/lock/lock.h"'
  echo "struct queue {"
  awk 'BEGIN { for (i = 0; i < 66; i++) printf "  struct lock lock%d;\n", i }'
  printf '  uint32_t count;\n};\nCELL_STATE(struct queue, queue);\n\nvoid put(void) {\n'
  awk 'BEGIN {
    for (i = 0; i < 66; i++) {
      if (i >= 64) print "  // want: front.unseen a lock is entered here, and the cell has more than the 64 that cellcheck follows"
      printf "  lock_enter(&queue.lock%d);\n", i
    }
    print "  queue.count++;"
    for (i = 65; i >= 0; i--) printf "  lock_leave(&queue.lock%d);\n", i
  }'
  echo "}"
} >many_locks.c
{
  public many_enters "one function that enters locks at 258 places." "ATOMIC void put(uint32_t word);"
  printf '#include "kernel/lock/lock.h"\nstruct queue {\n  struct lock lock;\n  uint32_t count;\n};\nCELL_STATE(struct queue, queue);\n\n'
  printf 'void put(uint32_t word) {\n  switch (word) {\n'
  awk 'BEGIN {
    for (i = 0; i < 258; i++) {
      if (i < 2) print "  // want: front.unseen a lock is entered here, and its function has more than the 256 that cellcheck follows"
      printf "  case %d: lock_enter(&queue.lock); break;\n", i
    }
  }'
  printf '  default: return;\n  }\n  queue.count++;\n  lock_leave(&queue.lock);\n}\n'
} >many_enters.c
{
  public many_functions "a table of 70 functions: of each pointer 63 things are followed." "ATOMIC uint32_t call(uint32_t word);"
  awk 'BEGIN {
    for (i = 0; i < 70; i++) printf "static uint32_t f%d(uint32_t word) { return word + %d; }\n", i, i
    printf "static uint32_t (*const functions[70])(uint32_t word) = {"
    for (i = 0; i < 70; i++) printf "f%d, ", i
    print "};"
  }'
  printf 'uint32_t call(uint32_t word) {\n  // want: front.unseen this may be the address of more than 63 things: the rest is not followed\n'
  printf '  return functions[word %% 70](word);\n}\n'
} >many_functions.c
{
  public many_stores "more effects than are followed, in a RAW function and in a helper of an ATOMIC one." "RAW void start(void);" \
    "ATOMIC void reset(void);"
  echo "struct words {"
  awk 'BEGIN { for (i = 0; i < 5010; i++) printf "  uint32_t word%d;\n", i }'
  printf '};\nCELL_STATE(struct words, words);\n'
  awk 'function body(text) { print text; for (i = 0; i < 5010; i++) printf "  words.word%d = %d;\n", i, i; print "}" }
    BEGIN {
      want = "// want: front.unseen \047%s\047 does more than cellcheck follows: the rest is not held against its kind, nor against the rules of locks, state and code\n"
      printf want, "start"
      body("void start(void) {")
      body("static void clear(void) {")
      printf want, "reset"
      print "void reset(void) {\n  clear();\n}"
    }'
} >many_stores.c
{
  head many_members "an object with 300 members, of which 255 are followed."
  echo '#include "kernel/heap/heap.h"'
  echo "struct wide {"
  awk 'BEGIN { for (i = 0; i < 299; i++) printf "  uint32_t word%d;\n", i }'
  printf '  OWN struct ring *ring;\n};\n\nvoid end(OWN struct wide *wide) {\n'
  printf "  // want: front.unseen 'wide' has more than the 255 members that cellcheck follows\n  heap_delete(wide);\n}\n"
} >many_members.c
{
  head many_ways "so many steps that ways are not kept apart any more, behind which a ring may be lost."
  echo "// want: front.unseen 'many' has too many ways to keep them apart: what is owned on some of them only is not seen"
  echo "void many(uint32_t word) {"
  awk 'BEGIN {
    for (i = 0; i < 12000; i++) printf "  if (word & %d) word += %d;\n", i, i
    for (i = 0; i < 3; i++) printf "  struct ring *r%d = NULL;\n  if (word > %d) r%d = ring_create(1);\n", i, i, i
    print "  word++;"
    for (i = 0; i < 3; i++) printf "  if (r%d != NULL) ring_destroy(r%d);\n", i, i
  }'
  echo "}"
} >many_ways.c
