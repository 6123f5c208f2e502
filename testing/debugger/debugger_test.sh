#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# debugger_test IMAGE COMMANDS: gdb on the running image finds functions of cells by name, and its backtraces name those of
# several cells with source file and line.
set -eu
image=$1 commands=$2
log=$TEST_TMPDIR/log
status=0
"$image" --gdb-script "$PWD/$commands" >"$log" 2>&1 </dev/null || status=$?
cat "$log"
if [ "$status" != 42 ]; then
  echo "gdb ended with status $status before the end of $commands"
  exit 1
fi

# expect PATTERN: a line of gdb's.
expect() {
  grep -qE "$1" "$log" || { echo "gdb should have said: $1"; exit 1; }
}
# frame NUMBER FUNCTION FILE: of a backtrace.
frame() {
  expect "^#$1 .*$2 \(.*\) at (\./)?$3:[0-9]+\$"
}

line=$(grep -nE '^void \*heap_new\(' kernel/heap/heap.c | cut -d : -f 1)
expect "^#0 +heap_new \(.*\) at (\./)?kernel/heap/heap.c:$line\$"
frame '[0-9]+' task_create kernel/task/task.c
frame '[0-9]+' boot_main kernel/boot/boot.c

line=$(grep -nE 'int64_t echo_run\(' cells/shell/commands/echo/echo.c | cut -d : -f 1)
at=$(sed -nE 's,^#0 +echo_run \(.*\) at (\./)?cells/shell/commands/echo/echo.c:([0-9]+)$,\2,p' "$log")
if [ -z "$at" ] || [ "$at" -lt "$line" ] || [ "$at" -gt $((line + 2)) ]; then
  echo "gdb should have stopped in the first lines of echo_run, at line $line"
  exit 1
fi
frame 1 shell_task cells/shell/run.c
