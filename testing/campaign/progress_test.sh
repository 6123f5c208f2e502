#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# progress_test.sh CAMPAIGN IMAGE: a campaign that was broken off goes on where it was, and comes to the same totals.
set -u
campaign=$1 image=$2 file=$TEST_TMPDIR/progress
unset TEST_TOTAL_SHARDS TEST_SHARD_INDEX TEST_SHARD_STATUS_FILE

fail() {
  echo "FAILED: $1"
  exit 1
}
totals() {
  sed -n 's/.*: \([0-9]* subjects, [0-9]* instructions, [0-9]* points\).*/\1/p'
}
run() {
  "$campaign" --calls heap_delete --most 40 --loud --progress "$file" "$@" "$image"
}

whole=$(run) || fail "the first run: $whole"
[ "$(wc -l <"$file")" -gt 2 ] || fail "the file has no line for each subject"
again=$(run) || fail "the second run: $again"
[ "$(totals <<<"$again")" = "$(totals <<<"$whole")" ] || fail "other totals: $again"
[ "$(grep -c ' different$' <<<"$again")" = 0 ] || fail "subjects that were done are done again: $again"

# As if cut off in the middle of the last line.
truncate --size=-1 "$file"
last=$(run) || fail "the run after the cut: $last"
[ "$(totals <<<"$last")" = "$(totals <<<"$whole")" ] || fail "other totals after the cut: $last"
[ "$(grep -c ' different$' <<<"$last")" = 1 ] || fail "not the one subject that was cut off: $last"

before=$(cksum <"$file")
if run --seed 2 2>"$TEST_TMPDIR/refused"; then fail "a file of another seed was taken"; fi
grep -q 'is of another campaign; name another file' "$TEST_TMPDIR/refused" || fail "$(cat "$TEST_TMPDIR/refused")"
[ "$(cksum <"$file")" = "$before" ] || fail "the refused file was changed"
if "$campaign" --progress /proc/nowhere "$image" 2>"$TEST_TMPDIR/refused"; then fail "a file that cannot be was taken"; fi
grep -q 'name a file in a folder of yours' "$TEST_TMPDIR/refused" || fail "$(cat "$TEST_TMPDIR/refused")"
echo passed
