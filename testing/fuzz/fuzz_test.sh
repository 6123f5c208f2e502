#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fuzz_test.sh PROGRAM RUNS MAX_LEN CORPUS-FILE...: first every kept input, then RUNS more from a copy of them with a fixed seed.
set -eu
program=$1 runs=$2 max_len=$3
shift 3
outputs=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}
"$program" "$@"
mkdir "$TEST_TMPDIR/corpus"
cp -L "$@" "$TEST_TMPDIR/corpus/"
chmod u+w "$TEST_TMPDIR/corpus/"*
"$program" -seed=1 -runs="$runs" -max_len="$max_len" -artifact_prefix="$outputs/" -print_final_stats=1 "$TEST_TMPDIR/corpus"
