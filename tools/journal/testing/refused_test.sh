#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refused_test CLANG PLUGIN FILE...: each file is refused with exactly the errors that its comments `// error: FUNCTION: WHAT` announce
# for the next line, at each level of optimization.
set -eu
clang=$1 plugin=$2
shift 2

compile() { # compile FILE OUT FLAG...
  file=$1 out=$2
  shift 2
  "$clang" --target=x86_64-unknown-none-elf -no-canonical-prefixes -ffreestanding -nostdlibinc -D__DELIAS__ -mgeneral-regs-only -std=c23 -g \
    -ferror-limit=0 -fPIC -I. -Xclang -load -Xclang "$plugin" -fpass-plugin="$plugin" "$@" -c "$file" -o "$out"
}
status=0
for file in "$@"; do
  name=$(basename "$file")
  awk -v file="$file" 'match($0, /\/\/ error: /) {
    print file ":" NR + 1 ": error: " substr($0, RSTART + 10) \
      " cannot be logged; make the function RAW or RAW_STATIC, or put CELL_UNSAFE(\"reason\") before it"
  }' "$file" >"$TEST_TMPDIR/wanted"
  [ -s "$TEST_TMPDIR/wanted" ] || { echo "$name announces no error"; exit 1; }
  for level in -O0 -O1 -O2 -Os; do
    if compile "$file" "$TEST_TMPDIR/out.o" $level 2>"$TEST_TMPDIR/said"; then
      echo "$name: compiles at $level"
      status=1
    fi
    # Without columns.
    sed -n 's/^\([^:]*:[0-9]*\):[0-9]*\(: error: .*\)/\1\2/p' "$TEST_TMPDIR/said" >"$TEST_TMPDIR/errors"
    diff -u "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/errors" || { echo "$name at $level: other errors than announced; clang said:"; cat "$TEST_TMPDIR/said"; status=1; }
  done
done
exit $status
