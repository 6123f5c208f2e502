#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# steps_test CELLCHECK FLAGS CHAIN WORDS...: following paths takes no more steps than it did, in the heaviest cells and in programs made to be hard.
# Steps are counted, so a busy machine changes nothing. CHAIN: 840 functions, each of which calls the one before.
set -eu
check=$1 flags=$2 chain=$3
shift 3
failed=0

# holds MOST NAME WORD...: what cellcheck says of the words, held against MOST steps and kept in $said.
holds() {
  local most=$1 name=$2 status=0 steps
  shift 2
  said=$("$check" --times --mode report "$@" 2>&1) || status=$?
  steps=$(sed -n 's/.* of processor time, \([0-9]*\) steps$/\1/p' <<<"$said")
  if [ "$status" != 0 ] || [ -z "$steps" ]; then
    printf '%s: cellcheck ends with %s\n%s\n' "$name" "$status" "$said"
    exit 1
  fi
  printf '%-28s %9d steps, at most %9d\n' "$name" "$steps" "$most"
  if ((steps > most)); then
    echo "$name: more steps than that: see which function takes them, and why its states are kept apart (rules/own/state.c)"
    failed=1
  fi
}

# finds RULE: what holds() ran has found it.
finds() {
  grep -q "\[$1\]$" <<<"$said" && return
  echo "$1 is not found there any more"
  failed=1
}

for file in "$@"; do
  mapfile -t words <"$file"
  case ${words[1]} in
    //kernel/heap) most=750000 ;;
    //kernel/ledger) most=600000 ;;
    //kernel/linker) most=700000 ;;
    *) echo "${words[1]}: how many steps may it take? say so in steps_test.sh" && exit 1 ;;
  esac
  holds $most "${words[@]:1:1}" "${words[@]}"
done

mapfile -t flags <"$flags"
flags+=(-w -Itools/cellcheck/testing/golden/include)
holds 1500000 "a chain of 840 calls" --label //chain --source "$chain" -- "${flags[@]}"
finds own.leak

# 3,000 calls that each return a status and are given an address of their own.
{
  echo '#include "ring.h"'
  echo 'status_t calls(struct ring *ring, uint32_t first) {'
  echo '  struct ring *other = ring_create(first);'
  echo '  if (other == NULL) return NO_MEMORY;'
  for ((i = 0; i < 3000; i++)); do
    echo "  uint32_t word$i = 0;"
    echo "  status_t status$i = ring_pop(ring, &word$i);"
    echo "  if (status$i != OK) first += word$i;"
  done
  echo '  if (first == 7) return OK;'
  echo '  ring_destroy(other);'
  echo '  return OK;'
  echo '}'
} >"$TEST_TMPDIR/calls.c"
holds 250000 "3,000 calls with a status" --label //calls --source "$TEST_TMPDIR/calls.c" -- "${flags[@]}"
finds own.leak
exit $failed
