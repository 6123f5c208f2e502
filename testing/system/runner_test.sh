#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Boots an image whose system tests end in every way there is, and compares what the runner makes of them.
set -eu
image=$1 qemu=$2
log=${TEST_TMPDIR:-/tmp}/serial.log
status=0
TMPDIR=${TEST_TMPDIR:-/tmp} "$qemu" -machine microvm -accel tcg -cpu max -m 128 -nodefaults -display none -no-reboot -monitor none \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$image" -serial "file:$log" </dev/null || status=$?
grep '^\[test' "$log" | tr -d '\r' | sort >"$log.said"
sort >"$log.wanted" <<'TEXT'
[test] this one passes: ok
[test] this one expects too much: FAILED: endings_system_test.c:12: size == 0
[test] this one is silent: FAILED: it does not say why
[test] this one faults: FAILED: faulted: invalid instruction
[test] this one exits: FAILED: its task did not return
[test] this one is skipped: skipped: it lacks a thing
[test] this one says skip and fails: FAILED: skip: but it fails
[tests] 1 passed, 5 failed, 1 skipped
TEXT
diff "$log.wanted" "$log.said" || { cat "$log"; exit 1; }
# Status 1 of the system: 2 * (16 + 1) + 1 of the emulator.
[ "$status" -eq 35 ] || { echo "the emulator ended with status $status, not 35"; exit 1; }
