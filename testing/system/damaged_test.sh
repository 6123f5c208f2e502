#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# damaged_test.sh IMAGE QEMU: an image that was damaged on its way into memory says so and ends with status 2. The byte that is
# changed belongs to the label of the graph's first cell: the file has the boot stub in its second page, then the region's pages in
# the order of its areas, header and cells first (docs/image.md).
set -eu
image=$TEST_TMPDIR/damaged.elf log=${TEST_UNDECLARED_OUTPUTS_DIR:-$TEST_TMPDIR}/serial.log
cp -L "$1" "$image"
chmod u+w "$image"
printf '\177' | dd of="$image" bs=1 seek=$((3 * 4096 + 3)) conv=notrunc 2>/dev/null

status=0
TMPDIR=$TEST_TMPDIR "$2" -machine microvm -accel tcg -cpu max -m 128 -nodefaults -display none -no-reboot \
  -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$image" -serial "file:$log" -monitor none </dev/null || status=$?
cat "$log"
[ "$status" -eq 37 ] || { echo "error: the emulator ended with status $status, not 37 (the system's 2)"; exit 1; }
grep -q '^boot: the graph is damaged: label of cell 0' "$log"
