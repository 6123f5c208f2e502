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

# line_of FUNCTION FILE: where a backtrace has it.
line_of() {
  sed -nE "s,^#[0-9]+ .*$1 \(.*\) at (\./)?$2:([0-9]+)\$,\2,p" "$log" | head -n 1
}
# stopped_in FUNCTION FILE: in its first lines, or in what the compiler has put there.
stopped_in() {
  begin=$(grep -nE "^[A-Za-z].*[ *]$1\(" "$2" | cut -d : -f 1)
  at=$(line_of "$1" "$2")
  if [ -z "$at" ] || [ "$at" -lt "$begin" ] || [ "$at" -gt $((begin + 5)) ]; then
    echo "gdb should have stopped in $1 at $2:$begin, not at line '$at'"
    exit 1
  fi
}
# called_from FUNCTION FILE
called_from() {
  [ -n "$(line_of "$1" "$2")" ] || { echo "a backtrace should name $1 in $2"; exit 1; }
}
stopped_in heap_new kernel/heap/usual.c
called_from task_create_with kernel/task/task.c
called_from boot_main kernel/boot/boot.c
stopped_in echo_run cells/shell/commands/echo/echo.c
called_from runner_task cells/shell/runner/runner.c

# shows VALUE: what `print` shows.
shows() {
  grep -qE "^[$][0-9]+ = .*$1[[:space:]]*$" "$log" || { echo "print should show $1"; exit 1; }
}
shows 1
shows '"boot"'
