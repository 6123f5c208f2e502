#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# peer_test.sh PEER QEMU IMAGE: boots the image and lets the peer talk to it; what went to the console must not be the peer's.
set -eu
peer=$1 qemu=$2 image=$3
log=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/console.log
status=0
TMPDIR=$TEST_TMPDIR "./$peer" "./$qemu" "./$image" "$log" </dev/null || status=$?
cat "$log"
[ "$status" -eq 0 ] || exit "$status"
if grep -q "a  line\|is 'fault'\|next" "$log"; then
  echo "FAILED: the output of the peer's commands came out at the console"
  exit 1
fi
if ! grep -q '^\*\*\* fault in task .*page fault' "$log"; then
  echo "FAILED: the report of the fault did not come out at the console"
  exit 1
fi
