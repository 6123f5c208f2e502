#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# transcript_test.sh README SESSION IMAGE: types the README's transcript at the real prompt and compares what is shown with it, line
# by line. Numbers, addresses and versions differ from run to run: any run of hexadecimal digits counts as the same.
set -eu
readme=$1 session=$2 image=$3
export TERM=xterm TMPDIR="$TEST_TMPDIR"

awk '/^```$/ { inside = !inside; next } inside && /^Delias, / { shown = 1 } !inside { shown = 0 } shown' "$readme" >"$TEST_TMPDIR/promised"
{
  sed -n 's/^delias> \(.*\)/expect delias> \nsend \1/p' "$TEST_TMPDIR/promised"
  echo "status 0"
} | sed 's/^expect delias> $/expect delias>\\x20/' >"$TEST_TMPDIR/script"
grep -q '^send poweroff' "$TEST_TMPDIR/script" || { echo "README.md has no transcript that ends in poweroff"; exit 1; }
"./$session" "$TEST_TMPDIR/script" "./$image" >"$TEST_TMPDIR/raw" 2>&1 || { cat "$TEST_TMPDIR/raw"; exit 1; }

# What differs from run to run, colours and the line editor's moves of the cursor aside.
same() { tr -d '\r' | sed -e 's/\x1b\[[0-9;?]*[A-Za-z]//g' -e 's/0x//g' -e 's/\b[0-9a-f]*[0-9][0-9a-f]*\b/#/g' -e 's/  */ /g' -e 's/ $//'; }
same <"$TEST_TMPDIR/promised" >"$TEST_TMPDIR/wanted"
same <"$TEST_TMPDIR/raw" >"$TEST_TMPDIR/shown"
awk 'BEGIN { n = 0; next_at = 0 }
  NR == FNR { shown[n++] = $0; next }
  { for (at = next_at; at < n && index(shown[at], $0) == 0; at++) {}
    if (at == n) { print "the README shows, and the system does not, or not in this place: " $0; failed = 1 } else next_at = at + 1 }
  END { exit failed }' "$TEST_TMPDIR/shown" "$TEST_TMPDIR/wanted" || { cat "$TEST_TMPDIR/raw"; exit 1; }
