#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sanitizers_test ASAN UBSAN FUZZER: each program's mistake is found by the sanitizer it is built with.
set -u
finds() {  # PROGRAM WORDS [ARGUMENT...]
  program=$1 words=$2
  shift 2
  if "$program" "$@" >"$TEST_TMPDIR/out" 2>&1; then
    echo "$program: its mistake was not found" >&2
    exit 1
  fi
  grep -q "$words" "$TEST_TMPDIR/out" || { cat "$TEST_TMPDIR/out"; echo "$program: says nothing of '$words'" >&2; exit 1; }
}
finds "$1" heap-buffer-overflow
finds "$2" "signed integer overflow"
finds "$3" "deadly signal" -runs=1000000 -seed=1 -artifact_prefix="$TEST_TMPDIR/"
