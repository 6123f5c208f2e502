#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# said_test.sh NAME SAID EXPECTED: the build says exactly the sentence that EXPECTED has for NAME, and fails.
set -eu
sed -n "s/^$1 |//p; t; s/^$1 /error: /p" "$3" >"$TEST_TMPDIR/expected"
[ -s "$TEST_TMPDIR/expected" ] || { echo "error: $3 has no sentence for $1"; exit 1; }
echo "status 1" >>"$TEST_TMPDIR/expected"
diff -u "$TEST_TMPDIR/expected" "$2"
