#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# gdb on an image in a process: a breakpoint in a cell, the way there, what it looks at. Words: the runner of //images:host_sim.
set -eu
cat >"$TEST_TMPDIR/script" <<'TEXT'
break heap_new
continue
backtrace 3
printf "size is %d\n", (int)size
delete
guest poweroff 5
continue
if $_exitcode == 5
  quit 42
end
quit 1
TEXT
status=0
HOME=$TEST_TMPDIR "$1" --gdb-script "$TEST_TMPDIR/script" >"$TEST_TMPDIR/log" 2>&1 </dev/null || status=$?
cat "$TEST_TMPDIR/log"
grep -q 'heap_new (size=' "$TEST_TMPDIR/log"
grep -q '^size is [1-9]' "$TEST_TMPDIR/log"
[ "$status" = 42 ]
