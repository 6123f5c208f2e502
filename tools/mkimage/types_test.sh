#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# types_test.sh MKIMAGE STUB GRAPH NUCLEUS SUBJECT CALLER: an image with a cell that was compiled against another header than its provider has is refused, and what
# lies between the two is told.
set -eu
mkimage=$1 stub=$2 graph=$3 nucleus=$4 subject=$5 caller=$6
cd "$TEST_TMPDIR"
root=$TEST_SRCDIR/$TEST_WORKSPACE
{
  printf '%s\n' --image //images:test --platform none --stub "$root/$stub" --entry //boot boot_main
  for report in out graph cells size state state-json debugger; do printf -- '--%s\n%s\n' "$report" "$report"; done
  printf '%s\n' --cell "$root/$graph" debug --nucleus "$root/$nucleus" debug --cell "$root/$subject" debug --cell "$root/$caller" debug
} >words
if "$root/$mkimage" words 2>said; then
  echo "FAILED: the image was linked"
  exit 1
fi
cat >wanted <<'END'
subject_add is not what //testing/swap:caller was compiled against; - is what //testing/swap:caller saw, + what //testing/swap:subject has:
subject_add(more)
-  1: uint32_t
+  1: uint64_t
END
head -n 4 said | diff -u wanted -
tail -n 1 said | grep 'error: //images:test: //testing/swap:caller was compiled against another subject_add (.*) than //testing/swap:subject has (.*): its public header differs'
