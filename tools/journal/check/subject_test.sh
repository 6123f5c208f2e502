#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# subject_test.sh CHECK OBJDUMP LAYOUT DEFECTIVE OBJECT...: objects that the pass has journalled, at each level of optimisation, are let pass.
# When one move of the cursor is taken out of an object's bytes, whichever it is, the check notices; but one: subject_count logs the
# same four bytes twice, because it does not carry a log over an atomic instruction. DEFECTIVE was compiled with defect=skip2: let pass
# with a note, or not at all.
set -euo pipefail
check=$PWD/$1 objdump=$PWD/$2 layout=$PWD/$3 defective=$PWD/$4
shift 4
cursor=$(sed -n 's/^#define CPU_JOURNAL //p' "$layout")
# add $n, %gs:CPU_JOURNAL with n of 8 bits
move=$(printf '\\x65\\x48\\x83\\x04\\x25\\x%02x\\x%02x\\x00\\x00' $((cursor % 256)) $((cursor / 256)))
nops='\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90'
failed=0 taken=0

fail() {
  echo "FAILED: $*"
  failed=1
}

for object in "$@"; do
  "$check" --label //subject --objdump "$objdump" "$object" || fail "$object is not let pass"
  unnoticed=0
  for at in $(LC_ALL=C grep -obUaP "$move" "$object" | cut -d: -f1); do
    cp "$object" "$TEST_TMPDIR/changed.o"
    chmod +w "$TEST_TMPDIR/changed.o"
    printf "$nops" | dd of="$TEST_TMPDIR/changed.o" bs=1 seek="$at" conv=notrunc status=none
    taken=$((taken + 1))
    status=0
    "$check" --label //subject --objdump "$objdump" "$TEST_TMPDIR/changed.o" 2>"$TEST_TMPDIR/said" || status=$?
    if [ $status != 1 ] || ! grep -q 'without a log before it' "$TEST_TMPDIR/said"; then
      unnoticed=$((unnoticed + 1))
      echo "$object: not noticed at byte $at"
    fi
  done
  [ $unnoticed -le 1 ] || fail "$object: $unnoticed were not noticed"
done
echo "$taken moves taken out"
[ $taken -gt 100 ] || fail "only $taken moves of the cursor were found"

"$check" --label //subject --objdump "$objdump" "$defective" 2>"$TEST_TMPDIR/said" || fail "a defect fails the build"
grep -q '^note: //subject: subject.c: compiled with defect=skip2: [1-9][0-9]* errors let pass$' "$TEST_TMPDIR/said" || fail "no note of the defect: $(cat "$TEST_TMPDIR/said")"
if "$check" --strict --label //subject --objdump "$objdump" "$defective" 2>"$TEST_TMPDIR/said"; then fail "a defect is not noticed"; fi
if grep -v 'stores 2 bytes at .* without a log before it' "$TEST_TMPDIR/said"; then fail "something else than the defect is noticed"; fi
grep -q 'stores 2 bytes' "$TEST_TMPDIR/said" || fail "the stores without a log are not named"
exit $failed
