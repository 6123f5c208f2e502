#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# plan_test TEST_IMAGE GRAPH IMAGE EMULATOR MACHINE MEMORY: boots the image, whose test prints `[plan] WORDS`, what the running system says of that swap,
# and `[planned] STATUS`; asks the program `graph` the same about the image's file, and compares letter by letter, but for the differences between
# types, which only `graph` has: they are four blanks in, where the system says nothing (differ_test.sh has them).
set -eu
test_image=$1 graph=$2 image=$3
shift 3
"$test_image" "$image" "$@" >"$TEST_TMPDIR/log" || { cat "$TEST_TMPDIR/log"; exit 1; }
tr -d '\r' <"$TEST_TMPDIR/log" >"$TEST_TMPDIR/plain"
failures=0 compared=0

grep '^\[plan\] ' "$TEST_TMPDIR/plain" | sed 's/^\[plan\] //' >"$TEST_TMPDIR/asked"
while IFS= read -r words; do
  awk -v words="[plan] $words" '/^\[planned\] / { if (inside) { print; exit } } inside { print } $0 == words { inside = 1 }' "$TEST_TMPDIR/plain" >"$TEST_TMPDIR/system"
  status=0
  # shellcheck disable=SC2086  # words of a line without blanks in them
  "$graph" --image "$image" plan $words >"$TEST_TMPDIR/whole" </dev/null || status=$?
  grep -v '^    ' "$TEST_TMPDIR/whole" >"$TEST_TMPDIR/host" || true
  case $(sed -n 's/^\[planned\] //p' "$TEST_TMPDIR/system") in OK) wanted=0 ;; *) wanted=1 ;; esac
  sed -i '/^\[planned\] /d' "$TEST_TMPDIR/system"
  compared=$((compared + 1))
  if [ "$status" = "$wanted" ] && [ -s "$TEST_TMPDIR/host" ] && diff "$TEST_TMPDIR/system" "$TEST_TMPDIR/host"; then continue; fi
  echo "FAILED: plan $words: graph ended with $status, wanted $wanted; < is what the system says, > what graph says"
  failures=$((failures + 1))
done <"$TEST_TMPDIR/asked"
# How many there are is written in the cell too, so that none is lost on the way.
grep -q "^\[plans\] $compared$" "$TEST_TMPDIR/plain" || { echo "FAILED: $compared plans were compared; the system speaks of $(grep '^\[plans\]' "$TEST_TMPDIR/plain")" && failures=$((failures + 1)); }
[ "$compared" -ge 8 ] || { echo "FAILED: only $compared plans" && failures=$((failures + 1)); }
echo "$compared plans compared, $failures differ"
[ "$failures" = 0 ]
