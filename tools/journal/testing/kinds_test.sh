#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kinds_test CLANG OBJDUMP OBJCOPY PLUGIN SOURCE: which functions of kinds.c are left, which of them log, what one of them calls, and what
# the listing says.
set -eu
clang=$1 objdump=$2 objcopy=$3 plugin=$4 source=$5
object=$TEST_TMPDIR/kinds.o
"$clang" --target=x86_64-unknown-none-elf -no-canonical-prefixes -ffreestanding -nostdlibinc -D__DELIAS__ -mgeneral-regs-only -std=c23 -g -fPIC \
  -fvisibility=hidden -O2 -I. -Xclang -load -Xclang "$plugin" -fpass-plugin="$plugin" -c "$source" -o "$object"

# same WHAT FILE: the file is what stands in `wanted`.
same() {
  diff -u "$TEST_TMPDIR/wanted" "$2" || { echo "kinds.c: $1 than wanted"; exit 1; }
}

"$objdump" -d --no-show-raw-insn "$object" | awk '
  /^[0-9a-f]+ <.*>:/ { gsub(/[<>:]/, "", $2); name = $2; logs[name] = 0 }
  /addq.*%gs:/ { logs[name]++ }
  END { for (name in logs) print name, logs[name] }' | sort >"$TEST_TMPDIR/logs"
cat >"$TEST_TMPDIR/wanted" <<'END'
kinds_atomic 1
kinds_caller 1
kinds_raw 0
kinds_steps 1
plain 1
raw_kept 0
raw_static 0
unsafe 1
kinds_read 0
END
sort -o "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/wanted"
same "other functions, or other logs in them," "$TEST_TMPDIR/logs"

"$objdump" -dr --no-show-raw-insn --disassemble-symbols=kinds_caller "$object" >"$TEST_TMPDIR/caller"
for callee in raw_static raw_kept unsafe kinds_atomic kinds_steps; do
  grep -q "call.*<$callee>\|R_X86_64_PLT32.*$callee" "$TEST_TMPDIR/caller" || {
    cat "$TEST_TMPDIR/caller"
    echo "kinds_caller does not call $callee"
    exit 1
  }
done

"$objcopy" --dump-section ".delias.journal=$TEST_TMPDIR/listing" "$object"
sort -o "$TEST_TMPDIR/listing" "$TEST_TMPDIR/listing"
cat >"$TEST_TMPDIR/wanted" <<'END'
journal 1 log
raw kinds_raw
raw raw_kept
raw raw_static
unsafe unsafe
END
same "another listing" "$TEST_TMPDIR/listing"
