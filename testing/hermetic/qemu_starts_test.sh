#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# qemu_starts_test QEMU MACHINE ROM: QEMU emulates MACHINE, with ROM from its own folder, although a host's QEMU would be a trap.
set -eu
qemu=$1 machine=$2 rom=$3
mkdir "$TEST_TMPDIR/traps"
printf '#!/bin/sh\nexit 99\n' >"$TEST_TMPDIR/traps/qemu-system-x86_64"
chmod +x "$TEST_TMPDIR/traps/qemu-system-x86_64"
printf 'info roms\nquit\n' | PATH="$TEST_TMPDIR/traps:$PATH" "$qemu" -machine "$machine" -accel tcg -cpu max -display none \
  -serial none -monitor stdio >"$TEST_TMPDIR/out" 2>&1
if ! grep -q "name=\".*$rom\"" "$TEST_TMPDIR/out"; then
  cat "$TEST_TMPDIR/out" >&2
  echo "machine $machine has no $rom" >&2
  exit 1
fi
