#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boots //testing/system:fatal on a machine with each of its words, and compares how the system ends and what it says.
set -eu
image=$1 qemu=$2 machine=$3
logs=${TEST_UNDECLARED_OUTPUTS_DIR:-${TEST_TMPDIR:-/tmp}}
failures=0
stays=-no-reboot

fail() {
  echo "FAILED: $machine, $*"
  failures=$((failures + 1))
}

emulate() { # WORD OPTION...
  word=$1
  shift
  TMPDIR=${TEST_TMPDIR:-/tmp} "$qemu" -machine "$machine" -accel tcg -cpu max -m 128 -nodefaults -display none -monitor none \
    -kernel "$image" -append "$word" "$@" </dev/null
}

# The emulator's status, with an exit device that makes (2 * (16 + status)) + 1 of the system's own.
ends() { # WORD STATUS SENTENCE...
  word=$1 wanted=$((2 * (16 + $2) + 1))
  shift 2
  status=0
  emulate "$word" $stays -device isa-debug-exit,iobase=0xf4,iosize=4 -serial "file:$logs/$word.log" || status=$?
  [ "$status" -eq "$wanted" ] || fail "$word: the emulator ended with status $status, not $wanted"
  for sentence in "$@"; do
    grep -qF -- "$sentence" "$logs/$word.log" || fail "$word: its log does not say: $sentence"
  done
  [ "$failures" -eq 0 ] || cat "$logs/$word.log"
}

# Without an exit device the machine's own ways are left; the emulator then ends with 0, or never.
ends_by_itself() { # WORD
  status=0
  emulate "$1" -no-reboot -serial "file:$logs/$1.log" || status=$?
  [ "$status" -eq 0 ] || fail "$1: the emulator ended with status $status, not 0"
}

ends interrupt 0 "fatal: two interrupts were given up"
ends interrupts-off 3 "interrupts were off, so something shared may be half changed" without_interrupts
ends preemption-off 3 "preemption was off, so something shared may be half changed" without_preemption
ends double-fault 3 "double fault: an exception could not be delivered" "what was running cannot be trusted" write_null
ends cpu-stack 3 "stack overflow of the CPU itself" "it came outside a task"
ends no-graph 0 "the report itself met a fault; once more, without names" "fatal: the system went on"
ends panic 3 "finds its own invariant broken: a test says so" "a cell gave up" fatal_main
ends off 0
ends_by_itself off
ends_by_itself restart
stays= # the emulator goes on after a restart
ends restart 0 "fatal: came back"

[ "$failures" -eq 0 ] && echo "$machine: eleven endings, all as they should be"
