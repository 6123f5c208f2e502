#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# includes_test.sh CHECK SOURCE EXPECTED: the check of includes lets pass what a cell may include, and names everything else.
set -eu
check=$1 source=$2 expected=$3
cd "$TEST_TMPDIR"
check=$TEST_SRCDIR/$TEST_WORKSPACE/$check source_at=$TEST_SRCDIR/$TEST_WORKSPACE/$source expected=$TEST_SRCDIR/$TEST_WORKSPACE/$expected
failed=0

# says LABEL AVAILABLE WORDS SOURCE...: with those headers at hand the check says these words; none: it passes.
says() {
  label=$1 words=$3
  printf '%b' "$2" >available
  shift 3
  rm -f out
  status=0
  "$check" "$label" out available "$@" 2>said || status=$?
  printf '%b' "$words" >wanted
  if ! diff -u wanted said || [ "$status" -ne "$([ -n "$words" ] && echo 1 || echo 0)" ]; then
    echo "FAILED: $label with $* (status $status)"
    failed=1
  fi
  if [ -z "$words" ] && [ ! -e out ]; then
    echo "FAILED: $label: no output"
    failed=1
  fi
}

mkdir -p cells/own "$(dirname "$source")"
cp "$source_at" "$source"
sentence=$(sed -n 's/^include_of_far_cell //p' "$expected")
says //testing/dialect/broken:include_of_far_cell 'kernel/base/cell.h\n' "error: $sentence\n" "$source"
says //testing/dialect/broken:include_of_far_cell 'kernel/base/cell.h\nkernel/log/log.h\n' '' "$source"

printf '#include <stdint.h>\n#include "kernel/base/cell.h"\n  #  include "own.h"\n' >cells/own/own.c
says //cells/own 'kernel/base/cell.h\ncells/own/own.h\n' '' cells/own/own.c
says //cells/own 'kernel/base/cell.h\n' \
  'error: //cells/own: cells/own/own.c includes own.h, which none of its deps has; write its path from the root of the tree\n' cells/own/own.c

# Each source is read, also when nothing at all may be included.
printf '#include "a/b.h"\n' >cells/own/one.c
printf '#include "c/d.h"\n' >cells/own/two.h
says //cells/own '' \
  'error: //cells/own: cells/own/one.c includes a/b.h, which none of its deps has; add "//a", or the target there that has it in hdrs, to deps
error: //cells/own: cells/own/two.h includes c/d.h, which none of its deps has; add "//c", or the target there that has it in hdrs, to deps\n' \
  cells/own/one.c cells/own/two.h
exit $failed
