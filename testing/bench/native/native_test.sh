#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The native rows are measured and written, of both profiles; what they are is not judged, since other work on this machine is in them. Words: native.sh and
# its words.
set -eu
native=$1
shift
"$native" "$@" --json "$TEST_TMPDIR/figures"
[ "$(grep -c '"name"' "$TEST_TMPDIR/figures")" = 22 ] || { echo "FAILED: other rows than eleven of each profile"; exit 1; }
for profile in resilient fast; do
  grep -q "\"profile\": \"$profile\"" "$TEST_TMPDIR/figures" || { echo "FAILED: nothing of $profile"; exit 1; }
done
for column in malloc calloc mimalloc pipe futex dlopen; do
  grep -q "\"$column\": {\"ns\": [1-9]" "$TEST_TMPDIR/figures" || { echo "FAILED: nothing of $column"; exit 1; }
done
