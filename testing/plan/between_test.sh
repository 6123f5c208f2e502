#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# between_test GRAPH FOLDER: the plans between two images say which cells must swap together, and why.
set -eu
graph=$1 folder=$2
failures=0

# says STATUS OLD NEW: the plan from one to the other ends so, and reads as standard input has it, hashes, versions and sizes aside.
says() {
  status=0
  cat >"$TEST_TMPDIR/wanted"
  "$graph" plan "$folder/$2.elf" "$folder/$3.elf" >"$TEST_TMPDIR/said" 2>&1 || status=$?
  sed -e 's/\<[0-9a-f]\{16\}\>/HASH/g' -e 's/\<[0-9a-f]\{8\}\>/VERSION/g' -e 's/^  [0-9]* bytes of code/  N bytes of code/' "$TEST_TMPDIR/said" >"$TEST_TMPDIR/plain"
  if diff "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/plain" && [ "$status" = "$1" ]; then return; fi
  echo "FAILED: plan $2.elf $3.elf: status $status, wanted $1; < is what was wanted, > what came"
  failures=$((failures + 1))
}

says 0 before before <<'TEXT'
nothing to swap: both have the same cells
TEXT

says 0 before header <<'TEXT'
1. 2 cells together
  //testing/swap:subject, which is changed
  //testing/swap:user, which calls subject_add, whose public header //testing/swap:subject changed
    subject_add(more)
    -  1: uint64_t
    +  1: uint32_t
//testing/swap:subject VERSION -> VERSION
  N bytes of code; state: 1 kept where it lies, 0 new; tables: 1 renewed, 0 new
  subject_add is gone or changed: whoever kept its address goes on with the old version
//testing/swap:user VERSION -> VERSION
  N bytes of code; state: 0 kept where it lies, 0 new; tables: 0 renewed, 0 new
one swap leads there
TEXT
says 1 before state <<'TEXT'
1. //testing/swap:subject by itself
//testing/swap:subject: its state subject_total has another schema (16 bytes, HASH) than what lies there (16 bytes, HASH); keep the types as they are, or restart with an image of the new version
    subject_total -> struct subject_total.sum
    -  sum at 0: uint64_t
    +  sum at 8: uint64_t
    subject_total -> struct subject_total.calls
    -  calls at 8: uint32_t
    +  calls at 0: uint32_t
    subject_total -> struct subject_total.reserved
    -  reserved at 12: uint32_t
    +  reserved at 4: uint32_t
1 of 1 cannot be swapped; restart with the new image
TEXT
says 0 before policy <<'TEXT'
1. //testing/swap:subject by itself
//testing/swap:subject VERSION -> VERSION
  N bytes of code; state: 1 kept where it lies, 0 new; tables: 1 renewed, 0 new
2. //kernel/sched:priority by itself
//kernel/sched:round_robin VERSION -> //kernel/sched:priority VERSION
  N bytes of code; state: 0 kept where it lies, 0 new; tables: 0 renewed, 0 new
these swaps lead there, one after the other
TEXT
says 0 before more <<'TEXT'
1. //testing/plan:lower by itself
+ //testing/plan:lower VERSION comes
  N bytes of code; state: 0 kept where it lies, 0 new; tables: 0 renewed, 0 new
2. //testing/plan:upper by itself
+ //testing/plan:upper VERSION comes
  N bytes of code; state: 0 kept where it lies, 0 new; tables: 0 renewed, 0 new
these swaps lead there, one after the other
TEXT
says 0 more before <<'TEXT'
1. //testing/plan:upper by itself
- //testing/plan:upper VERSION goes
2. //testing/plan:lower by itself
- //testing/plan:lower VERSION goes
these swaps lead there, one after the other
TEXT
[ "$failures" = 0 ] || { echo "$failures failed" && exit 1; }
