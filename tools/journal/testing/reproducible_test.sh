#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# reproducible_test CLANG PLUGIN SOURCE: the same source gives the same object, whatever addresses clang gets for its own data.
set -eu
clang=$1 plugin=$2 source=$3
for level in -O0 -O2 -Os; do
  for run in 1 2 3 4 5 6; do
    # Environments of different sizes move the stack, and address space layout randomization the rest.
    env PADDING="$(printf "%0${run}00d" 0)" "$clang" --target=x86_64-unknown-none-elf -no-canonical-prefixes -ffreestanding -nostdlibinc \
      -D__DELIAS__ -mgeneral-regs-only -std=c23 -g -fPIC -I. -Xclang -load -Xclang "$plugin" -fpass-plugin="$plugin" $level -c "$source" \
      -o "$TEST_TMPDIR/$run.o"
    cmp "$TEST_TMPDIR/1.o" "$TEST_TMPDIR/$run.o" || { echo "$source: run $run at $level gave another object than run 1"; exit 1; }
  done
done
