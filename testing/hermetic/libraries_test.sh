#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# libraries_test REPOSITORY PROGRAM ARGUMENT...: every library that PROGRAM loads, also later as a plugin, comes from REPOSITORY,
# but for glibc, which belongs to the host.
set -eu
repository=$1
shift
glibc='^(ld-linux-x86-64|libanl|libc|libdl|libm|libmvec|libpthread|libresolv|librt|libutil)\.so\.[0-9]+$'

# The dynamic linker reports each object as it initialises it, one file a process. `quit` is for programs that ask what to do.
echo quit | LD_DEBUG=libs LD_DEBUG_OUTPUT=$TEST_TMPDIR/loaded "$@" >"$TEST_TMPDIR/out" 2>&1 ||
  { cat "$TEST_TMPDIR/out" >&2; echo "$1: does not run" >&2; exit 1; }
cat "$TEST_TMPDIR"/loaded.* | sed -n 's/.*calling init: //p' | sort -u >"$TEST_TMPDIR/libraries"

own=0
status=0
while read -r library; do
  case $library in
    */"$repository"/*) own=$((own + 1)) ;;
    */gconv/*) ;;  # character sets, a part of glibc
    *)
      if ! echo "${library##*/}" | grep -qE "$glibc"; then
        echo "$1 loads $library of this machine; its repository should bring that along" >&2
        status=1
      fi
      ;;
  esac
done <"$TEST_TMPDIR/libraries"
if [ "$own" = 0 ]; then
  echo "$1 loads no library of $repository; is this test looking at the right program?" >&2
  cat "$TEST_TMPDIR/libraries" >&2
  status=1
fi
exit $status
