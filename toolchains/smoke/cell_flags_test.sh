#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# cell_flags_test READELF OBJDUMP ARCHIVE: objects of cells are what the cell linker can work with.
set -eu
readelf=$1 objdump=$2 archive=$3
"$readelf" --sections --wide "$archive" >"$TEST_TMPDIR/sections"
"$readelf" --symbols --wide "$archive" >"$TEST_TMPDIR/symbols"
"$readelf" --relocs --wide "$archive" | sed '/^Relocation section .*debug/,/^$/d' >"$TEST_TMPDIR/relocations"
"$objdump" --disassemble --no-show-raw-insn "$archive" >"$TEST_TMPDIR/code"

has() {  # FILE PATTERN WHAT-IT-MEANS-IF-NOT
  grep -qE "$2" "$TEST_TMPDIR/$1" || { cat "$TEST_TMPDIR/$1"; echo "$archive: $3" >&2; exit 1; }
}
has_not() {  # FILE PATTERN WHAT-IT-MEANS-IF-SO
  ! grep -E "$2" "$TEST_TMPDIR/$1" || { echo "$archive: $3" >&2; exit 1; }
}

has sections ' \.text\.greet_next ' "a function has no section of its own"
has sections ' \.kcfi_traps' "indirect calls are not checked"
has sections ' \.debug_info ' "there is no debug information"
has_not sections ' \.eh_frame ' "there are unwind tables, which nothing reads"
has symbols ' __cfi_greet_next$' "greet_next has no type id"
has symbols 'FUNC .* HIDDEN .* greet_answer$' "the assembler source is missing"
has_not relocations ' R_X86_64_32S? ' "code depends on its position"
has code 'push.*%rbp' "functions keep no frame pointer"
has_not code '%[xyz]mm' "vector registers are used"
